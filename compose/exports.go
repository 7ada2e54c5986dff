package compose

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// plannedExport is an export of the result: one of a node, or an instance of types made inside.
type plannedExport struct {
	argument
	types  *hostImport // where the node is nil
	as     string
	extern types.Extern
}

// planExports puts exports in an order in which types have names before they are mentioned, and
// adds the interfaces that are needed for it.
func (c *checked) planExports() (errs []error) {
	for _, x := range c.Graph.exports {
		c.plan(x.argument, x.as)
	}
	for i := 0; i < len(c.exports); i++ { // grows
		if x := c.exports[i]; x.node != nil {
			errs = append(errs, c.makeVisible(x)...)
		}
	}
	errs = append(errs, c.resourceNames()...)
	c.sortExports()
	return errs
}

// resourceNames returns an error for each export that is called after a resource which the result exports
// under another name.
func (c *checked) resourceNames() (errs []error) {
	for _, x := range c.exports {
		r := resourceOf(x.as)
		if r == "" {
			continue
		}
		_, was, _ := splitPlain(x.name)
		t, _ := c.exported(argument{x.node, was})
		if !slices.ContainsFunc(c.exports, func(y plannedExport) bool {
			return y.as == r && y.extern.Sort == component.SortType && c.arena.Equal(y.extern.Type, t.Type)
		}) {
			errs = append(errs, &ResourceNameError{Node: x.node.label, Export: x.name, As: x.as, Resource: r})
		}
	}
	return errs
}

func (c *checked) plan(a argument, as string) {
	e, _ := c.exported(a)
	c.exports = append(c.exports, plannedExport{argument: a, as: as, extern: e})
}

// sortExports puts instances that own types before exports that mention them, types before what
// mentions them alone, a resource before what is called after it, and otherwise leaves the order.
func (c *checked) sortExports() {
	named := make(map[string]int) // exported types, by name
	at := make(map[argument]int, len(c.exports))
	for i, x := range slices.Backward(c.exports) {
		at[x.argument] = i
		if x.extern.Sort == component.SortType {
			named[x.as] = i
		}
	}
	state := make([]visit, len(c.exports))
	var sorted []plannedExport
	var place func(int)
	place = func(i int) {
		if state[i] != unvisited {
			return
		}
		state[i] = visiting
		x := c.exports[i]
		if x.types != nil {
			sorted = append(sorted, x)
			return
		}
		owners := c.before[x.argument]
		for _, r := range c.arena.Resources(x.extern.Type) {
			if o := c.origins[r]; o.node != nil && len(o.path) > 0 {
				owners = append(owners[:len(owners):len(owners)], argument{o.node, o.path[0]})
			}
		}
		for _, a := range owners {
			if owner, ok := at[a]; ok {
				place(owner)
			}
		}
		if r, ok := named[resourceOf(x.as)]; ok {
			place(r)
		}
		for _, t := range c.exportedTypes(x, named) {
			place(t)
		}
		sorted = append(sorted, x)
	}
	// What is there to name types comes first.
	for _, first := range []func(plannedExport) bool{
		func(x plannedExport) bool { return x.types != nil },
		func(x plannedExport) bool { return x.extern.Sort == component.SortInstance },
		func(plannedExport) bool { return true },
	} {
		for i, x := range c.exports {
			if first(x) {
				place(i)
			}
		}
	}
	c.exports = sorted
}

// exportedTypes returns the exports that are types which x mentions, given all of those by name.
func (c *checked) exportedTypes(x plannedExport, named map[string]int) (found []int) {
	if len(named) == 0 {
		return nil
	}
	for _, id := range c.mentioned(x.extern) {
		for i, t := range c.exports {
			if t.extern.Sort == component.SortType && t.types == nil && c.arena.Equal(t.extern.Type, id) {
				found = append(found, i)
				break
			}
		}
	}
	return found
}

func (e *encoder) writeExports() {
	exported := exportedItems{index: make(map[argument]exportedItem), types: make(map[string]uint32)}
	for _, x := range e.checked.exports {
		out := component.Export{Name: component.Name{Name: x.as}, Item: component.SortIndex{Sort: x.extern.Sort}}
		if x.types != nil {
			out.Item.Index = e.hosts[x.types]
		} else {
			from, _ := x.node.component.typ.Export(x.name)
			out.Name = renamed(from.Name, x.as)
			out.Item.Index = e.alias(x.extern.Sort, e.instances[x.node.index], x.name)
			out.Type = e.ascription(x, exported)
		}
		index := e.builder.export(out)
		exported.add(x, index, out.Type != nil)
		e.exports = append(e.exports, x.as)
	}
}

// renamed returns a name with the attributes of another one, as far as it can have them: only plain
// names implement an interface, and a suffix completes one version alone.
func renamed(from component.Name, to string) component.Name {
	if to != from.Name {
		from.Name, from.VersionSuffix = to, ""
		if IsInterface(to) {
			from.Implements = ""
		}
	}
	return from
}

// ascription returns a type for an export that mentions types by the names that they have outside, given
// what is exported so far; nil where it needs none. Functions and types need one where they mention
// such a type, instances where a resource goes by another name than that of an instance as it is, or where
// it would not be certain which of several equal types is meant.
func (e *encoder) ascription(x plannedExport, exported exportedItems) *component.ExternType {
	var need bool
	outside, after := make(map[types.ID]uint32), make(map[types.ID]uint32)
	switch x.extern.Sort {
	case component.SortFunc, component.SortType:
		mentioned := e.mentioned(x.extern)
		need = len(mentioned) > 0
		for _, id := range mentioned {
			if i, _, ok := e.outsideName(id, exported); ok {
				outside[id] = i
			}
		}
		// A resource may be exported under several names, of which this is called after one.
		for _, y := range e.checked.exports {
			if y.extern.Sort == component.SortType && y.as == resourceOf(x.as) {
				after[e.arena.Structure(y.extern.Type)] = exported.types[y.as]
			}
		}
	case component.SortInstance:
		unnamed := e.unnamed(x.extern)
		several := func(id types.ID) bool {
			return e.host.several(id) || e.isSupplied(x.node, id) || e.isExported(id)
		}
		if !exported.renewed && !slices.ContainsFunc(unnamed, several) {
			return nil
		}
		for _, id := range unnamed {
			if i, by, ok := e.outsideName(id, exported); ok {
				outside[id] = i
				need = need || by.renewed || several(id)
			}
		}
	}
	if !need {
		return nil
	}
	s := newScope(e, nil)
	s.outside, s.after, s.exporting = outside, after, x.argument
	return &component.ExternType{Sort: x.extern.Sort, Index: s.write(s.unnamed(x.extern.Type))}
}

// isExported reports whether a type that is equal to another one is exported by itself.
func (e *encoder) isExported(id types.ID) bool {
	return slices.ContainsFunc(e.checked.exports, func(y plannedExport) bool {
		return y.extern.Sort == component.SortType && e.arena.Structure(y.extern.Type) == e.arena.Structure(id)
	})
}

// exportedItems are the instances and types exported so far.
type exportedItems struct {
	index map[argument]exportedItem
	types map[string]uint32 // by name, under which one may be there several times
	// renewed is whether any of them is.
	renewed bool
}

// exportedItem is the index that an export has. Where it is renewed, as a type is and an instance with
// an ascription, its resources are others than before to who mentions them.
type exportedItem struct {
	index   uint32
	renewed bool
}

func (e *exportedItems) add(x plannedExport, index uint32, renewed bool) {
	sort := x.extern.Sort
	if sort == component.SortType {
		e.types[x.as] = index
	}
	if _, ok := e.index[x.argument]; ok || sort != component.SortInstance && sort != component.SortType {
		return
	}
	renewed = renewed || sort == component.SortType
	e.index[x.argument] = exportedItem{index, renewed}
	e.renewed = e.renewed || renewed
}

// outsideName returns the index of a type as the host or something exported names it, and what that is.
func (e *encoder) outsideName(id types.ID, exported exportedItems) (uint32, exportedItem, bool) {
	if r, ok := e.arena.Type(id).(types.Resource); ok && e.origins[r.ID].host != nil {
		return e.resource(r.ID), exportedItem{}, true
	}
	if o, ok := e.host.named(id); ok {
		index, ok := e.imported(o)
		return index, exportedItem{}, ok
	}
	for _, x := range e.checked.exports {
		item, ok := exported.index[x.argument]
		if !ok {
			continue
		}
		path, ok := e.nameIn(x.extern, id)
		if !ok {
			continue
		}
		index := item.index
		for i, name := range path {
			sort := component.SortInstance
			if i == len(path)-1 {
				sort = component.SortType
			}
			index = e.alias(sort, index, name)
		}
		return index, item, true
	}
	return 0, exportedItem{}, false
}
