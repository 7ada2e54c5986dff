// Package abi tells how the Canonical ABI lays values out: in memory, and as core values on the
// way through a function's signature.
package abi

import (
	"math"

	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// Flat is a core value type, by its byte in the binary format.
type Flat byte

// The core value types that values flatten to.
const (
	I32 Flat = 0x7f
	I64 Flat = 0x7e
	F32 Flat = 0x7d
	F64 Flat = 0x7c
)

// The most core values that parameters and results have before they go through memory.
const (
	MaxFlatParams  = 16
	MaxFlatResults = 1
)

// Layout is how values of one type are laid out.
type Layout struct {
	// Size and Align are bytes in memory; Size is a multiple of Align. It is the largest multiple of
	// 32 bits for types that are larger.
	Size, Align uint32
	// Flat are the core values that the value flattens to, as far as they matter: of more than
	// [MaxFlatParams] the first, and one more.
	Flat []Flat
	// Offsets are where a record's fields or a tuple's elements begin.
	Offsets []uint32
	// Discriminant is the number of bytes that tell a variant's cases apart, 0 for what is no
	// variant. Enums, options and results are variants.
	Discriminant uint32
	// Payload is where what a case carries begins.
	Payload uint32
}

// Layouts works layouts out, each type's once.
type Layouts struct {
	arena *types.Arena
	known map[types.ID]Layout
}

// New returns the layouts of an arena's types.
func New(a *types.Arena) *Layouts { return &Layouts{a, map[types.ID]Layout{}} }

// Of returns the layout of a value type. The zero ID, no value, has the layout of an empty tuple.
// It panics for a type that is not that of a value.
func (l *Layouts) Of(id types.ID) Layout {
	if id == 0 {
		return Layout{Align: 1}
	}
	if found, ok := l.known[id]; ok {
		return found
	}
	made := l.layout(l.arena.Type(id))
	l.known[id] = made
	return made
}

func (l *Layouts) layout(t types.Type) Layout {
	switch t := t.(type) {
	case types.Primitive:
		return primitive(t)
	case types.List, types.Map:
		return Layout{Size: 8, Align: 4, Flat: []Flat{I32, I32}}
	case types.Record:
		ids := make([]types.ID, len(t.Fields))
		for i, f := range t.Fields {
			ids[i] = f.Type
		}
		return l.sequence(ids)
	case types.Tuple:
		return l.sequence(t.Types)
	case types.FixedList:
		return l.fixed(t)
	case types.Variant:
		ids := make([]types.ID, len(t.Cases))
		for i, c := range t.Cases {
			ids[i] = c.Type
		}
		return l.variant(ids)
	case types.Enum:
		return l.variant(make([]types.ID, len(t.Names)))
	case types.Option:
		return l.variant([]types.ID{0, t.Some})
	case types.Result:
		return l.variant([]types.ID{t.Ok, t.Err})
	case types.Flags:
		return flags(len(t.Names))
	case types.Own, types.Borrow, types.Stream, types.Future:
		return scalar(4, I32)
	}
	panic("abi: layout of a type that is not that of a value")
}

func scalar(size uint32, flat Flat) Layout {
	return Layout{Size: size, Align: size, Flat: []Flat{flat}}
}

func flags(n int) Layout {
	switch {
	case n <= 8:
		return scalar(1, I32)
	case n <= 16:
		return scalar(2, I32)
	default:
		return scalar(4, I32)
	}
}

func alignTo(n, align uint32) uint32 {
	return saturate((uint64(n)+uint64(align)-1)&^(uint64(align)-1), align)
}

// saturate returns a size, or the largest that there is.
func saturate(n uint64, align uint32) uint32 {
	return uint32(min(n, math.MaxUint32&^uint64(align-1)))
}

// appendFlat appends what matters of the core values of a part.
func appendFlat(to, part []Flat) []Flat {
	return append(to, part[:min(len(part), MaxFlatParams+1-len(to))]...)
}

// fixed lays out a list of so many elements.
func (l *Layouts) fixed(t types.FixedList) Layout {
	e := l.Of(t.Elem)
	made := Layout{Align: e.Align, Size: saturate(uint64(e.Size)*uint64(t.Length), e.Align)}
	for n := t.Length; n > 0 && len(e.Flat) > 0 && len(made.Flat) <= MaxFlatParams; n-- {
		made.Flat = appendFlat(made.Flat, e.Flat)
	}
	return made
}

// sequence lays values out one after the other.
func (l *Layouts) sequence(ids []types.ID) Layout {
	made := Layout{Align: 1}
	for _, id := range ids {
		e := l.Of(id)
		made.Size = alignTo(made.Size, e.Align)
		made.Offsets = append(made.Offsets, made.Size)
		made.Size = saturate(uint64(made.Size)+uint64(e.Size), 1)
		made.Align = max(made.Align, e.Align)
		made.Flat = appendFlat(made.Flat, e.Flat)
	}
	made.Size = alignTo(made.Size, made.Align)
	return made
}

// variant lays out a discriminant and, after it, whatever one of the cases carries.
func (l *Layouts) variant(cases []types.ID) Layout {
	d := uint32(limits.TagBytes(len(cases)))
	made := Layout{Align: d, Discriminant: d}
	var payload, align uint32 = 0, 1
	var flat []Flat
	for _, id := range cases {
		e := l.Of(id)
		payload, align = max(payload, e.Size), max(align, e.Align)
		for i, f := range e.Flat {
			if i == len(flat) {
				flat = append(flat, f)
			} else {
				flat[i] = join(flat[i], f)
			}
		}
	}
	made.Align = max(d, align)
	made.Payload = alignTo(d, align)
	made.Size = alignTo(saturate(uint64(made.Payload)+uint64(payload), 1), made.Align)
	made.Flat = appendFlat([]Flat{I32}, flat)
	return made
}

// join is the core type that holds values of either.
func join(a, b Flat) Flat {
	switch {
	case a == b:
		return a
	case a == I32 && b == F32, a == F32 && b == I32:
		return I32
	default:
		return I64
	}
}

// Signature returns the core signature of a lowered function, or of the core function that is
// lifted to one where lift is true. Parameters that flatten to more than [MaxFlatParams] go through
// memory as one pointer. A result of more than [MaxFlatResults] goes through memory: to a pointer
// given as a last parameter where the function is lowered, at the pointer returned where it is
// lifted.
func (l *Layouts) Signature(f types.Func, lift bool) (params, results []Flat) {
	for _, p := range f.Params {
		params = appendFlat(params, l.Of(p.Type).Flat)
	}
	if len(params) > MaxFlatParams {
		params = []Flat{I32}
	}
	results = l.Of(f.Result).Flat
	if len(results) > MaxFlatResults {
		if lift {
			return params, []Flat{I32}
		}
		return append(params, I32), nil
	}
	return params, results
}
