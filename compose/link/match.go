package link

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/internal/edit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// match finds an export for every import that nothing was chosen for.
func (l *linker) match() {
	for _, n := range l.nodes {
		for _, i := range n.typ().Imports {
			w := n.wire(i.Name.Name)
			if w.Chosen {
				continue
			}
			found := l.exporters(n, i)
			switch {
			case len(found) == 1:
				w.From, w.Export = found[0].Instance, found[0].Name
			case len(found) > 1 && l.isTypesOnly(i):
				l.writeTypes(n, w) // which are the same whoever names them
			case len(found) > 1:
				l.fail(&AmbiguousError{Import: Item{n.Name, i.Name.Name}, Exporters: found})
			}
		}
	}
}

// exporters returns the exports of other instances that an import of n asks for: those of its name,
// or else those on its semver track.
func (l *linker) exporters(n *node, i types.Extern) []Item {
	var same, onTrack []Item
	for _, x := range l.index.named[i.Name.Name] {
		if x.node != n && fits(i, x.extern) {
			same = append(same, Item{x.node.Name, x.extern.Name.Name})
		}
	}
	if same != nil || !compose.IsInterface(i.Name.Name) {
		return same
	}
	for _, x := range l.index.onTrack[compose.Track(i.Name.Name)] {
		// Of several versions that one instance has it is the highest.
		if name, _ := x.node.Component().Export(i.Name.Name); x.node != n && name == x.extern.Name.Name {
			onTrack = append(onTrack, Item{x.node.Name, name})
		}
	}
	return onTrack
}

// exported is an export of an instance.
type exported struct {
	node   *node
	extern types.Extern
}

// index finds exports by name, by semver track, and by name without version.
type index struct{ named, onTrack, unversioned map[string][]exported }

func (l *linker) makeIndex() {
	l.index = index{make(map[string][]exported), make(map[string][]exported), make(map[string][]exported)}
	for _, n := range l.nodes {
		for _, e := range n.typ().Exports {
			x, name := exported{n, e}, e.Name.Name
			l.index.named[name] = append(l.index.named[name], x)
			if compose.IsInterface(name) {
				t, base := compose.Track(name), unversioned(name)
				l.index.onTrack[t] = append(l.index.onTrack[t], x)
				l.index.unversioned[base] = append(l.index.unversioned[base], x)
			}
		}
	}
}

// fits reports whether an export may be what an import of the same name means. That is certain for
// interfaces; two plain names are one if they are said to stand for the same.
func fits(i, e types.Extern) bool {
	return compose.IsInterface(i.Name.Name) || i.Sort == e.Sort && i.Name.Implements == e.Name.Implements
}

// isTypesOnly reports whether an import is an interface that holds types alone, none of them a
// resource.
func (l *linker) isTypesOnly(i types.Extern) bool {
	t, ok := l.graph.Arena().Type(i.Type).(*types.Instance)
	if !ok || i.Sort != component.SortInstance || l.graph.Arena().HasResources(i.Type) {
		return false
	}
	return !slices.ContainsFunc(t.Exports, func(e types.Extern) bool { return e.Sort != component.SortType })
}

// breakCycles lets types be made inside where instances would have to wait for one another for
// nothing else.
func (l *linker) breakCycles() {
	for {
		cycle := l.cycle()
		i := slices.IndexFunc(cycle, func(i Item) bool {
			n := l.byName[i.Instance]
			x, _ := n.typ().Import(i.Name)
			return !n.wire(i.Name).Chosen && l.isTypesOnly(x)
		})
		if i < 0 {
			return // what is left is for the graph to tell
		}
		n := l.byName[cycle[i].Instance]
		l.writeTypes(n, n.wire(cycle[i].Name))
	}
}

// advise says of each choice by which exporter it leads to no cycle.
func (l *linker) advise() {
	for _, err := range l.errs {
		if e, ok := err.(*AmbiguousError); ok {
			i := slices.IndexFunc(e.Exporters, func(x Item) bool { return !l.needs(l.byName[x.Instance], e.Import.Instance, make(map[*node]bool)) })
			if i >= 0 {
				e.Choose = e.Exporters[i]
			}
		}
	}
}

// needs reports whether n is supplied by an instance, directly or not.
func (l *linker) needs(n *node, by string, seen map[*node]bool) bool {
	if n.Name == by || seen[n] {
		return n.Name == by
	}
	seen[n] = true
	return slices.ContainsFunc(n.wires, func(w Wire) bool {
		return w.From != "" && l.needs(l.byName[w.From], by, seen)
	})
}

// writeTypes has an import that holds types alone written into the result.
func (l *linker) writeTypes(n *node, w *Wire) {
	w.From, w.Export = "", ""
	if err := l.graph.WriteTypes(n.Node, w.Import); err != nil {
		l.fail(err)
	}
}

// cycle returns imports of instances, each supplied by the instance of the next and the last by
// that of the first; nil where there are none.
func (l *linker) cycle() []Item {
	done := make(map[*node]bool)
	var path []Item
	var visit func(*node) []Item
	visit = func(n *node) []Item {
		if i := slices.IndexFunc(path, func(i Item) bool { return i.Instance == n.Name }); i >= 0 {
			return path[i:]
		}
		if done[n] {
			return nil
		}
		for _, w := range n.wires {
			if w.From == "" {
				continue
			}
			path = append(path, Item{n.Name, w.Import})
			if c := visit(l.byName[w.From]); c != nil {
				return c
			}
			path = path[:len(path)-1]
		}
		done[n] = true
		return nil
	}
	for _, n := range l.nodes {
		if c := visit(n); c != nil {
			return c
		}
	}
	return nil
}

// warnings says what was found that may not be meant: imports left to the host that are nearly
// exported, instances that have nothing to do with the others, and a result that exports nothing.
func (l *linker) warnings() (list []string) {
	for _, n := range l.nodes {
		for _, w := range n.wires {
			if w.From == "" && !w.Chosen && compose.IsInterface(w.Import) {
				list = append(list, l.near(n, w.Import)...)
			}
		}
	}
	for _, n := range l.nodes {
		if len(l.nodes) > 1 && !l.takesPart(n) {
			list = append(list, n.Name+" is connected to no other instance")
		}
	}
	if len(l.exports) == 0 {
		list = append(list, "the result exports nothing: nobody can call it")
	}
	return list
}

// near says which exports are nearly what an import of n asks for.
func (l *linker) near(n *node, name string) (list []string) {
	for _, x := range l.index.unversioned[unversioned(name)] {
		if x.node != n && compose.Track(x.extern.Name.Name) != compose.Track(name) {
			list = append(list, fmt.Sprintf("%s imports %s from the host, though %s exports %s: these versions are not compatible",
				n.Name, name, x.node.Name, x.extern.Name.Name))
		}
	}
	// Names of WASI are no inventions of anybody's, and so not misspelt.
	if list != nil || strings.HasPrefix(name, "wasi:") {
		return list
	}
	for _, other := range l.nodes {
		for _, e := range other.typ().Exports {
			if other != n && alike(unversioned(name), unversioned(e.Name.Name)) && !l.isUsed(other.Name, e.Name.Name) {
				list = append(list, fmt.Sprintf("%s imports %s from the host, though %s exports %s, whose name is like it",
					n.Name, name, other.Name, e.Name.Name))
			}
		}
	}
	return list
}

// alike reports whether two names of interfaces may be meant to be one.
func alike(a, b string) bool {
	const slips = 2
	return a != b && compose.IsInterface(b) && edit.Distance(a, b, slips+1) <= slips
}

// isUsed reports whether an export supplies an import.
func (l *linker) isUsed(instance, export string) bool {
	return slices.ContainsFunc(l.nodes, func(n *node) bool {
		return slices.ContainsFunc(n.wires, func(w Wire) bool { return w.From == instance && w.Export == export })
	})
}

// takesPart reports whether n supplies another instance or is supplied by one, or is not to be.
func (l *linker) takesPart(n *node) bool {
	return slices.ContainsFunc(n.wires, func(w Wire) bool { return w.From != "" || w.Chosen }) ||
		slices.ContainsFunc(l.nodes, func(other *node) bool {
			return slices.ContainsFunc(other.wires, func(w Wire) bool { return w.From == n.Name })
		})
}

// supplies reports whether another instance takes from n more than types. Who only names a type
// does not make of an instance a part of its own.
func (l *linker) supplies(n *node) bool {
	return slices.ContainsFunc(l.nodes, func(other *node) bool {
		return slices.ContainsFunc(other.wires, func(w Wire) bool {
			if w.From != n.Name {
				return false
			}
			x, _ := other.typ().Import(w.Import)
			return !l.isTypesOnly(x)
		})
	})
}
