package chain

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// scope is a type index space being filled: that of a component, or that of an instance type inside
// one. It writes each type once and refers to it from then on.
type scope struct {
	arena *types.Arena
	// index has the types that the scope has an index for, by their structure.
	index map[types.ID]uint32
	// define appends a definition and returns its index.
	define func(component.Type) uint32
	// outer is the scope around an instance type, and alias brings a type of it in.
	outer *scope
	alias func(outer uint32) uint32
}

func newScope(a *types.Arena, define func(component.Type) uint32) *scope {
	return &scope{arena: a, index: map[types.ID]uint32{}, define: define}
}

// lookup finds the index of a type in the scope or in the one around it.
func (s *scope) lookup(id types.ID) (uint32, bool) {
	id = s.arena.Structure(id)
	if i, ok := s.index[id]; ok {
		return i, true
	}
	if s.outer == nil {
		return 0, false
	}
	i, ok := s.outer.lookup(id)
	if ok {
		i = s.alias(i)
		s.index[id] = i
	}
	return i, ok
}

// name makes i the index by which the scope refers to a type.
func (s *scope) name(id types.ID, i uint32) { s.index[s.arena.Structure(id)] = i }

// typ returns the index of a type, defining it first where the scope has none.
func (s *scope) typ(id types.ID) uint32 {
	i, ok := s.lookup(id)
	if !ok {
		i = s.define(s.definition(id))
		s.name(id, i)
	}
	return i
}

// definition writes a type down in the scope's indices.
func (s *scope) definition(id types.ID) component.Type {
	return s.arena.Definition(s.arena.Type(id), s.typ, nil)
}

// unknownResource reports whether a type is a resource that the scope has no index for: it cannot be
// defined, only imported or exported.
func (s *scope) unknownResource(id types.ID) bool {
	if _, ok := s.arena.Type(id).(types.Resource); !ok {
		return false
	}
	_, known := s.lookup(id)
	return !known
}

// instanceType writes down the type of an instance with the exports of t that keep chooses.
func (s *scope) instanceType(t *types.Instance, keep func(types.Extern) bool) component.InstanceType {
	var decls []component.Decl
	var next uint32
	add := func(d component.Decl) uint32 {
		decls = append(decls, d)
		next++
		return next - 1
	}
	inner := newScope(s.arena, func(t component.Type) uint32 { return add(component.TypeDecl{Type: t}) })
	inner.outer = s
	inner.alias = func(outer uint32) uint32 {
		return add(component.AliasDecl{Alias: component.Alias{
			Sort: component.SortType, Target: component.Outer{Count: 1, Index: outer},
		}})
	}
	for _, e := range t.Exports {
		if !keep(e) {
			continue
		}
		extern := component.ExternType{Sort: e.Sort}
		if e.Sort == component.SortType {
			if inner.unknownResource(e.Type) {
				extern.Bound = component.BoundSubResource
			} else {
				extern.Index = inner.typ(e.Type)
			}
			inner.name(e.Type, add(component.ExportDecl{Name: e.Name, Type: extern}))
			continue
		}
		extern.Index = inner.typ(e.Type)
		decls = append(decls, component.ExportDecl{Name: e.Name, Type: extern})
	}
	return component.InstanceType{Decls: decls}
}
