package compose

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// usedFrom returns the export of an instance that owns a type which another exported interface uses, as in
// "use types.{request}". The result exports the owner too: who calls the interface gets values of the type from
// it, and the result's world says that the types are one.
func (c *checked) usedFrom(x plannedExport, id types.ID) (owner, bool) {
	t, ok := c.arena.Type(x.extern.Type).(*types.Instance)
	if !ok || x.extern.Sort != component.SortInstance || c.options.ExplicitExports {
		return owner{}, false
	}
	for _, e := range t.Exports {
		if e.Sort != component.SortType || c.arena.Structure(e.Type) != id {
			continue
		}
		if _, ok := c.arena.Type(id).(types.Resource); ok {
			o, ok := c.ownerOf(x.argument, id)
			return o, ok && o.host == nil && o.argument != x.argument
		}
		if _, ok := c.host.named(id); ok {
			continue
		}
		if o, ok := c.ownerByName(x.node, e.Type); ok && o.host == nil && o.argument != x.argument {
			return o, true
		}
	}
	return owner{}, false
}

// ownerByName returns what a name for a type of values stands for: the type of an import of n or of another of
// its exports.
func (c *checked) ownerByName(n *Node, id types.ID) (owner, bool) {
	owners, ok := c.owners[n]
	if !ok {
		owners = c.ownersFor(n)
		c.owners[n] = owners
	}
	for at, ok := c.arena.Alias(id); ok; at, ok = c.arena.Alias(at) {
		if o, ok := owners[at]; ok {
			return o, true
		}
	}
	return owner{}, false
}

// ownersFor returns what owns the types that the imports and exports of n name.
func (c *checked) ownersFor(n *Node) map[types.ID]owner {
	owners := make(map[types.ID]owner)
	add := func(e types.Extern, o owner) {
		externs := []types.Extern{e}
		if t, ok := c.arena.Type(e.Type).(*types.Instance); ok && e.Sort == component.SortInstance {
			externs = t.Exports
		}
		for _, x := range externs {
			if _, ok := owners[x.Type]; !ok && x.Sort == component.SortType {
				owners[x.Type] = o
			}
		}
	}
	for _, e := range c.expects[n.index] {
		o := owner{host: c.host.byUse[use{n, e.Name.Name}]}
		if a, ok := n.args[e.Name.Name]; ok {
			o = owner{argument: a}
		}
		add(e, o)
	}
	for _, e := range c.arena.Type(c.of[n.index]).(*types.Instance).Exports {
		add(e, owner{argument: argument{n, e.Name.Name}})
	}
	return owners
}
