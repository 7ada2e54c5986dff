package compose

import (
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// satisfyInside decides, once all imports are known, which need nobody to supply them. Types that a
// real import uses have to be the host's too, if they may: the import then looks to the host as it
// does to the components.
func (h *host) satisfyInside() {
	for _, i := range h.imports {
		i.inside = h.typesOnly(i)
	}
	for _, i := range h.imports {
		if !i.inside {
			h.keep(i)
		}
	}
	h.keepNames()
}

// keep leaves an import to the host and all that it uses.
func (h *host) keep(i *hostImport) {
	i.inside = false
	for _, used := range h.uses(i) {
		if used.inside && (h.mayAsk(used) || h.needs(i, used)) {
			h.keep(used)
		}
	}
}

// needs reports whether i mentions a type that used names and i does not. Otherwise the types of
// used that i mentions can be written as its own.
func (h *host) needs(i, used *hostImport) bool {
	return slices.ContainsFunc(i.externs(), func(e types.Extern) bool {
		return slices.ContainsFunc(h.mentioned(e), func(id types.ID) bool { return h.names(used, id) && !h.names(i, id) })
	})
}

// typesOnly reports whether an import holds types alone, none of them a resource of its own.
func (h *host) typesOnly(i *hostImport) bool {
	if i.equal {
		return true
	}
	if i.sort != component.SortInstance {
		return false
	}
	for _, e := range i.items {
		if e.Sort != component.SortType || h.arena.HasResources(e.Type) {
			return false
		}
	}
	return true
}

// allowed reports whether an import may be left to the host, of which nobody said that it is to be written
// into the result.
func (h *host) allowed(i *hostImport) bool {
	return h.mayAsk(i) && !slices.ContainsFunc(i.users, func(u use) bool { return u.node.written[u.name] })
}

// mayAsk reports whether the host may be asked for an import.
func (h *host) mayAsk(i *hostImport) bool {
	return h.options.Host == nil || !slices.ContainsFunc(i.users, func(u use) bool { return !h.options.Host(u.name) })
}

// named finds an import of the result that exports a type, or is one, given by its structure.
func (h *host) named(id types.ID) (hostItem, bool) {
	if h.byType == nil {
		h.byType = make(map[types.ID][]hostItem)
		for _, i := range h.imports {
			if i.equal {
				structure := h.arena.Structure(i.typ)
				h.byType[structure] = append(h.byType[structure], hostItem{i, ""})
			}
			for _, e := range i.items {
				if e.Sort == component.SortType {
					structure := h.arena.Structure(e.Type)
					h.byType[structure] = append(h.byType[structure], hostItem{i, e.Name.Name})
				}
			}
		}
	}
	for _, o := range h.byType[id] {
		if !o.from.inside {
			return o, true
		}
	}
	return hostItem{}, false
}

// several reports whether imports of the result define a type more than once, given by its structure: a
// name for the type of another import defines nothing.
func (h *host) several(id types.ID) bool {
	h.named(id)
	var first hostItem
	for _, o := range h.byType[id] {
		if o.from.inside {
			continue
		}
		switch root := h.definition(o); {
		case first.from == nil:
			first = root
		case root != first:
			return true
		}
	}
	return false
}

// definition returns the item that o is a name for in the end.
func (h *host) definition(o hostItem) hostItem {
	for {
		id := o.from.typ
		if o.name != "" {
			id = o.from.items[o.from.index[o.name]].Type
		}
		to, _ := h.arena.Alias(id)
		next, ok := h.owner[to]
		if to == 0 || !ok || next == o {
			return o
		}
		o = next
	}
}

// names reports whether an import exports a type, or is one, given by its structure.
func (h *host) names(i *hostImport, id types.ID) bool {
	h.named(id)
	return slices.ContainsFunc(h.byType[id], func(o hostItem) bool { return o.from == i })
}

// uses returns the other imports whose types i mentions, in the order of their names.
func (h *host) uses(i *hostImport) []*hostImport {
	found := make(map[*hostImport]bool)
	seen := make(map[types.ID]bool)
	var visit func(types.ID)
	visit = func(id types.ID) {
		if id == 0 || seen[id] {
			return
		}
		seen[id] = true
		if o, ok := h.owner[id]; ok && o.from != i {
			found[o.from] = true
			return
		}
		if to, ok := h.arena.Alias(id); ok {
			visit(to)
			return
		}
		switch t := h.arena.Type(id).(type) {
		case types.Resource:
			if o := h.origins[t.ID]; o.host != nil && o.host != i {
				found[o.host] = true
			}
		case *types.Instance:
			for _, e := range t.Exports {
				visit(e.Type)
			}
		case *types.Component:
			for _, e := range slices.Concat(t.Imports, t.Exports) {
				visit(e.Type)
			}
		default:
			h.arena.Children(id, visit)
		}
	}
	visit(i.typ)
	for _, e := range i.items {
		visit(e.Type)
	}
	used := make([]*hostImport, 0, len(found))
	for o := range found {
		used = append(used, o)
	}
	slices.SortFunc(used, byName)
	return used
}

func byName(a, b *hostImport) int { return strings.Compare(a.name.Name, b.name.Name) }

// sort orders the imports by name, but those that others use before those, and a resource before what
// is called after it.
func (h *host) sort() error {
	slices.SortStableFunc(h.imports, byName)
	called := make(map[string]*hostImport) // types, by their plain names
	for _, i := range h.imports {
		if !i.inside && i.sort == component.SortType {
			called[i.name.Name] = i
		}
	}
	state := make(map[*hostImport]visit, len(h.imports))
	var order, path []*hostImport
	var visit func(*hostImport) *HostCycleError
	visit = func(i *hostImport) *HostCycleError {
		switch state[i] {
		case visited:
			return nil
		case visiting:
			return hostCycle(path, i)
		}
		state[i] = visiting
		path = append(path, i)
		for _, used := range append(h.uses(i), called[resourceOf(i.name.Name)]) {
			if used == nil || used.inside || i.inside {
				continue
			}
			if err := visit(used); err != nil {
				return err
			}
		}
		path = path[:len(path)-1]
		state[i] = visited
		order = append(order, i)
		return nil
	}
	for _, i := range h.imports {
		if err := visit(i); err != nil {
			return err
		}
	}
	h.imports = order
	return nil
}

func hostCycle(path []*hostImport, i *hostImport) *HostCycleError {
	var names []string
	for _, p := range path[slices.Index(path, i):] {
		names = append(names, p.name.Name)
	}
	return &HostCycleError{Imports: append(names, i.name.Name)}
}
