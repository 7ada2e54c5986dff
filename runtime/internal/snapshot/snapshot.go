// Package snapshot takes instances of core modules back to the state they were in once they had been
// instantiated, so that the next request finds what a fresh instance would have been.
//
// All state of core code is in memories, globals, tables and segments. wazero offers some of them
// by its API and the rest as exported fields, which are reached by reflection: [Take] returns an
// error where they are not what this package knows, and the caller makes fresh instances instead.
package snapshot

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// Snapshot is the state of instances that were just made.
type Snapshot struct {
	memories []memory
	globals  []global
	tables   []table
	data     []segments[[]byte]
	elements []segments[[]uintptr]
}

type memory struct {
	m      api.Memory
	fields reflect.Value
	pages  uint32
	image  []byte // without the zeroes it ends with
	shared bool   // the image is one of those that snapshots share
}

// value is a global as wazero has it.
type value interface {
	Value() (lo, hi uint64)
	SetValue(lo, hi uint64)
}

type global struct {
	v      value
	lo, hi uint64
}

// table is the fields of a table, its elements, and what they were.
type table struct {
	fields  reflect.Value
	live    []uintptr
	initial []uintptr
}

type segments[T any] struct{ live, initial []T }

// Images are the memories of a snapshot, which many snapshots of one component share.
type Images [][]byte

// Sizes of a page of linear memory, and of an element of a table, in bytes.
const (
	pageSize    = 65536
	elementSize = 8
)

// Take takes a snapshot of instances. Memories equal to those of known are stored there alone; what the
// snapshot stores itself comes out of a budget.
func Take(modules []api.Module, known *Images, from *budget.Budget) (s *Snapshot, err error) {
	defer func() {
		if r := recover(); r != nil {
			s, err = nil, fmt.Errorf("an instance is not what it is known to be: %v", r)
		}
	}()
	s = &Snapshot{}
	seen := map[any]bool{}
	for _, m := range modules {
		s.module(reflect.ValueOf(m).Elem(), seen)
	}
	s.share(known)
	if n := s.own(); !from.Reserve(n) {
		return nil, fmt.Errorf("a snapshot takes %d bytes more than there are", n)
	}
	for i := range s.memories {
		if m := &s.memories[i]; !m.shared {
			m.image = bytesOf(m.image)
		}
	}
	for i := range s.tables {
		s.tables[i].initial = bytesOf(s.tables[i].live)
	}
	return s, nil
}

func (s *Snapshot) module(m reflect.Value, seen map[any]bool) {
	once := func(v reflect.Value) bool {
		p := v.Interface()
		if v.IsNil() || seen[p] {
			return false
		}
		seen[p] = true
		return true
	}
	if v := m.FieldByName("MemoryInstance"); once(v) {
		s.memory(v)
	}
	globals := m.FieldByName("Globals")
	for i := range globals.Len() {
		v := globals.Index(i)
		if v.Elem().FieldByName("Type").FieldByName("Mutable").Bool() && once(v) {
			g := global{v: v.Interface().(value)}
			g.lo, g.hi = g.v.Value()
			s.globals = append(s.globals, g)
		}
	}
	tables := m.FieldByName("Tables")
	for i := range tables.Len() {
		v := tables.Index(i)
		if once(v) {
			live := v.Elem().FieldByName("References").Interface().([]uintptr)
			t := table{fields: v.Elem().FieldByName("References"), live: slices.Clip(live)}
			if !t.fields.CanSet() {
				panic("table has no elements that can be set")
			}
			s.tables = append(s.tables, t)
		}
	}
	data := m.FieldByName("DataInstances").Interface().([][]byte)
	s.data = append(s.data, segments[[]byte]{data, bytesOf(data)})
	elements := m.FieldByName("ElementInstances").Interface().([][]uintptr)
	s.elements = append(s.elements, segments[[]uintptr]{elements, bytesOf(elements)})
}

func bytesOf[T any](s []T) []T { return append([]T(nil), s...) }

func (s *Snapshot) memory(v reflect.Value) {
	m := v.Interface().(api.Memory)
	b, _ := m.Read(0, m.Size())
	made := memory{m: m, fields: v.Elem().FieldByName("Buffer"), pages: m.Size() / pageSize}
	made.image = bytes.TrimRight(b, "\x00")
	if !made.fields.CanSet() {
		panic("memory has no buffer that can be set")
	}
	s.memories = append(s.memories, made)
}

// share replaces images, which alias the live memories, by those that are known.
func (s *Snapshot) share(known *Images) {
	if len(*known) == 0 {
		for _, m := range s.memories {
			*known = append(*known, bytesOf(m.image))
		}
	}
	for i := range s.memories {
		m := &s.memories[i]
		if i < len(*known) && bytes.Equal(m.image, (*known)[i]) {
			m.image, m.shared = (*known)[i], true
		}
	}
}

// own is how many bytes the snapshot is to store itself.
func (s *Snapshot) own() (n uint64) {
	for _, m := range s.memories {
		if !m.shared {
			n += uint64(len(m.image))
		}
	}
	for _, t := range s.tables {
		n += uint64(len(t.live)) * elementSize
	}
	return n
}

// Size is how many bytes the images have.
func (i Images) Size() (n uint64) {
	for _, image := range i {
		n += uint64(len(image))
	}
	return n
}

// Reset takes the instances back. It reports whether it could; the instances are of no more use
// where it could not.
func (s *Snapshot) Reset() bool {
	for i := range s.tables {
		t := &s.tables[i]
		copy(t.live, t.initial)
		if t.fields.Len() != len(t.live) {
			t.fields.Set(reflect.ValueOf(t.live))
		}
	}
	for _, g := range s.globals {
		g.v.SetValue(g.lo, g.hi)
	}
	for _, d := range s.data {
		copy(d.live, d.initial)
	}
	for _, e := range s.elements {
		copy(e.live, e.initial)
	}
	for i := range s.memories {
		if !s.memories[i].reset() {
			return false
		}
	}
	return true
}

func (m *memory) reset() bool {
	if m.m.Size() != m.pages*pageSize && !m.shrink() {
		return false
	}
	b, ok := m.m.Read(0, m.m.Size())
	if !ok {
		return false
	}
	clear(b[copy(b, m.image):])
	return true
}

// shrink gives back what the memory has grown by. wazero only ever grows memories, and only then
// tells compiled code where they are: this takes one page more away than was added, and grows by it.
func (m *memory) shrink() bool {
	if m.pages == 0 {
		return false
	}
	m.fields.SetBytes(m.fields.Bytes()[:(m.pages-1)*pageSize])
	_, ok := m.m.Grow(1)
	return ok && m.m.Size() == m.pages*pageSize
}
