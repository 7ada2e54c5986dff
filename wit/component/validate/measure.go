package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate/internal/coretype"
)

// measure is how large a type is and what is in it.
type measure struct {
	// size is the number of its parts.
	size int
	// bytes and align are what a value takes at most in memory, that of 64 bits included.
	bytes, align uint64
	// pointer is whether values have parts that lie elsewhere in memory, borrow whether they have
	// borrow handles.
	pointer, borrow bool
}

// measure returns the measure of a type, each one's worked out once. A type that is too large is an
// error.
func (v *validator) measure(id types.ID) (measure, *Error) {
	if id == 0 {
		return measure{align: 1}, nil
	}
	key := v.arena.Structure(id)
	if m, ok := v.measures[key]; ok {
		return m, nil
	}
	if depth := v.arena.Depth(id); depth > maxTypeDepth {
		return measure{}, failf("types nested %d deep, %d is the most", depth, maxTypeDepth)
	}
	m, err := v.measured(v.arena.Type(id))
	switch {
	case err != nil:
		return measure{}, err
	case m.size >= maxTypeSize:
		return measure{}, failf("type of %d parts or more, those of the types in it included; less than %d are allowed", m.size, maxTypeSize)
	case m.bytes >= maxByteSize:
		return measure{}, failf("type whose values take %d bytes of memory, less than %d are allowed", m.bytes, maxByteSize)
	}
	v.measures[key] = m
	return m, nil
}

func (v *validator) measured(t types.Type) (measure, *Error) {
	switch t := t.(type) {
	case types.Primitive:
		return primitive(component.Primitive(t)), nil
	case types.Flags:
		switch n := len(t.Names); {
		case n <= 8:
			return scalar(1), nil
		case n <= 16:
			return scalar(2), nil
		default:
			return scalar(4), nil
		}
	case types.Enum:
		return v.choice(make([]types.ID, len(t.Names)))
	case types.Record:
		return v.sequence(fieldTypes(t.Fields))
	case types.Tuple:
		return v.sequence(t.Types)
	case types.Variant:
		return v.choice(caseTypes(t.Cases))
	case types.Option:
		return v.choice([]types.ID{0, t.Some})
	case types.Result:
		return v.choice([]types.ID{t.Ok, t.Err})
	case types.List:
		return v.elsewhere(t.Elem)
	case types.Map:
		return v.elsewhere(t.Key, t.Value)
	case types.FixedList:
		m, err := v.measure(t.Elem)
		m.size++
		m.bytes *= uint64(t.Length)
		return m, err
	case types.Own:
		return scalar(4), nil
	case types.Borrow:
		m := scalar(4)
		m.borrow = true
		return m, nil
	case types.Stream:
		m, err := v.measure(t.Elem)
		return measure{size: m.size + 1, bytes: 4, align: 4, borrow: m.borrow}, err
	case types.Future:
		m, err := v.measure(t.Elem)
		return measure{size: m.size + 1, bytes: 4, align: 4, borrow: m.borrow}, err
	case types.Func:
		return v.parts(append(fieldTypes(t.Params), t.Result)...)
	case *types.Instance:
		return v.externs(t.Exports)
	case *types.Component:
		m, err := v.externs(t.Imports)
		if err != nil {
			return m, err
		}
		other, err := v.externs(t.Exports)
		m.size += other.size - 1
		return m, err
	case types.Module:
		return measure{size: 1}, nil
	default:
		return measure{size: 1}, nil
	}
}

// externs measures a type made of imports or exports.
func (v *validator) externs(externs []types.Extern) (measure, *Error) {
	m := measure{size: 1}
	for _, e := range externs {
		size, err := v.externSize(e)
		if err != nil {
			return m, err
		}
		if m.size += size; m.size >= maxTypeSize {
			return m, nil
		}
	}
	return m, nil
}

func (v *validator) externSize(e types.Extern) (int, *Error) {
	if e.Sort == component.SortCoreModule {
		return v.modules[e.Type].Size(), nil
	}
	m, err := v.measure(e.Type)
	return m.size, err
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

func scalar(bytes uint64) measure { return measure{size: 1, bytes: bytes, align: bytes} }

func primitive(p component.Primitive) measure {
	switch p {
	case component.Bool, component.S8, component.U8:
		return scalar(1)
	case component.S16, component.U16:
		return scalar(2)
	case component.S64, component.U64, component.F64:
		return scalar(8)
	case component.String:
		return measure{size: 1, bytes: 16, align: 8, pointer: true}
	default:
		return scalar(4)
	}
}

// parts measures what is made of types and is no value.
func (v *validator) parts(ids ...types.ID) (measure, *Error) {
	m := measure{size: 1, align: 1}
	for _, id := range ids {
		p, err := v.measure(id)
		if err != nil {
			return m, err
		}
		m.size += p.size
		m.pointer, m.borrow = m.pointer || p.pointer, m.borrow || p.borrow
		if m.size >= maxTypeSize {
			break
		}
	}
	return m, nil
}

// elsewhere measures a type whose values are a pointer and a length.
func (v *validator) elsewhere(ids ...types.ID) (measure, *Error) {
	m, err := v.parts(ids...)
	m.bytes, m.align, m.pointer = 16, 8, true
	return m, err
}

func alignTo(n, align uint64) uint64 { return (n + align - 1) &^ (align - 1) }

// sequence measures a type of values that lie one behind the other.
func (v *validator) sequence(ids []types.ID) (measure, *Error) {
	m, err := v.parts(ids...)
	for _, id := range ids {
		if err != nil || m.size >= maxTypeSize {
			return m, err
		}
		var p measure
		p, err = v.measure(id)
		m.bytes = alignTo(m.bytes, max(p.align, 1)) + p.bytes
		m.align = max(m.align, p.align)
	}
	m.bytes = alignTo(m.bytes, m.align)
	return m, err
}

// choice measures a type of values that are one of several.
func (v *validator) choice(ids []types.ID) (measure, *Error) {
	m, err := v.parts(ids...)
	tag := uint64(4)
	switch n := len(ids); {
	case n <= 1<<8:
		tag = 1
	case n <= 1<<16:
		tag = 2
	}
	var bytes, align uint64 = 0, 1
	for _, id := range ids {
		if err != nil || m.size >= maxTypeSize {
			return m, err
		}
		var p measure
		p, err = v.measure(id)
		bytes, align = max(bytes, p.bytes), max(align, p.align)
	}
	m.align = max(tag, align)
	m.bytes = alignTo(alignTo(tag, align)+bytes, m.align)
	return m, err
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
