package wit

import (
	"slices"
)

// Options say how packages are read. The zero value is of use.
type Options struct {
	// Features are those whose items are read although they are unstable.
	Features []string
	// AllFeatures reads all items.
	AllFeatures bool
	// Known are packages that are there already, such as those decoded from binaries, and those
	// that they refer to.
	Known []*Package
}

// Resolution is a package with all that it was read with.
type Resolution struct {
	// Main is the package that was asked for.
	Main *Package
	// Packages are all packages, each after those that it refers to.
	Packages []*Package

	arenas map[*Package]*arena
}

// Parse reads a package of one file, which may hold the packages that it refers to. The error is a
// [SourceErrors].
func Parse(name, text string) (*Package, error) {
	r, err := Options{}.Parse([]Source{{name, text}})
	if err != nil {
		return nil, err
	}
	return r.Main, nil
}

// Parse reads a package from its files. Each of deps is the files of another package that it, or
// another of them, may refer to. What a name refers to is found in all of them, in packages inside
// the files and in o.Known. The error is a [SourceErrors]: all that is wrong.
//
// Worlds are made complete: what they include is in them, and so are the imports that others need.
// Items behind features that are off are left out.
func (o Options) Parse(files []Source, deps ...[]Source) (*Resolution, error) {
	r := newResolver(o)
	main := r.group(files)
	for _, dep := range deps {
		r.group(dep)
	}
	if len(r.errors) > 0 {
		return nil, r.errors.sorted()
	}
	for _, u := range r.order() {
		if r.full() {
			break
		}
		r.unit(u)
	}
	if len(r.errors) > 0 {
		return nil, r.errors.sorted()
	}
	return r.resolution(r.packages[main.name].pkg), nil
}

// resolution returns what r has come to.
func (r *resolver) resolution(main *Package) *Resolution {
	for _, p := range r.resolved {
		r.arenaOf(p)
	}
	return &Resolution{Main: main, Packages: r.resolved, arenas: r.arenas}
}

// Package returns the package with this name, or nil.
func (r *Resolution) Package(name PackageName) *Package {
	i := slices.IndexFunc(r.Packages, func(p *Package) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return r.Packages[i]
}
