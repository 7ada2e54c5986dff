package types

import "slices"

// substitution replaces resources by others throughout types. Parts that mention none of them keep
// their IDs.
type substitution struct {
	a    *Arena
	to   map[ResourceID]ResourceID
	done map[ID]ID
	// renaming is whether done began with types that have others put in their place.
	renaming bool
}

func (a *Arena) substitution(to map[ResourceID]ResourceID) *substitution {
	return &substitution{a: a, to: to, done: make(map[ID]ID)}
}

func (s *substitution) typ(id ID) ID {
	n := s.a.nodes[id]
	if !s.renaming && (!n.resources || len(s.to) == 0) {
		return id
	}
	if out, ok := s.done[id]; ok {
		return out
	}
	out := s.replace(id, n)
	s.done[id] = out
	return out
}

func (s *substitution) replace(id ID, n node) ID {
	if n.alias != 0 {
		to := s.typ(n.alias)
		_, isResource := n.typ.(Resource)
		switch {
		case to == n.alias:
			return id
		case isResource && s.renaming:
			return s.a.rename(id, to)
		default:
			return s.a.named(to, n.name)
		}
	}
	switch t := n.typ.(type) {
	case Resource:
		if to, ok := s.to[t.ID]; ok {
			return s.a.ResourceType(to)
		}
		return id
	case *Instance:
		exports, changed := s.externs(t.Exports)
		if !changed {
			return id
		}
		return s.a.add(&Instance{Exports: exports, bound: t.bound})
	case *Component:
		imports, changedImports := s.externs(t.Imports)
		exports, changedExports := s.externs(t.Exports)
		if !changedImports && !changedExports {
			return id
		}
		return s.a.add(&Component{Imports: imports, Exports: exports, imported: t.imported, defined: t.defined})
	default:
		return s.a.Intern(mapChildren(t, s.typ))
	}
}

func (s *substitution) externs(in []Extern) (out []Extern, changed bool) {
	s.a.spent += len(in)
	out = slices.Clone(in)
	for i := range out {
		out[i].Type = s.typ(out[i].Type)
		changed = changed || out[i].Type != in[i].Type
	}
	return out, changed
}

// open returns the type of an instance at hand that has the given instance type: the resources that
// the type introduces become fresh ones, which are returned too.
func (a *Arena) open(id ID) (ID, []bound) {
	t := a.Type(id).(*Instance)
	if len(t.bound) == 0 {
		return id, nil
	}
	fresh := make([]bound, len(t.bound))
	to := make(map[ResourceID]ResourceID, len(t.bound))
	for i, b := range t.bound {
		a.spent += 1 + len(b.path)/4
		fresh[i] = bound{a.NewResource(a.ResourceName(b.resource)), b.path}
		to[b.resource] = fresh[i].resource
	}
	exports, _ := a.substitution(to).externs(t.Exports)
	return a.add(&Instance{Exports: exports}), fresh
}

// Resources returns the resources that a type mentions and does not itself introduce, in the order
// in which they come.
func (a *Arena) Resources(id ID) []ResourceID {
	w := walk{a: a, seen: make(map[ID]bool), hidden: make(map[ResourceID]bool)}
	w.typ(id)
	return w.found
}

type walk struct {
	a      *Arena
	seen   map[ID]bool
	hidden map[ResourceID]bool // found already, or introduced by a type walked through
	found  []ResourceID
}

func (w *walk) typ(id ID) {
	// Only what types are made of counts here, and not what it is called.
	id = w.a.nodes[id].equal
	if !w.a.nodes[id].resources || w.seen[id] {
		return
	}
	w.seen[id] = true
	switch t := w.a.Type(id).(type) {
	case Resource:
		if !w.hidden[t.ID] {
			w.hidden[t.ID] = true
			w.found = append(w.found, t.ID)
		}
	case *Instance:
		w.hide(t.bound)
		w.externs(t.Exports)
	case *Component:
		w.hide(t.imported)
		w.hide(t.defined)
		w.externs(t.Imports)
		w.externs(t.Exports)
	default:
		mapChildren(t, func(child ID) ID { w.typ(child); return child })
	}
}

func (w *walk) hide(bounds []bound) {
	for _, b := range bounds {
		w.hidden[b.resource] = true
	}
}

func (w *walk) externs(externs []Extern) {
	for _, e := range externs {
		w.typ(e.Type)
	}
}
