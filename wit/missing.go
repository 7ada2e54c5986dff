package wit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// unknownPackage says that the package that a path names is not there, once of each. Another version of it
// that is there is what may have been meant.
func (p *packageResolver) unknownPackage(path *syntax.Path) {
	name, at := packageName(path.Package), path.Package.Span
	if p.missing[name] {
		return
	}
	p.missing[name] = true
	versions := p.versions(name)
	if len(versions) == 0 {
		p.unknown(at, name.String(), func(yield func(string) bool) {
			for n := range p.there {
				if !yield(n.String()) {
					return
				}
			}
		}, "package `%s` is not there", name)
		return
	}
	var there []string
	for _, v := range versions {
		there = append(there, "`"+v.String()+"`")
	}
	verb := "is"
	if len(there) > 1 {
		verb = "are"
	}
	meant := ID{Package: nearestVersion(name, versions), Name: path.Name.Text}
	p.meant(p.file.source, at, meant.String(),
		fmt.Sprintf("package `%s` is not there, but %s %s", name, strings.Join(there, ", "), verb))
}

// versions returns the packages there are that are called as name is, in the order of their versions.
func (p *packageResolver) versions(name PackageName) []PackageName {
	return slices.SortedFunc(func(yield func(PackageName) bool) {
		for n := range p.there {
			if n.Namespace == name.Namespace && n.Name == name.Name && !yield(n) {
				return
			}
		}
	}, compareNames)
}

// there yields the names of all packages but p itself, those that are still to be resolved too.
func (p *packageResolver) there(yield func(PackageName) bool) {
	seen := map[PackageName]bool{p.pkg.Name: true}
	for n := range p.packages {
		if seen[n] = true; !yield(n) {
			return
		}
	}
	for _, u := range p.units {
		if !seen[u.name] && !yield(u.name) {
			return
		}
	}
}

// nearestVersion returns the one of several versions that is most likely meant by name: the highest that is
// compatible with it, or else the highest.
func nearestVersion(name PackageName, versions []PackageName) PackageName {
	wanted, versioned := ParseVersion(name.Version)
	return slices.MaxFunc(versions, func(a, b PackageName) int {
		fits := func(n PackageName) int {
			if v, ok := ParseVersion(n.Version); versioned && ok && v.Track() == wanted.Track() {
				return 1
			}
			return 0
		}
		return cmp.Or(fits(a)-fits(b), compareNames(a, b))
	})
}
