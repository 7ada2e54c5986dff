package wit

import (
	"maps"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// checkNames says which names the binary of a package could not have: that of the package itself, and those
// of interfaces and worlds that count as one.
func (p *packageResolver) checkNames() {
	if len(p.errors) > 0 || p.unit.source == nil {
		return
	}
	name := p.pkg.Name
	whole := name.Namespace + ":" + name.Name
	if whole != strings.ToLower(whole) {
		p.file = &unitFile{source: p.unit.source}
		p.problem(p.unit.at, "package `%s` is not in lower case, which no validator takes", whole)
	}
	seen := make(map[string]string)
	// In the order in which they were written, so that the later one is told.
	for _, f := range p.unit.files {
		p.file = f
		for _, item := range f.items {
			var n syntax.Name
			switch item := item.(type) {
			case *syntax.Interface:
				n = item.Name
			case *syntax.World:
				n = item.Name
			default:
				continue
			}
			if t := p.targets[n.Text]; t == nil || t.off {
				continue
			}
			if old, ok := seen[fold(n.Text)]; ok {
				p.problem(n.Span, "names `%s` and `%s` count as one", n.Text, old)
				continue
			}
			seen[fold(n.Text)] = n.Text
		}
	}
}

// checkIDs says which worlds and interfaces refer to interfaces of several packages whose full names count
// as one, and so cannot be imports, or exports, of one component.
func (p *packageResolver) checkIDs() {
	if len(p.errors) > 0 || len(p.pkg.Dependencies()) == 0 {
		return // names of one package that count as one have been told
	}
	for _, i := range p.pkg.Interfaces {
		t := p.targets[i.Name]
		ids := make(idSet)
		for _, used := range i.live() {
			ids.add(used)
		}
		p.checkIDSet(ids, t.file, t.ifDef.Name.Span, "interface `"+i.Name+"`")
	}
	for _, d := range p.worlds {
		for _, items := range [][]WorldItem{d.world.Imports, d.world.Exports} {
			ids := make(idSet)
			for _, item := range items {
				if i, ok := item.Item.(*Interface); ok && item.Name == "" {
					ids.add(i)
				}
			}
			p.checkIDSet(ids, d.file, d.at, "world `"+d.world.Name+"`")
		}
	}
}

// idSet has interfaces by what their full names count as.
type idSet map[string][]*Interface

func (s idSet) add(i *Interface) {
	if id, ok := i.ID(); ok {
		key := UniqueName(id.String())
		s[key] = append(s[key], i)
	}
}

func (p *packageResolver) checkIDSet(ids idSet, f *unitFile, at syntax.Span, what string) {
	for _, key := range slices.Sorted(maps.Keys(ids)) {
		if list := ids[key]; len(list) > 1 {
			a, _ := list[0].ID()
			b, _ := list[1].ID()
			p.file = f
			p.problem(at, "%s refers to `%s` and `%s`, which count as one", what, a, b)
		}
	}
}
