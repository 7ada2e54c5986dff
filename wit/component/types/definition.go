package types

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Definition writes a structural type down as a definition of a type section. Index is asked for
// the index of each type it is made of that is no primitive; a primitive is mentioned as such unless
// alias returns an index for it. A nil alias has none.
func (a *Arena) Definition(t Type, index func(ID) uint32, alias func(ID) (uint32, bool)) component.Type {
	return definer{a, index, alias}.definition(t)
}

type definer struct {
	arena *Arena
	index func(ID) uint32
	alias func(ID) (uint32, bool)
}

func (d definer) definition(t Type) component.Type {
	switch t := t.(type) {
	case Primitive:
		return component.PrimitiveType{Primitive: component.Primitive(t)}
	case Record:
		return component.Record{Fields: d.fields(t.Fields)}
	case Variant:
		cases := make([]component.Case, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = component.Case{Name: c.Name, Type: d.optional(c.Type)}
		}
		return component.Variant{Cases: cases}
	case List:
		return component.List{Elem: d.value(t.Elem)}
	case FixedList:
		return component.FixedList{Elem: d.value(t.Elem), Length: t.Length}
	case Tuple:
		elems := make([]component.ValType, len(t.Types))
		for i, id := range t.Types {
			elems[i] = d.value(id)
		}
		return component.Tuple{Types: elems}
	case Flags:
		return component.Flags{Names: t.Names}
	case Enum:
		return component.Enum{Names: t.Names}
	case Option:
		return component.Option{Some: d.value(t.Some)}
	case Result:
		return component.Result{Ok: d.optional(t.Ok), Err: d.optional(t.Err)}
	case Own:
		return component.Own{Resource: d.index(t.Resource)}
	case Borrow:
		return component.Borrow{Resource: d.index(t.Resource)}
	case Stream:
		return component.Stream{Elem: d.optional(t.Elem)}
	case Future:
		return component.Future{Elem: d.optional(t.Elem)}
	case Map:
		return component.Map{Key: d.value(t.Key), Value: d.value(t.Value)}
	case Func:
		return component.Func{Async: t.Async, Params: d.fields(t.Params), Result: d.optional(t.Result)}
	default:
		panic(fmt.Sprintf("types: %T has no structure to write", t))
	}
}

func (d definer) fields(in []Field) []component.Field {
	out := make([]component.Field, len(in))
	for i, f := range in {
		out[i] = component.Field{Name: f.Name, Type: d.value(f.Type)}
	}
	return out
}

func (d definer) optional(id ID) *component.ValType {
	if id == 0 {
		return nil
	}
	v := d.value(id)
	return &v
}

func (d definer) value(id ID) component.ValType {
	if p, ok := d.arena.Type(id).(Primitive); ok {
		if d.alias != nil {
			if i, ok := d.alias(id); ok {
				return component.ValType{Index: i}
			}
		}
		return component.ValType{Primitive: component.Primitive(p)}
	}
	return component.ValType{Index: d.index(id)}
}
