package compose

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// plannedExport is an export of the result.
type plannedExport struct {
	export
	extern types.Extern
}

// planExports puts exports in an order in which types have names before they are mentioned, and
// adds the interfaces that are needed for it.
func (c *checked) planExports() (errs []error) {
	for _, x := range c.Graph.exports {
		c.exports = append(c.exports, c.plan(x))
	}
	for _, x := range slices.Clone(c.exports) {
		if err := c.makeVisible(x); err != nil {
			errs = append(errs, err)
		}
	}
	c.sortExports()
	return errs
}

func (c *checked) plan(x export) plannedExport {
	e, _ := c.exported(x.argument)
	return plannedExport{export: x, extern: e}
}

// mentioned returns the types that an exported function or type has to mention by a name: resources,
// records, variants, flags and enums.
func (c *checked) mentioned(e types.Extern) (found []types.ID) {
	if e.Sort != component.SortFunc && e.Sort != component.SortType {
		return nil
	}
	seen := make(map[types.ID]bool)
	var visit func(types.ID)
	visit = func(id types.ID) {
		id = c.arena.Structure(id)
		if seen[id] {
			return
		}
		seen[id] = true
		switch c.arena.Type(id).(type) {
		case types.Resource, types.Record, types.Variant, types.Flags, types.Enum:
			found = append(found, id)
		}
		c.arena.Children(id, visit)
	}
	visit(e.Type)
	if e.Sort == component.SortType && len(found) > 0 && found[0] == c.arena.Structure(e.Type) {
		found = found[1:] // the export is its name
	}
	return found
}

// makeVisible sees to it that all types that x mentions have names outside.
func (c *checked) makeVisible(x plannedExport) error {
	for _, id := range c.mentioned(x.extern) {
		if c.hosted(id) || slices.ContainsFunc(c.exports, func(p plannedExport) bool { return c.names(p, id) }) {
			continue
		}
		owner, ok := c.ownerOf(x.node, id)
		if !ok || c.options.ExplicitExports || c.isExported(owner.name) {
			return &VisibilityError{Node: x.node.label, Export: x.name, Type: c.typeName(id, owner)}
		}
		c.exports = append(c.exports, c.plan(export{owner, owner.name}))
	}
	return nil
}

// hosted reports whether the host names a type: one of its own resources, or any type that is
// exported by an import which stays one.
func (c *checked) hosted(id types.ID) bool {
	if r, ok := c.arena.Type(id).(types.Resource); ok {
		return c.origins[r.ID].host != nil
	}
	_, ok := c.host.named(id)
	return ok
}

// names reports whether an export of the result is an instance that exports a type.
func (c *checked) names(x plannedExport, id types.ID) bool {
	_, ok := c.nameIn(x.extern, id)
	return ok
}

// nameIn returns the name under which an instance exports a type.
func (c *checked) nameIn(e types.Extern, id types.ID) (string, bool) {
	t, ok := c.arena.Type(e.Type).(*types.Instance)
	if !ok || e.Sort != component.SortInstance {
		return "", false
	}
	for _, e := range t.Exports {
		if e.Sort == component.SortType && c.arena.Equal(e.Type, id) {
			return e.Name.Name, true
		}
	}
	return "", false
}

// ownerOf finds an export that names a type which n mentions: where a resource was defined, or among
// what n exports and is given.
func (c *checked) ownerOf(n *Node, id types.ID) (argument, bool) {
	if r, ok := c.arena.Type(id).(types.Resource); ok {
		o := c.origins[r.ID]
		if o.node == nil || len(o.path) != 2 {
			return argument{}, false
		}
		return argument{o.node, o.path[0]}, true
	}
	for _, e := range n.component.typ.Exports {
		a := argument{n, e.Name.Name}
		if x, _ := c.exported(a); c.names(plannedExport{extern: x}, id) {
			return a, true
		}
	}
	for _, i := range n.component.typ.Imports {
		a, ok := n.args[i.Name.Name]
		if !ok {
			continue
		}
		if x, _ := c.exported(a); c.names(plannedExport{extern: x}, id) {
			return a, true
		}
	}
	return argument{}, false
}

func (c *checked) isExported(name string) bool {
	return slices.ContainsFunc(c.exports, func(x plannedExport) bool { return x.as == name })
}

func (c *checked) typeName(id types.ID, owner argument) string {
	if r, ok := c.arena.Type(id).(types.Resource); ok {
		return c.origins[r.ID].String()
	}
	if owner.node != nil {
		x, _ := c.exported(owner)
		name, _ := c.nameIn(x, id)
		return "type " + name + " of " + owner.name + " of " + owner.node.label
	}
	return c.arena.Detail(id)
}

// sortExports puts instances that own resources before exports that mention them, and otherwise
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
		for _, r := range c.arena.Resources(x.extern.Type) {
			if o := c.origins[r]; o.node != nil && len(o.path) > 0 {
				if owner, ok := at[argument{o.node, o.path[0]}]; ok {
					place(owner)
				}
			}
		}
		sorted = append(sorted, x)
	}
	// Instances name types; whatever else there is may mention those.
	for _, instances := range []bool{true, false} {
		for i, x := range c.exports {
			if instances == (x.extern.Sort == component.SortInstance) {
				place(i)
			}
		}
	}
	c.exports = sorted
}

func (e *encoder) writeExports() {
	instances := make(map[argument]uint32)
	for _, x := range e.checked.exports {
		from, _ := x.node.component.typ.Export(x.name)
		name := from.Name
		name.Name = x.as
		index := e.builder.export(component.Export{
			Name: name,
			Item: component.SortIndex{Sort: x.extern.Sort, Index: e.alias(x.extern.Sort, e.instances[x.node.index], x.name)},
			Type: e.ascription(x.extern, instances),
		})
		if _, ok := instances[x.argument]; !ok && x.extern.Sort == component.SortInstance {
			instances[x.argument] = index
		}
		e.exports = append(e.exports, x.as)
	}
}

// ascription returns a type for an export that mentions types by the names that they have outside,
// given the instances exported so far; nil where it mentions none.
func (e *encoder) ascription(x types.Extern, instances map[argument]uint32) *component.ExternType {
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
