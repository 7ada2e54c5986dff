package types

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// definition returns the type of a definition in a type section.
func (v *view) definition(t component.Type) (ID, error) {
	switch t := t.(type) {
	case component.Resource:
		return v.arena.ResourceType(v.arena.NewResource("")), nil
	case component.InstanceType:
		return v.instanceType(t)
	case component.ComponentType:
		return v.componentType(t)
	}
	s, err := v.structural(t)
	if err != nil {
		return 0, err
	}
	return v.arena.Intern(s), nil
}

func (v *view) structural(t component.Type) (Type, error) {
	r := refs{view: v}
	var out Type
	switch t := t.(type) {
	case component.PrimitiveType:
		out = Primitive(t.Primitive)
	case component.Record:
		out = Record{r.fields(t.Fields)}
	case component.Variant:
		cases := make([]Case, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = Case{c.Name, r.optional(c.Type)}
		}
		out = Variant{cases}
	case component.List:
		out = List{r.val(t.Elem)}
	case component.FixedList:
		out = FixedList{r.val(t.Elem), t.Length}
	case component.Tuple:
		types := make([]ID, len(t.Types))
		for i, e := range t.Types {
			types[i] = r.val(e)
		}
		out = Tuple{types}
	case component.Flags:
		out = Flags{t.Names}
	case component.Enum:
		out = Enum{t.Names}
	case component.Option:
		out = Option{r.val(t.Some)}
	case component.Result:
		out = Result{r.optional(t.Ok), r.optional(t.Err)}
	case component.Own:
		out = Own{r.resource(t.Resource)}
	case component.Borrow:
		out = Borrow{r.resource(t.Resource)}
	case component.Stream:
		out = Stream{r.optional(t.Elem)}
	case component.Future:
		out = Future{r.optional(t.Elem)}
	case component.Map:
		out = Map{r.val(t.Key), r.val(t.Value)}
	case component.Func:
		out = Func{t.Async, r.fields(t.Params), r.optional(t.Result)}
	default:
		return nil, fmt.Errorf("%T is not a type that this version knows", t)
	}
	return out, r.err
}

// refs resolves what a type is made of and keeps the first error.
type refs struct {
	view *view
	err  error
}

func (r *refs) val(t component.ValType) ID {
	if r.err != nil {
		return 0
	}
	if t.Primitive != 0 {
		return r.view.arena.Intern(Primitive(t.Primitive))
	}
	id, err := r.view.get(component.SortType, t.Index)
	if err != nil {
		r.err = err
		return 0
	}
	switch r.view.arena.Type(id).(type) {
	case Resource, Func, *Instance, *Component, Module:
		r.err = fmt.Errorf("type %d is not the type of a value", t.Index)
		return 0
	}
	return id
}

func (r *refs) optional(t *component.ValType) ID {
	if t == nil {
		return 0
	}
	return r.val(*t)
}

func (r *refs) fields(in []component.Field) []Field {
	out := make([]Field, len(in))
	for i, f := range in {
		out[i] = Field{f.Name, r.val(f.Type)}
	}
	return out
}

func (r *refs) resource(index uint32) ID {
	if r.err != nil {
		return 0
	}
	id, _, err := expect[Resource](r.view, component.SortType, index, "a resource")
	if err != nil {
		r.err = err
	}
	return id
}
