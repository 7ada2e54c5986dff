package compose

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// unnamed returns the types that an instance mentions without having named them before, by structure.
func (c *checked) unnamed(e types.Extern) (found []types.ID) {
	own := make(map[types.ID]bool) // resources
	c.addResources(e, own, make(map[types.ID]bool))
	seen := make(map[types.ID]bool)
	c.walkNames([]types.Extern{e}, func(id types.ID) bool { return own[id] }, func(id types.ID) {
		if r, ok := c.arena.Type(id).(types.Resource); ok {
			if _, known := c.origins[r.ID]; !known {
				return
			}
		}
		if id = c.arena.Structure(id); !seen[id] {
			seen[id] = true
			found = append(found, id)
		}
	})
	return found
}

// addResources adds the resources that an export has, and those of instances in it.
func (c *checked) addResources(e types.Extern, to, seen map[types.ID]bool) {
	t, ok := c.arena.Type(e.Type).(*types.Instance)
	if !ok || e.Sort != component.SortInstance || seen[e.Type] {
		return
	}
	seen[e.Type] = true
	for _, x := range t.Exports {
		if _, ok := c.arena.Type(x.Type).(types.Resource); ok && x.Sort == component.SortType {
			to[c.arena.Structure(x.Type)] = true
		}
		c.addResources(x, to, seen)
	}
}

// walkNames calls f with each type that externs mention and that has to be mentioned by a name, unless one
// of the externs before is that name or it is known to have one. Names are told apart as validators do:
// equal types under two names are two.
func (c *checked) walkNames(externs []types.Extern, known func(types.ID) bool, f func(types.ID)) {
	w := &nameWalk{checked: c, names: make(map[types.ID]bool), seen: make(map[types.ID]bool), known: known, found: f}
	w.externs(externs)
}

type nameWalk struct {
	*checked
	names, seen map[types.ID]bool
	known       func(types.ID) bool
	found       func(types.ID)
}

func (w *nameWalk) externs(externs []types.Extern) {
	for _, e := range externs {
		if e.Sort != component.SortType {
			w.mention(e.Type)
			continue
		}
		id := e.Type
		w.names[id] = true
		if to, ok := w.arena.Alias(id); ok {
			if _, ok := w.arena.Alias(to); !ok {
				w.names[to] = true // an instance at hand may mention what it has without the name
			}
		}
		for to, ok := w.arena.Alias(id); ok; to, ok = w.arena.Alias(id) {
			id = to
		}
		if _, ok := w.arena.Type(id).(*types.Instance); !ok {
			w.arena.Children(id, w.mention)
		}
	}
}

func (w *nameWalk) mention(id types.ID) {
	if id == 0 || w.names[id] {
		return
	}
	for {
		if w.known(id) {
			return
		}
		to, alias := w.arena.Alias(id)
		if !alias {
			break
		}
		id = to
	}
	if w.seen[id] {
		return
	}
	w.seen[id] = true
	switch t := w.arena.Type(id).(type) {
	case types.Resource, types.Record, types.Variant, types.Flags, types.Enum:
		w.found(id)
	case *types.Instance:
		w.externs(t.Exports)
	}
	w.arena.Children(id, w.mention)
}
