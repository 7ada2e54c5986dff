package compose

import (
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
	// outside are types that what is written has to mention by these indices of the outermost scope,
	// by structure, and exporting the export whose own resources it introduces. Only the outermost
	// scope has them.
	outside   map[types.ID]uint32
	exporting argument
	// after is the resource that the export is called after, as "outside" has types. The name of an export
	// comes before what the host calls the same resource.
	after map[types.ID]uint32
	// via are types that can be had from instances declared here, of which there are instances.
	via       map[types.ID]component.InstanceExport
	instances uint32
}

func newScope(e *encoder, parent *scope) *scope {
	s := &scope{
		encoder: e, parent: parent,
		known: make(map[types.ID]uint32), named: make(map[types.ID]uint32), items: make(map[hostItem]uint32),
	}
	if parent != nil {
		s.within, s.decls = parent.within, new([]component.Decl)
		s.via = make(map[types.ID]component.InstanceExport)
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

// outer returns the index here of a type of a scope some levels up.
func (s *scope) outer(levels, index uint32) uint32 {
	if levels == 0 {
		return index
	}
	return s.alias(component.Outer{Count: levels, Index: index})
}

func (s *scope) alias(t component.AliasTarget) uint32 {
	s.declare(component.AliasDecl{Alias: component.Alias{Sort: component.SortType, Target: t}})
	s.count++
	return s.count - 1
}

func (s *scope) outermost() *scope {
	for s.parent != nil {
		s = s.parent
	}
	return s
}

// depth returns how many levels up the outermost scope is.
func (s *scope) depth() uint32 {
	if s.parent == nil {
		return 0
	}
	return s.parent.depth() + 1
}

// aliasOf returns the index of a name for a primitive, where there is one by which to mention it.
func (s *scope) aliasOf(id types.ID) (uint32, bool) {
	if _, named := s.arena.Alias(id); !named {
		return 0, false
	}
	return s.byName(id)
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
	if after := s.outermost().after; len(after) > 0 {
		if i, ok := after[s.arena.Structure(id)]; ok {
			return s.outer(s.depth(), i), true
		}
	}
	if i, ok := s.byName(id); ok {
		return i, true
	}
	switch s.arena.Type(id).(type) {
	case types.Record, types.Variant, types.Flags, types.Enum, types.Resource:
		if i, ok := s.named[s.arena.Structure(id)]; ok {
			return i, true
		}
		if i, ok := s.outermost().outside[s.arena.Structure(id)]; ok {
			i = s.outer(s.depth(), i)
			s.named[s.arena.Structure(id)] = i
			return i, true
		}
	}
	if s.parent == nil || s.parent.parent == nil {
		return 0, false // byName has looked at the outermost scope
	}
	i, ok := s.parent.lookup(id)
	if ok {
		i = s.outer(1, i)
		s.known[id] = i
	}
	return i, ok
}

func (s *scope) byName(id types.ID) (uint32, bool) {
	for at, ok := id, true; ok; at, ok = s.arena.Alias(at) {
		if i, ok := s.known[at]; ok {
			return i, true
		}
		if v, ok := s.via[at]; ok {
			i := s.alias(v)
			s.known[at] = i
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
			i = s.outer(s.depth(), i)
			s.known[at] = i
			return i, true
		}
	}
	return 0, false
}
