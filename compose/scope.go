package compose

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// scope writes types: those of the result itself, or those inside an instance or component type
// of it.
type scope struct {
	*encoder
	parent *scope
	// within is the import whose type is being written; its own types are local to the scope.
	within *hostImport
	// decls are what an instance or component type declares; the outermost scope has none and
	// writes sections.
	decls            *[]component.Decl
	count, coreCount uint32 // types and core types declared

	known map[types.ID]uint32
	// named are types that have been exported or imported here, by structure: a record, variant,
	// enum or flags has to be mentioned by such a name.
	named map[types.ID]uint32
	items map[hostItem]uint32
}

func newScope(e *encoder, parent *scope) *scope {
	s := &scope{
		encoder: e, parent: parent,
		known: make(map[types.ID]uint32), named: make(map[types.ID]uint32), items: make(map[hostItem]uint32),
	}
	if parent != nil {
		s.within, s.decls = parent.within, new([]component.Decl)
	}
	return s
}

func (s *scope) declare(d component.Decl) { *s.decls = append(*s.decls, d) }

// define adds a type and returns its index.
func (s *scope) define(t component.Type) uint32 {
	if s.decls == nil {
		return s.builder.typ(t)
	}
	s.declare(component.TypeDecl{Type: t})
	s.count++
	return s.count - 1
}

// introduced notes that the type of this ID has just been given an index by an import or export.
func (s *scope) introduced(id types.ID, index uint32) {
	s.known[id] = index
	s.named[s.arena.Structure(id)] = index
	if o, ok := s.host.owner[id]; ok && o.from == s.within {
		s.items[o] = index
	}
}

// outer returns the index here of a type of the outermost scope.
func (s *scope) outer(index uint32) uint32 {
	if s.decls == nil {
		return index
	}
	depth := uint32(0)
	for p := s; p.parent != nil; p = p.parent {
		depth++
	}
	s.declare(component.AliasDecl{Alias: component.Alias{
		Sort: component.SortType, Target: component.Outer{Count: depth, Index: index},
	}})
	s.count++
	return s.count - 1
}

// val returns a mention of the type of a value.
func (s *scope) val(id types.ID) component.ValType {
	if p, ok := s.arena.Type(id).(types.Primitive); ok {
		if _, named := s.arena.Alias(id); named {
			if i, ok := s.byName(id); ok {
				return component.ValType{Index: i}
			}
		}
		return component.ValType{Primitive: component.Primitive(p)}
	}
	return component.ValType{Index: s.typ(id)}
}

func (s *scope) optional(id types.ID) *component.ValType {
	if id == 0 {
		return nil
	}
	v := s.val(id)
	return &v
}

// typ returns the index of a type, which it writes if it is not there.
func (s *scope) typ(id types.ID) uint32 {
	if i, ok := s.lookup(id); ok {
		return i
	}
	id = s.unnamed(id)
	if i, ok := s.known[id]; ok {
		return i
	}
	i := s.write(id)
	s.known[id] = i
	return i
}

// unnamed returns what a name stands for in the end.
func (s *scope) unnamed(id types.ID) types.ID {
	for to, ok := s.arena.Alias(id); ok; to, ok = s.arena.Alias(to) {
		id = to
	}
	return id
}

// lookup finds a type that is there under one of the names that id goes by, or for a type that has
// to be mentioned by name under any other.
func (s *scope) lookup(id types.ID) (uint32, bool) {
	if i, ok := s.byName(id); ok {
		return i, true
	}
	switch s.arena.Type(id).(type) {
	case types.Record, types.Variant, types.Flags, types.Enum, types.Resource:
		i, ok := s.named[s.arena.Structure(id)]
		return i, ok
	}
	return 0, false
}

func (s *scope) byName(id types.ID) (uint32, bool) {
	for at, ok := id, true; ok; at, ok = s.arena.Alias(at) {
		if i, ok := s.known[at]; ok {
			return i, true
		}
		o, ok := s.host.owner[at]
		if !ok {
			continue
		}
		if o.from == s.within {
			if i, ok := s.items[o]; ok {
				return i, true
			}
		} else if i, ok := s.imported(o); ok {
			i = s.outer(i)
			s.known[at] = i
			return i, true
		}
	}
	return 0, false
}

// write adds a type that has no name here.
func (s *scope) write(id types.ID) uint32 {
	switch t := s.arena.Type(id).(type) {
	case types.Resource:
		return s.outer(s.resource(t.ID))
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
		return s.define(s.structural(t))
	}
}

func (s *scope) structural(t types.Type) component.Type {
	switch t := t.(type) {
	case types.Primitive:
		return component.PrimitiveType{Primitive: component.Primitive(t)}
	case types.Record:
		return component.Record{Fields: s.fields(t.Fields)}
	case types.Variant:
		cases := make([]component.Case, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = component.Case{Name: c.Name, Type: s.optional(c.Type)}
		}
		return component.Variant{Cases: cases}
	case types.List:
		return component.List{Elem: s.val(t.Elem)}
	case types.FixedList:
		return component.FixedList{Elem: s.val(t.Elem), Length: t.Length}
	case types.Tuple:
		elems := make([]component.ValType, len(t.Types))
		for i, id := range t.Types {
			elems[i] = s.val(id)
		}
		return component.Tuple{Types: elems}
	case types.Flags:
		return component.Flags{Names: t.Names}
	case types.Enum:
		return component.Enum{Names: t.Names}
	case types.Option:
		return component.Option{Some: s.val(t.Some)}
	case types.Result:
		return component.Result{Ok: s.optional(t.Ok), Err: s.optional(t.Err)}
	case types.Own:
		return component.Own{Resource: s.typ(t.Resource)}
	case types.Borrow:
		return component.Borrow{Resource: s.typ(t.Resource)}
	case types.Stream:
		return component.Stream{Elem: s.optional(t.Elem)}
	case types.Future:
		return component.Future{Elem: s.optional(t.Elem)}
	case types.Map:
		return component.Map{Key: s.val(t.Key), Value: s.val(t.Value)}
	case types.Func:
		return component.Func{Async: t.Async, Params: s.fields(t.Params), Result: s.optional(t.Result)}
	default:
		panic(fmt.Sprintf("%T has no structure to write", t))
	}
}

func (s *scope) fields(in []types.Field) []component.Field {
	out := make([]component.Field, len(in))
	for i, f := range in {
		out[i] = component.Field{Name: f.Name, Type: s.val(f.Type)}
	}
	return out
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
	if e.Sort == component.SortType {
		s.introduced(e.Type, s.count)
		s.count++
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
	for p := s; p != nil; p = p.parent {
		if _, ok := p.named[s.arena.Structure(id)]; ok {
			return false
		}
	}
	o, known := s.origins[r.ID]
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
