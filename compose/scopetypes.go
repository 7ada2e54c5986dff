package compose

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// write adds a type that has no name here.
func (s *scope) write(id types.ID) uint32 {
	switch t := s.arena.Type(id).(type) {
	case types.Resource:
		return s.outer(s.depth(), s.resource(t.ID))
	case *types.Instance:
		return s.define(s.instanceType(t.Exports))
	case *types.Component:
		in := newScope(s.encoder, s)
		for _, e := range t.Imports {
			in.extern(e, func(n component.Name, t component.ExternType) { in.declare(component.ImportDecl{Name: n, Type: t}) })
		}
		for _, e := range t.Exports {
			in.exportDecl(e)
		}
		return s.define(component.ComponentType{Decls: *in.decls})
	default:
		return s.define(s.arena.Definition(t, s.typ, s.aliasOf))
	}
}

// instanceType returns the type of an instance with these exports.
func (s *scope) instanceType(exports []types.Extern) component.InstanceType {
	in := newScope(s.encoder, s)
	for _, e := range exports {
		in.exportDecl(e)
	}
	return component.InstanceType{Decls: *in.decls}
}

func (s *scope) exportDecl(e types.Extern) {
	s.extern(e, func(n component.Name, t component.ExternType) { s.declare(component.ExportDecl{Name: n, Type: t}) })
}

// extern writes an import or export, by the function given, and what its type needs.
func (s *scope) extern(e types.Extern, write func(component.Name, component.ExternType)) {
	t := s.externType(e)
	write(e.Name, t)
	switch e.Sort {
	case component.SortType:
		s.introduced(e.Type, s.count)
		s.count++
	case component.SortInstance:
		for _, x := range s.arena.Type(e.Type).(*types.Instance).Exports {
			if x.Sort != component.SortType {
				continue
			}
			from := component.InstanceExport{Instance: s.instances, Name: x.Name.Name}
			s.via[x.Type] = from
			if _, ok := s.arena.Type(x.Type).(types.Resource); ok {
				s.via[s.arena.Structure(x.Type)] = from
			}
		}
		s.instances++
	}
}

func (s *scope) externType(e types.Extern) component.ExternType {
	t := component.ExternType{Sort: e.Sort}
	switch e.Sort {
	case component.SortType:
		if s.introduces(e.Type) {
			t.Bound = component.BoundSubResource
			return t
		}
		t.Bound = component.BoundEq
		t.Index = s.meaning(e.Type)
	case component.SortCoreModule:
		t.Index = s.coreType(e.Type)
	default:
		t.Index = s.typ(e.Type)
	}
	return t
}

// meaning returns the index of the type that a new name is for. A name for another name keeps to
// that; otherwise the type is written anew, so that no two names become names of one another.
func (s *scope) meaning(id types.ID) uint32 {
	if i, ok := s.byName(id); ok {
		return i
	}
	if _, ok := s.arena.Type(id).(types.Resource); ok {
		return s.typ(id)
	}
	return s.write(s.unnamed(id))
}

// introduces reports whether the name id is that of a resource which is first met here.
func (s *scope) introduces(id types.ID) bool {
	r, ok := s.arena.Type(id).(types.Resource)
	if !ok {
		return false
	}
	if _, ok := s.lookup(id); ok {
		return false
	}
	o, known := s.origins[r.ID]
	if by := s.outermost().exporting; by.node != nil && o.node == by.node && len(o.path) > 1 && o.path[0] == by.name {
		return true
	}
	return !known || o.host != nil && o.host == s.within
}

// coreType returns the index of the type of a core module.
func (s *scope) coreType(id types.ID) uint32 {
	t := component.CoreType{Bytes: []byte(s.arena.Type(id).(types.Module).Bytes)}
	if s.decls == nil {
		return s.builder.coreType(t)
	}
	s.declare(component.CoreTypeDecl{Type: t})
	s.coreCount++
	return s.coreCount - 1
}
