package wit

import (
	"fmt"
	"iter"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// packageResolver resolves one package.
type packageResolver struct {
	*resolver
	packageScope
	unit *unit
	// file is the one that is being read.
	file *unitFile
	// off is set while what is being read is behind a feature that is off: what it refers to need
	// not be there, and nobody sees what becomes of it.
	off     bool
	missing map[PackageName]bool
	arena   *arena
	worlds  []*worldDraft
}

func (p *packageResolver) problem(at syntax.Span, format string, args ...any) {
	p.resolver.problem(p.file.source, at, format, args...)
}

func (p *packageResolver) unknown(at syntax.Span, name string, names iter.Seq[string], format string, args ...any) {
	p.resolver.unknown(p.file.source, at, name, names, format, args...)
}

// unit resolves a package whose dependencies are resolved.
func (r *resolver) unit(u *unit) {
	pkg := &Package{Name: u.name, Docs: u.docs}
	p := &packageResolver{
		resolver:     r,
		packageScope: packageScope{pkg: pkg, targets: make(map[string]*target)},
		unit:         u,
		missing:      make(map[PackageName]bool),
		arena:        newArena(r),
	}
	r.arenas[pkg] = p.arena
	list := p.declare()
	p.checkPackages()
	if order, ok := p.sort(list); ok {
		for _, t := range order {
			p.add(t)
		}
		for _, t := range order {
			if t.ifDef != nil {
				p.resolveInterface(t)
			}
		}
		for _, t := range order {
			if t.wDef != nil {
				p.resolveWorld(t)
			}
		}
		if len(r.errors) == 0 {
			p.arena.settle(pkg, p.worlds)
		}
		for _, w := range p.worlds {
			p.completeWorld(w)
		}
		p.checkNames()
		p.checkSizes(order)
		p.checkIDs()
	}
	r.packages[u.name] = &p.packageScope
	r.resolved = append(r.resolved, pkg)
}

// declare returns the interfaces and worlds of all files, and gives files and package their names.
func (p *packageResolver) declare() []*target {
	var list []*target
	for _, f := range p.unit.files {
		p.file = f
		f.names = make(map[string]*target)
		for _, item := range f.items {
			t := &target{file: f}
			var name syntax.Name
			switch item := item.(type) {
			case *syntax.Interface:
				t.ifDef, t.iface, name = item, &Interface{Name: item.Name.Text, Package: p.pkg}, item.Name
			case *syntax.World:
				t.wDef, t.world, name = item, &World{Name: item.Name.Text, Package: p.pkg}, item.Name
			default:
				continue
			}
			if p.targets[name.Text] != nil {
				p.problem(name.Span, "the package has two interfaces or worlds `%s`", name.Text)
				continue
			}
			p.targets[name.Text] = t
			f.names[name.Text] = t
			list = append(list, t)
		}
	}
	for _, f := range p.unit.files {
		p.file = f
		for _, item := range f.items {
			if use, ok := item.(*syntax.TopUse); ok {
				p.topUse(use)
			}
		}
	}
	return list
}

func (p *packageResolver) topUse(use *syntax.TopUse) {
	name := use.Path.Name
	if use.As != nil {
		name = *use.As
	}
	if old := p.file.names[name.Text]; old != nil {
		if old.file == p.file && old.at().Start > name.Start {
			name.Span = old.at() // what comes later is one too many
		}
		p.problem(name.Span, "the file has two interfaces or worlds `%s`", name.Text)
		return
	}
	if use.Path.Package != nil {
		t := p.find(&use.Path)
		if t == nil {
			return
		}
		p.file.names[name.Text] = t
		if t.iface == nil {
			p.problem(use.Path.Name.Span, "`%s` is a world where an interface is expected: worlds of other packages are included by their full names", use.Path.Name.Text)
		}
		return
	}
	t := p.targets[use.Path.Name.Text]
	if t == nil {
		p.find(&use.Path)
		return
	}
	p.file.names[name.Text] = t
}

// checkPackages says which packages are not there, also those that only what is off refers to.
func (p *packageResolver) checkPackages() {
	for _, ref := range p.unit.foreign() {
		if _, ok := p.packages[ref.name]; !ok {
			p.file = &unitFile{source: ref.source}
			p.unknownPackage(ref.path)
		}
	}
}

// sort returns the targets of the package, each after those that it uses or includes. The bool is
// false where one needs itself.
func (p *packageResolver) sort(list []*target) ([]*target, bool) {
	index := make(map[*target]int, len(list))
	for i, t := range list {
		index[t] = i
	}
	deps := make([][]int, len(list))
	ats := make([][]syntax.Span, len(list))
	for _, f := range p.unit.files {
		p.file = f
		eachPath(f.items, func(needs string, path *syntax.Path) {
			if needs == "" || path.Package != nil {
				return
			}
			dep := p.find(path)
			d, local := index[dep]
			if dep == nil || !local {
				return
			}
			i := index[p.targets[needs]]
			deps[i] = append(deps[i], d)
			ats[i] = append(ats[i], path.Name.Span)
		})
	}
	order := toposort(deps)
	if at, edge := inCycle(deps, order); at >= 0 {
		p.file = list[at].file
		next := list[deps[at][edge]]
		name := ""
		if next.ifDef != nil {
			name = fmt.Sprintf("interface `%s`", next.iface.Name)
		} else {
			name = fmt.Sprintf("world `%s`", next.world.Name)
		}
		p.problem(ats[at][edge], "%s depends on itself", name)
		return nil, false
	}
	sorted := make([]*target, len(order))
	for i, n := range order {
		sorted[i] = list[n]
	}
	return sorted, true
}

// add puts an interface or world into the package unless it is off.
func (p *packageResolver) add(t *target) {
	p.file = t.file
	if t.ifDef != nil {
		i := t.iface
		i.Docs = t.ifDef.Docs
		i.Stability, t.off = p.gate(t.ifDef.Gates, t.ifDef.Name.Span)
		if !t.off {
			p.pkg.Interfaces = append(p.pkg.Interfaces, i)
		}
		return
	}
	w := t.world
	w.Docs = t.wDef.Docs
	w.Stability, t.off = p.gate(t.wDef.Gates, t.wDef.Name.Span)
	if !t.off {
		p.pkg.Worlds = append(p.pkg.Worlds, w)
	}
}

// gate returns what the gates of an item say, and whether it is off.
func (p *packageResolver) gate(g syntax.Gates, at syntax.Span) (Stability, bool) {
	s := Stability{Since: g.Since, Unstable: g.Unstable, Deprecated: g.Deprecated}
	p.checkName(g.ExternalID, g.At)
	if g.Since != "" {
		since, _ := ParseVersion(g.Since)
		current, ok := ParseVersion(p.pkg.Name.Version)
		switch {
		case !ok:
			p.problem(at, "@since of a package without a version (`%s`)", p.pkg.Name)
		case since.Compare(current) > 0:
			p.problem(at, "@since has version %s, which comes after the package's own, %s", g.Since, p.pkg.Name.Version)
		}
	}
	return s, p.gatedOff(s)
}

// gatedOff reports whether what has this stability is off.
func (r *resolver) gatedOff(s Stability) bool {
	return s.Unstable != "" && !r.opts.AllFeatures && !r.features[s.Unstable]
}

// while runs f for an item that is off or not.
func (p *packageResolver) while(off bool, f func()) {
	before := p.off
	p.off = off
	f()
	p.off = before
}
