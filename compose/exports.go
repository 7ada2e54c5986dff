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
	c.sortExports()
	return errs
}

func (c *checked) plan(a argument, as string) {
	e, _ := c.exported(a)
	c.exports = append(c.exports, plannedExport{argument: a, as: as, extern: e})
}

// sortExports puts instances that own types before exports that mention them, and otherwise
// leaves the order.
func (c *checked) sortExports() {
	at := make(map[argument]int, len(c.exports))
	for i, x := range slices.Backward(c.exports) {
		at[x.argument] = i
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

func (e *encoder) writeExports() {
	instances := make(map[argument]uint32)
	for _, x := range e.checked.exports {
		out := component.Export{Name: component.Name{Name: x.as}, Item: component.SortIndex{Sort: x.extern.Sort}}
		if x.types != nil {
			out.Item.Index = e.hosts[x.types]
		} else {
			from, _ := x.node.component.typ.Export(x.name)
			out.Name = renamed(from.Name, x.as)
			out.Item.Index = e.alias(x.extern.Sort, e.instances[x.node.index], x.name)
			out.Type = e.ascription(x.extern, instances)
		}
		index := e.builder.export(out)
		if _, ok := instances[x.argument]; !ok && x.extern.Sort == component.SortInstance {
			instances[x.argument] = index
		}
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

// ascription returns a type for an exported function or type that mentions types by the names that they have outside,
// given the instances exported so far; nil where it mentions none.
func (e *encoder) ascription(x types.Extern, instances map[argument]uint32) *component.ExternType {
	if x.Sort != component.SortFunc && x.Sort != component.SortType {
		return nil
	}
	mentioned := e.mentioned(x)
	if len(mentioned) == 0 {
		return nil
	}
	s := newScope(e, nil)
	for _, id := range mentioned {
		if i, ok := e.outsideName(id, instances); ok {
			s.named[id] = i
		}
	}
	return &component.ExternType{Sort: x.Sort, Index: s.write(s.unnamed(x.Type))}
}

// outsideName returns the index of a type as the host or an exported instance names it.
func (e *encoder) outsideName(id types.ID, instances map[argument]uint32) (uint32, bool) {
	if r, ok := e.arena.Type(id).(types.Resource); ok && e.origins[r.ID].host != nil {
		return e.resource(r.ID), true
	}
	if o, ok := e.host.named(id); ok {
		return e.imported(o)
	}
	for _, x := range e.checked.exports {
		if index, ok := instances[x.argument]; ok {
			if name, ok := e.nameIn(x.extern, id); ok {
				return e.alias(component.SortType, index, name), true
			}
		}
	}
	return 0, false
}
