package wit

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// Limits of what is resolved: small files can ask for very much, as by worlds that include one
// another. Real packages stay far below.
const (
	maxErrors     = 100
	maxWorldItems = 200_000
)

// resolver makes packages of trees.
type resolver struct {
	opts     Options
	features map[string]bool
	errors   SourceErrors
	units    []*unit
	// packages are those that are resolved, or known from the start.
	packages map[PackageName]*packageScope
	resolved []*Package
	arenas   map[*Package]*arena
	facts    map[*TypeDef]facts
	sizes    map[*TypeDef]limits.Size
	numbers  map[*TypeDef]int
	items    int // of all worlds
}

// unit is a package that is to be resolved.
type unit struct {
	name PackageName
	docs string
	// source and at are where it says its name.
	source *Source
	at     syntax.Span
	files  []*unitFile
}

// unitFile is a file of a package, or what of it belongs to one.
type unitFile struct {
	source *Source
	items  []syntax.Item
	// names are those that the file gives to interfaces and worlds.
	names map[string]*target
}

func newResolver(o Options) *resolver {
	r := &resolver{
		opts:     o,
		features: make(map[string]bool, len(o.Features)),
		packages: make(map[PackageName]*packageScope),
		arenas:   make(map[*Package]*arena),
		facts:    make(map[*TypeDef]facts),
		sizes:    make(map[*TypeDef]limits.Size),
		numbers:  make(map[*TypeDef]int),
	}
	for _, f := range o.Features {
		r.features[f] = true
	}
	for _, p := range o.Known {
		r.known(p)
	}
	return r
}

// known takes in a package that is there already.
func (r *resolver) known(p *Package) {
	if _, ok := r.packages[p.Name]; ok {
		return
	}
	s := &packageScope{pkg: p, targets: make(map[string]*target)}
	for _, i := range p.Interfaces {
		s.targets[i.Name] = &target{iface: i}
	}
	for _, w := range p.Worlds {
		s.targets[w.Name] = &target{world: w}
	}
	r.packages[p.Name] = s
	r.resolved = append(r.resolved, p)
}

// problem records what is wrong, unless there is enough of it already.
func (r *resolver) problem(s *Source, at syntax.Span, format string, args ...any) {
	r.unknown(s, at, "", nil, format, args...)
}

// unknown records that a name does not exist, with the one of names that may be meant.
func (r *resolver) unknown(s *Source, at syntax.Span, name string, names iter.Seq[string], format string, args ...any) {
	if r.full() {
		return
	}
	nearest := ""
	if names != nil {
		nearest = Nearest(name, names)
	}
	r.meant(s, at, nearest, fmt.Sprintf(format, args...))
}

// meant records what is wrong, with the name that may be meant.
func (r *resolver) meant(s *Source, at syntax.Span, nearest, message string) {
	if r.full() {
		return
	}
	e := newSourceError(s, at, message)
	e.Nearest = nearest
	r.errors = append(r.errors, e)
}

// full reports whether there is enough that is wrong.
func (r *resolver) full() bool { return len(r.errors) >= maxErrors }

// group parses the files of a package and makes units of it and of the packages inside the files.
// It returns the unit of the package itself.
func (r *resolver) group(files []Source) *unit {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b Source) int { return strings.Compare(a.Name, b.Name) })
	main := new(unit)
	for i := range files {
		s := &files[i]
		tree, problems := syntax.Parse(s.Text)
		for _, p := range problems {
			r.problem(s, p.Span, "%s", p.Message)
		}
		if tree == nil {
			continue
		}
		r.header(main, s, tree)
		f := &unitFile{source: s}
		for _, item := range tree.Items {
			if p, ok := item.(*syntax.Package); ok {
				r.nested(s, p)
			} else {
				f.items = append(f.items, item)
			}
		}
		main.files = append(main.files, f)
	}
	switch {
	case len(r.errors) > 0:
	case len(files) == 0:
		r.problem(&Source{Name: "."}, syntax.Span{}, "no files of WIT")
	case main.source == nil:
		r.problem(&files[0], syntax.Span{}, "no file says what package this is (want `package namespace:name;` at the start)")
	}
	r.units = append(r.units, main)
	return main
}

// header takes in what a file says of the package that it belongs to.
func (r *resolver) header(u *unit, s *Source, tree *syntax.File) {
	if tree.Package == nil {
		return
	}
	name := packageName(tree.Package)
	if u.source == nil {
		u.name, u.source, u.at = name, s, tree.Package.Span
	} else if name != u.name {
		r.problem(s, tree.Package.Span, "package `%s` in one folder with package `%s` (%s)", name, u.name, u.source.Name)
	}
	if tree.Docs != "" && u.docs != "" {
		r.problem(s, tree.Package.Span, "the package is documented in more than one file")
	}
	u.docs = cmp.Or(u.docs, tree.Docs)
}

func packageName(n *syntax.PackageName) PackageName {
	return PackageName{Namespace: n.Namespace, Name: n.Name, Version: n.Version}
}

// nested makes a unit of a package inside a file.
func (r *resolver) nested(s *Source, p *syntax.Package) {
	f := &unitFile{source: s}
	for _, item := range p.Items {
		if inner, ok := item.(*syntax.Package); ok {
			r.problem(s, inner.Name.Span, "package `%s` inside another package: packages stand at the top of a file", packageName(&inner.Name))
			continue
		}
		f.items = append(f.items, item)
	}
	r.units = append(r.units, &unit{
		name: packageName(&p.Name), docs: p.Docs, source: s, at: p.Name.Span, files: []*unitFile{f},
	})
}

// order returns the units, each after those that it refers to, and otherwise sorted by name.
func (r *resolver) order() []*unit {
	sorted := slices.Clone(r.units)
	slices.SortStableFunc(sorted, func(a, b *unit) int { return compareNames(a.name, b.name) })
	byName := make(map[PackageName]*unit, len(sorted))
	for _, u := range sorted {
		if _, twice := byName[u.name]; twice || r.packages[u.name] != nil {
			r.problem(u.source, u.at, "package `%s` is defined twice", u.name)
			continue
		}
		byName[u.name] = u
	}
	var order []*unit
	state := make(map[*unit]int) // 1 while its dependencies are looked at, 2 after
	var visit func(*unit)
	visit = func(u *unit) {
		state[u] = 1
		for _, ref := range u.foreign() {
			dep := byName[ref.name]
			switch {
			case dep == nil:
			case state[dep] == 1:
				r.problem(ref.source, ref.path.Package.Span, "package `%s` depends on itself", ref.name)
			case state[dep] == 0:
				visit(dep)
			}
		}
		state[u] = 2
		order = append(order, u)
	}
	for _, u := range sorted {
		if state[u] == 0 && byName[u.name] == u {
			visit(u)
		}
	}
	if len(r.errors) > 0 {
		return nil
	}
	return order
}

// compareNames orders packages by name, and by version as versions are ordered.
func compareNames(a, b PackageName) int {
	x, xOK := ParseVersion(a.Version)
	y, yOK := ParseVersion(b.Version)
	byVersion := strings.Compare(a.Version, b.Version)
	if xOK && yOK {
		byVersion = x.Compare(y)
	}
	return cmp.Or(strings.Compare(a.Namespace, b.Namespace), strings.Compare(a.Name, b.Name), byVersion)
}

// packageRef is where a unit first refers to another package.
type packageRef struct {
	name   PackageName
	source *Source
	path   *syntax.Path
}

// foreign returns the packages that u refers to, in the order in which it first does.
func (u *unit) foreign() []packageRef {
	var refs []packageRef
	seen := make(map[PackageName]bool)
	for _, f := range u.files {
		eachPath(f.items, func(_ string, p *syntax.Path) {
			if p.Package == nil {
				return
			}
			if name := packageName(p.Package); name != u.name && !seen[name] {
				seen[name] = true
				refs = append(refs, packageRef{name, f.source, p})
			}
		})
	}
	return refs
}
