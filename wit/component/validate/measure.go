package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// measure is how large a type is and what is in it.
type measure struct {
	limits.Size
	// pointer is whether values have parts that lie elsewhere in memory, borrow whether they have
	// borrow handles.
	pointer, borrow bool
}

// measure returns the measure of a type, each one's worked out once. A type that is too large is an
// error.
func (v *validator) measure(id types.ID) (measure, *Error) {
	if id == 0 {
		return measure{}, nil
	}
	key := v.arena.Structure(id)
	if m, ok := v.measures[key]; ok {
		return m, nil
	}
	if depth := v.arena.Depth(id); depth > limits.Depth {
		return measure{}, failf("types nested %d deep, %d is the most", depth, limits.Depth)
	}
	m, err := v.measured(v.arena.Type(id))
	switch {
	case err != nil:
		return measure{}, err
	case m.Parts > limits.Parts:
		return measure{}, failf("type of more than %d parts, those of the types in it included", limits.Parts)
	case m.Bytes > limits.Bytes:
		return measure{}, failf("type whose values take %d bytes of memory, %d are the most", m.Bytes, limits.Bytes)
	}
	v.measures[key] = m
	return m, nil
}

func (v *validator) measured(t types.Type) (measure, *Error) {
	p := parts{v: v}
	m := measure{Size: limits.Scalar(4)}
	switch t := t.(type) {
	case types.Primitive:
		m.Size = primitive(component.Primitive(t))
		m.pointer = component.Primitive(t) == component.String
	case types.Flags:
		m.Size = limits.FlagBits(len(t.Names))
	case types.Enum:
		m.Size = limits.Choice(len(t.Names), limits.NoCase)
	case types.Record:
		m.Size = limits.Sequence(len(t.Fields), func(i int) limits.Size { return p.add(t.Fields[i].Type) })
	case types.Tuple:
		m.Size = limits.Sequence(len(t.Types), func(i int) limits.Size { return p.add(t.Types[i]) })
	case types.Variant:
		m.Size = limits.Choice(len(t.Cases), func(i int) limits.Size { return p.add(t.Cases[i].Type) })
	case types.Option:
		m.Size = p.choice(0, t.Some)
	case types.Result:
		m.Size = p.choice(t.Ok, t.Err)
	case types.List:
		m.Size, m.pointer = limits.Pointer(p.add(t.Elem)), true
	case types.Map:
		m.Size, m.pointer = limits.Pointer(p.add(t.Key), p.add(t.Value)), true
	case types.FixedList:
		m.Size = limits.Repeat(p.add(t.Elem), t.Length)
	case types.Borrow:
		m.borrow = true
	case types.Stream:
		m.Size = limits.Handle(p.add(t.Elem))
		p.pointer = false // What it carries is not in the value.
	case types.Future:
		m.Size = limits.Handle(p.add(t.Elem))
		p.pointer = false
	case types.Func:
		m.Size = limits.Group()
		for _, f := range t.Params {
			m.Size = m.With(p.add(f.Type))
		}
		m.Size = m.With(p.add(t.Result))
	case *types.Instance:
		m.Size = p.externs(limits.Group(), t.Exports)
	case *types.Component:
		m.Size = p.externs(p.externs(limits.Group(), t.Imports), t.Exports)
	}
	m.pointer, m.borrow = m.pointer || p.pointer, m.borrow || p.borrow
	return m, p.err
}

// parts are the types that one is made of. The first error is kept.
type parts struct {
	v               *validator
	pointer, borrow bool
	err             *Error
}

// add returns the size of one of them.
func (p *parts) add(id types.ID) limits.Size {
	if p.err != nil {
		return limits.Size{}
	}
	m, err := p.v.measure(id)
	p.err = err
	p.pointer, p.borrow = p.pointer || m.pointer, p.borrow || m.borrow
	return m.Size
}

func (p *parts) choice(a, b types.ID) limits.Size {
	ids := [...]types.ID{a, b}
	return limits.Choice(len(ids), func(i int) limits.Size { return p.add(ids[i]) })
}

// externs adds imports or exports to what they are in.
func (p *parts) externs(to limits.Size, externs []types.Extern) limits.Size {
	for _, e := range externs {
		if e.Sort == component.SortCoreModule {
			to.Parts += int64(p.v.modules[e.Type].Size())
			continue
		}
		if to = to.With(p.add(e.Type)); to.Parts > limits.Parts {
			break
		}
	}
	return to
}

func (v *validator) externSize(e types.Extern) (int64, *Error) {
	p := parts{v: v}
	size := p.externs(limits.Size{}, []types.Extern{e})
	return size.Parts, p.err
}

func fieldTypes(fields []types.Field) []types.ID {
	ids := make([]types.ID, len(fields), len(fields)+1)
	for i, f := range fields {
		ids[i] = f.Type
	}
	return ids
}

func caseTypes(cases []types.Case) []types.ID {
	ids := make([]types.ID, len(cases))
	for i, c := range cases {
		ids[i] = c.Type
	}
	return ids
}

func primitive(p component.Primitive) limits.Size {
	switch p {
	case component.Bool, component.S8, component.U8:
		return limits.Scalar(1)
	case component.S16, component.U16:
		return limits.Scalar(2)
	case component.S64, component.U64, component.F64:
		return limits.Scalar(8)
	case component.String:
		return limits.Pointer()
	default:
		return limits.Scalar(4)
	}
}

// flatKey is a type, and whether pointers take 64 bits.
type flatKey struct {
	id   types.ID
	is64 bool
}

// flat is the core values that a value is passed as: none where there would be more than maxFlat.
type flat struct {
	values []coretype.ValType
	many   bool
}

// maxFlat is the most core values that anything is passed as.
const maxFlat = abi.MaxFlatParams

// flatten returns the core values of a type, each one's worked out once.
func (v *validator) flatten(id types.ID, is64 bool) flat {
	if id == 0 {
		return flat{}
	}
	key := flatKey{v.arena.Structure(id), is64}
	if f, ok := v.flats[key]; ok {
		return f
	}
	f := v.flattened(v.arena.Type(id), is64)
	if len(f.values) > maxFlat {
		f.many = true
	}
	if f.many {
		f.values = nil
	}
	v.flats[key] = f
	return f
}

func (v *validator) flattened(t types.Type, is64 bool) flat {
	pointer := coretype.I32
	if is64 {
		pointer = coretype.I64
	}
	switch t := t.(type) {
	case types.Primitive:
		switch component.Primitive(t) {
		case component.S64, component.U64:
			return flat{values: []coretype.ValType{coretype.I64}}
		case component.F32:
			return flat{values: []coretype.ValType{coretype.F32}}
		case component.F64:
			return flat{values: []coretype.ValType{coretype.F64}}
		case component.String:
			return flat{values: []coretype.ValType{pointer, pointer}}
		}
	case types.List, types.Map:
		return flat{values: []coretype.ValType{pointer, pointer}}
	case types.Record:
		return v.flattenAll(fieldTypes(t.Fields), is64)
	case types.Tuple:
		return v.flattenAll(t.Types, is64)
	case types.FixedList:
		ids := make([]types.ID, min(t.Length, maxFlat+1))
		for i := range ids {
			ids[i] = t.Elem
		}
		return v.flattenAll(ids, is64)
	case types.Variant:
		return v.flattenChoice(caseTypes(t.Cases), is64)
	case types.Option:
		return v.flattenChoice([]types.ID{t.Some}, is64)
	case types.Result:
		return v.flattenChoice([]types.ID{t.Ok, t.Err}, is64)
	}
	return flat{values: []coretype.ValType{coretype.I32}}
}

func (v *validator) flattenAll(ids []types.ID, is64 bool) (all flat) {
	for _, id := range ids {
		f := v.flatten(id, is64)
		all.values = append(all.values, f.values...)
		if f.many || len(all.values) > maxFlat {
			return flat{many: true}
		}
	}
	return all
}

func (v *validator) flattenChoice(ids []types.ID, is64 bool) flat {
	all := []coretype.ValType{coretype.I32}
	for _, id := range ids {
		f := v.flatten(id, is64)
		if f.many {
			return flat{many: true}
		}
		for i, c := range f.values {
			if i+1 == len(all) {
				all = append(all, c)
			} else {
				all[i+1] = joined(all[i+1], c)
			}
		}
	}
	return flat{values: all}
}

// joined is the core type that has room for values of either.
func joined(a, b coretype.ValType) coretype.ValType {
	switch {
	case a == b:
		return a
	case a == coretype.I32 && b == coretype.F32, a == coretype.F32 && b == coretype.I32:
		return coretype.I32
	default:
		return coretype.I64
	}
}
