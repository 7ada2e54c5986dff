package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// visible checks that what an import or export mentions has names: records, variants, enums, flags and
// resources have to be imports or exports themselves, of the component or of an instance that is one.
// What e defines is named from then on. Of is the type that e is a name for where e is a type.
func (s *scope) visible(to *side, e types.Extern, of types.ID) *Error {
	if s.kind == inInstanceType {
		return nil // It is checked where the instance type is used.
	}
	if !s.register(to, e, of) {
		return failf("%s that mentions a type without a name; it has to be an %s itself, before this one", e.Sort, to.what)
	}
	return nil
}

func (s *scope) register(to *side, e types.Extern, of types.ID) bool {
	switch e.Sort {
	case component.SortType:
		if of == 0 {
			of = e.Type
			if target, ok := s.v.arena.Alias(of); ok {
				of = target
			}
		}
		if to == s.imports && s.exports.named[of] && !s.imports.named[of] {
			return false // An import cannot mention what the component has just defined for the outside.
		}
		if !s.v.partsNamed(to, of) {
			return false
		}
		put(&to.named, e.Type, true)
		put(&s.exports.named, e.Type, true)
		return true
	case component.SortInstance:
		t, ok := s.v.arena.Type(e.Type).(*types.Instance)
		if !ok {
			return false
		}
		for _, x := range t.Exports {
			if !s.register(to, x, 0) {
				return false
			}
		}
		return true
	case component.SortFunc:
		return s.v.partsNamed(to, e.Type)
	case component.SortValue:
		return s.v.mentionNamed(to, e.Type)
	default:
		return true // Components and core modules stand for themselves.
	}
}

// partsNamed reports whether a type, which gets a name itself, is made of what has names.
func (v *validator) partsNamed(to *side, id types.ID) bool {
	switch t := v.arena.Type(id).(type) {
	case types.Resource, *types.Component, types.Module, nil:
		return true
	case *types.Instance:
		return v.instanceNamed(to, t)
	case types.Own:
		return to.named[t.Resource]
	case types.Borrow:
		return to.named[t.Resource]
	default:
		all := true
		v.arena.Children(id, func(child types.ID) { all = all && (child == 0 || v.mentionNamed(to, child)) })
		return all
	}
}

// instanceNamed is partsNamed for an instance type, whose exports have names inside of it.
func (v *validator) instanceNamed(to *side, t *types.Instance) bool {
	known := to.known
	to.known = nil
	var added []types.ID
	defer func() {
		to.known = known
		for _, id := range added {
			delete(to.named, id)
		}
	}()
	for _, e := range t.Exports {
		if !v.partsNamed(to, e.Type) {
			return false
		}
		if e.Sort == component.SortType && !to.named[e.Type] {
			put(&to.named, e.Type, true)
			added = append(added, e.Type)
		}
	}
	return true
}

// mentionNamed reports whether a type of values may be mentioned.
func (v *validator) mentionNamed(to *side, id types.ID) bool {
	switch v.arena.Type(id).(type) {
	case types.Primitive:
		return true
	case types.Record, types.Variant, types.Flags, types.Enum:
		return to.named[id]
	}
	if to.known[id] {
		return true
	}
	ok := v.partsNamed(to, id)
	if ok {
		put(&to.known, id, true)
	}
	return ok
}
