package compose

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// keepNames leaves to the host the names that worlds give to types, as in "type b = u8" and "use i.{t}",
// so that the result's world says what those of its components do. Nobody needs them: one that the
// result cannot have stays inside.
func (h *host) keepNames() {
	taken := make(map[string]int)
	for _, i := range h.imports {
		if !IsInterface(i.name.Name) && !(i.supplied && i.inside) {
			taken[wit.UniqueName(i.name.Name)]++
		}
	}
	for _, i := range h.imports {
		if i.supplied {
			continue
		}
		alone := taken[wit.UniqueName(i.name.Name)] == 1 || h.options.PlainNames == PlainNamesRename
		if i.equal && i.inside && alone && h.allowed(i) && h.isOutside(i) {
			h.keep(i)
		}
	}
}

// isOutside reports whether the host knows all that a name for a type says: none of it comes from an
// instance of the result.
func (h *host) isOutside(i *hostImport) bool {
	for _, u := range i.users {
		e, _ := h.expected(u)
		if h.isNameOfSupplied(u.node, e.Type) {
			return false
		}
	}
	if h.mentionsSupplied(i) {
		return false
	}
	// What it is written by stays inside, where it is written into the result.
	if slices.ContainsFunc(h.uses(i), func(used *hostImport) bool { return used.inside && !h.allowed(used) }) {
		return false
	}
	for _, id := range h.mentioned(types.Extern{Sort: component.SortType, Type: i.typ}) {
		h.named(id)
		if r, ok := h.arena.Type(id).(types.Resource); ok && h.origins[r.ID].host != nil {
			continue
		}
		if !slices.ContainsFunc(h.byType[id], func(o hostItem) bool { return o.from != i && (!o.from.inside || h.allowed(o.from)) }) {
			return false
		}
	}
	return true
}

// mentionsSupplied reports whether a name for a type mentions a resource that an instance of the result has,
// which the host cannot know.
func (h *host) mentionsSupplied(i *hostImport) bool {
	return slices.ContainsFunc(h.arena.Resources(i.typ), func(r types.ResourceID) bool { return h.origins[r].host == nil })
}

// isNameOfSupplied reports whether a type is one that an import of n names which an instance supplies.
func (h *host) isNameOfSupplied(n *Node, id types.ID) bool {
	for name := range n.args {
		e, _ := h.expected(use{n, name})
		for at, ok := id, true; ok; at, ok = h.arena.Alias(at) {
			if at == e.Type {
				return true
			}
			if t, ok := h.arena.Type(e.Type).(*types.Instance); ok && slices.ContainsFunc(t.Exports, func(x types.Extern) bool { return x.Type == at }) {
				return true
			}
		}
	}
	return false
}

// expected returns an import of a node with the resources in place that it is given.
func (c *checked) expected(u use) (types.Extern, bool) {
	for _, e := range c.expects[u.node.index] {
		if e.Name.Name == u.name {
			return e, true
		}
	}
	return types.Extern{}, false
}

// closedValues returns an error for each import left to the host that mentions a type of values which
// only an import supplied inside names.
func (h *host) closedValues() (errs []error) {
	for _, i := range h.imports {
		if i.inside || !slices.ContainsFunc(i.users, func(u use) bool { return len(u.node.args) > 0 }) {
			continue
		}
		if id, ok := h.nameless(i); ok {
			for _, u := range i.users {
				if err := h.suppliedValue(u, id); err != nil {
					errs = append(errs, err)
					break
				}
			}
		}
	}
	return errs
}

// nameless finds a type that i mentions and that has to be mentioned by a name, which neither i nor an
// import that it uses has at that place.
func (h *host) nameless(i *hostImport) (found types.ID, ok bool) {
	h.walkNames(i.externs(), func(id types.ID) bool {
		o, owned := h.owner[id]
		return owned && o.from != i && !o.from.inside
	}, func(id types.ID) {
		switch h.arena.Type(id).(type) {
		case types.Record, types.Variant, types.Flags, types.Enum:
			found, ok = id, true
		}
	})
	return found, ok
}

// suppliedValue returns the error for a type that an import supplied inside names; nil where none does.
func (h *host) suppliedValue(u use, id types.ID) error {
	for _, i := range u.node.component.typ.Imports {
		a, ok := u.node.args[i.Name.Name]
		if !ok {
			continue
		}
		e, _ := h.expected(use{u.node, i.Name.Name})
		if path, ok := h.nameIn(e, h.arena.Structure(id)); ok {
			name := last(path)
			if len(path) == 0 {
				name = i.Name.Name
			}
			return &ClosureError{Node: u.node.label, Import: u.name, Resource: name, Owner: i.Name.Name, Supplier: a.node.label, Value: true}
		}
	}
	return nil
}

// isSupplied reports whether an instance supplies a type to n, by structure, which an import of the result
// has as well.
func (c *checked) isSupplied(n *Node, id types.ID) bool {
	_, ok := c.host.named(id)
	return ok && c.host.suppliedValue(use{n, ""}, id) != nil
}
