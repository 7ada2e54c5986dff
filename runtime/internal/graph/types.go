package graph

import (
	"fmt"
	"maps"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// scope is where types are looked up: the frame of a component, or an instance type in one.
type scope struct {
	frame *frame
	types *[]typeItem
}

func (f *frame) scope() scope { return scope{f, &f.types} }

func (f *frame) typeDef(t component.Type) error {
	it, err := f.scope().define(t)
	f.types = append(f.types, it)
	return err
}

func (s scope) define(t component.Type) (typeItem, error) {
	switch t := t.(type) {
	case component.InstanceType:
		return typeItem{instance: &t, frame: s.frame}, nil
	case component.ComponentType:
		return typeItem{}, nil
	case component.Resource:
		return s.frame.resource(t)
	}
	id, err := s.structure(t)
	return typeItem{id: id}, err
}

func (f *frame) resource(t component.Resource) (typeItem, error) {
	if t.Rep != 0x7f {
		return typeItem{}, fmt.Errorf("a resource is represented by core type 0x%02x (i32 is expected)", t.Rep)
	}
	res := Resource{Definer: f.instance}
	if t.Destructor != nil {
		ref, err := f.coreRef(component.SortCoreFunc, *t.Destructor)
		if err != nil {
			return typeItem{}, err
		}
		res.Destructor = &ref
	}
	id := f.r.arena.NewResource("")
	f.r.plan.Resources[id] = res
	return typeItem{id: f.r.arena.ResourceType(id)}, nil
}

func (s scope) structure(t component.Type) (types.ID, error) {
	var failed error
	arena := s.frame.r.arena
	id := func(i uint32) types.ID {
		it, err := at("type", *s.types, i)
		if err == nil && it.id == 0 {
			err = fmt.Errorf("type %d is not that of a value", i)
		}
		if err != nil && failed == nil {
			failed = err
		}
		return it.id
	}
	val := func(v component.ValType) types.ID {
		if v.Primitive != 0 {
			return arena.Intern(types.Primitive(v.Primitive))
		}
		return id(v.Index)
	}
	opt := func(v *component.ValType) types.ID {
		if v == nil {
			return 0
		}
		return val(*v)
	}
	fields := func(in []component.Field) []types.Field {
		out := make([]types.Field, len(in))
		for i, f := range in {
			out[i] = types.Field{Name: f.Name, Type: val(f.Type)}
		}
		return out
	}
	var made types.Type
	switch t := t.(type) {
	case component.PrimitiveType:
		made = types.Primitive(t.Primitive)
	case component.Record:
		made = types.Record{Fields: fields(t.Fields)}
	case component.Variant:
		cases := make([]types.Case, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = types.Case{Name: c.Name, Type: opt(c.Type)}
		}
		made = types.Variant{Cases: cases}
	case component.List:
		made = types.List{Elem: val(t.Elem)}
	case component.FixedList:
		made = types.FixedList{Elem: val(t.Elem), Length: t.Length}
	case component.Tuple:
		ids := make([]types.ID, len(t.Types))
		for i, v := range t.Types {
			ids[i] = val(v)
		}
		made = types.Tuple{Types: ids}
	case component.Flags:
		made = types.Flags{Names: t.Names}
	case component.Enum:
		made = types.Enum{Names: t.Names}
	case component.Option:
		made = types.Option{Some: val(t.Some)}
	case component.Result:
		made = types.Result{Ok: opt(t.Ok), Err: opt(t.Err)}
	case component.Own:
		made = types.Own{Resource: id(t.Resource)}
	case component.Borrow:
		made = types.Borrow{Resource: id(t.Resource)}
	case component.Stream:
		made = types.Stream{Elem: opt(t.Elem)}
	case component.Future:
		made = types.Future{Elem: opt(t.Elem)}
	case component.Map:
		made = types.Map{Key: val(t.Key), Value: val(t.Value)}
	case component.Func:
		made = types.Func{Async: t.Async, Params: fields(t.Params), Result: opt(t.Result)}
	default:
		return 0, fmt.Errorf("%T is not a type that this version knows", t)
	}
	if failed != nil {
		return 0, failed
	}
	return arena.Intern(made), nil
}
