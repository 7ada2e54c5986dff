package canon

import (
	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Handle is what a guest's handle stands for.
type Handle struct {
	Resource types.ResourceID
	Own      bool
	// Rep is the representation of a guest's resource, Object that of the host's.
	Rep    uint32
	Object any

	lends uint32
	scope *Scope
}

// Dropper is an object of the host's that has something to do when a guest drops it.
type Dropper interface{ Drop() }

// maxHandles is what one component instance may hold at a time.
const maxHandles = 100_000

// What handles count for, in bytes: an entry of a table, with that of the list of free ones, and an
// object of the host's, which counts for what else it keeps by itself.
const (
	entryCost  = 72
	objectCost = 256
)

// keptEntries is how large a table may be that is kept for the next call.
const keptEntries = 64

// Table is the handle table of a component instance. The zero Table is empty.
type Table struct {
	// Budget is where the table's memory comes from, and all else that calls of the component instance
	// take of the host; nil for anywhere. It is closed when the table has been cleared.
	Budget *budget.Budget

	handles []Handle // by index, the first unused
	free    []uint32
}

// Add makes a handle and returns its index.
func (t *Table) Add(h Handle) uint32 {
	if h.Own && h.Object != nil {
		Reserve(t.Budget, objectCost, "a handle")
	}
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.handles[i] = h
		return i
	}
	if len(t.handles) == cap(t.handles) {
		t.grow()
	}
	if len(t.handles) == 0 {
		t.handles = append(t.handles, Handle{})
	}
	if len(t.handles) > maxHandles {
		Trapf("more than %d handles", maxHandles)
	}
	t.handles = append(t.handles, h)
	return uint32(len(t.handles) - 1)
}

// grow makes room for more handles.
func (t *Table) grow() {
	room := max(2*cap(t.handles), keptEntries)
	Reserve(t.Budget, uint64(room-cap(t.handles))*entryCost, "a table of handles")
	handles := make([]Handle, len(t.handles), room)
	copy(handles, t.handles)
	t.handles = handles
}

// Get returns the handle of an index, which has to be one of the resource. It is good until the
// next Add.
func (t *Table) Get(i uint32, r types.ResourceID) *Handle {
	if uint64(i) >= uint64(len(t.handles)) || t.handles[i].Resource == 0 {
		Trapf("handle %d does not exist", i)
	}
	h := &t.handles[i]
	if h.Resource != r {
		Trapf("handle %d is one of another resource", i)
	}
	return h
}

// Remove takes a handle out, which nobody may be borrowing.
func (t *Table) Remove(i uint32, r types.ResourceID) Handle {
	h := t.Get(i, r)
	if h.lends != 0 {
		Trapf("handle %d is given away while it is lent", i)
	}
	out := *h
	*h = Handle{}
	t.free = append(t.free, i)
	if out.Own && out.Object != nil {
		t.Budget.Release(objectCost)
	}
	if !out.Own && out.scope != nil {
		out.scope.borrowed--
	}
	return out
}

// Clear empties the table and returns the objects of the host's that it owned. What the table took of
// its budget is given back when that is closed.
func (t *Table) Clear() []any {
	var objects []any
	for _, h := range t.handles {
		if h.Own && h.Object != nil {
			objects = append(objects, h.Object)
		}
	}
	if cap(t.handles) > keptEntries {
		t.handles, t.free = nil, nil
		return objects
	}
	clear(t.handles)
	t.handles, t.free = t.handles[:0], t.free[:0]
	return objects
}

// Scope is a call during which handles are borrowed.
type Scope struct {
	// borrowed counts the handles that the callee got and has not dropped.
	borrowed int
	lent     []lent
}

type lent struct {
	table *Table
	index uint32
}

// End ends the call.
func (s *Scope) End() {
	if s.borrowed != 0 {
		Trapf("%d borrowed handles are not dropped at the end of a call", s.borrowed)
	}
	for _, l := range s.lent {
		l.table.handles[l.index].lends--
	}
	s.lent = s.lent[:0]
}

// liftHandle takes what a handle stands for out of the side that passes it.
func (s *Side) liftHandle(t *Type, i uint32) Handle {
	if t.Kind == Own {
		if h := s.Handles.Get(i, t.Resource); !h.Own {
			Trapf("handle %d is borrowed and passed as owned", i)
		}
		return s.Handles.Remove(i, t.Resource)
	}
	h := s.Handles.Get(i, t.Resource)
	out := Handle{Resource: h.Resource, Rep: h.Rep, Object: h.Object}
	if s.Scope != nil {
		h.lends++
		s.Scope.lent = append(s.Scope.lent, lent{s.Handles, i})
	}
	return out
}

// lowerHandle gives the side what a handle stands for.
func (s *Side) lowerHandle(t *Type, h Handle) uint32 {
	h.lends, h.scope = 0, nil
	if t.Kind == Own {
		h.Own = true
		return s.Handles.Add(h)
	}
	if s.Resources.Definer(t.Resource) == s.Instance {
		return h.Rep
	}
	h.Own = false
	if h.scope = s.Scope; h.scope != nil {
		h.scope.borrowed++
	}
	return s.Handles.Add(h)
}

// Used reports whether there is, or ever was, a handle in the table.
func (t *Table) Used() bool { return len(t.handles) > 0 }
