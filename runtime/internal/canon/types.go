package canon

import (
	"fmt"
	"math"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Kind tells the kinds of value types apart that are handled differently.
type Kind uint8

// The kinds. Enums, options and results are variants here too, and are told apart for the sake of
// their Go values; so are records and tuples, which have the same.
const (
	Bool Kind = iota
	S8
	U8
	S16
	U16
	S32
	U32
	S64
	U64
	F32
	F64
	Char
	String
	List
	Record
	Variant
	Enum
	Option
	Result
	Flags
	Own
	Borrow
)

// Type is a value type made ready for lifting and lowering.
type Type struct {
	Kind        Kind
	Size, Align uint32
	Flat        []abi.Flat
	// Plain types have no values but those that any bytes are, and mean the same to every guest.
	Plain bool
	// Elem is the type of a list's elements.
	Elem *Type
	// Fields are a record's, and Offsets where they begin.
	Fields  []*Type
	Offsets []uint32
	// Cases are a variant's; nil where a case carries nothing. Discriminant is the number of bytes
	// that tell them apart and Payload where the rest begins.
	Cases        []*Type
	Discriminant uint32
	Payload      uint32
	// Names are those of a record's fields, a variant's cases or of flags.
	Names []string
	// Resource is that of a handle.
	Resource types.ResourceID

	// heap is what the Go value of the type takes beside the any that holds it, without what strings
	// and lists hold; more than it is where it cannot be counted.
	heap uint32
	// parts is how many types there are in it, each counted as often as it is there.
	parts uint32
	// borrows is whether a borrowed handle is anywhere in it.
	borrows bool
}

// Func is a function type made ready for calls. Its parameters and its result are each one record,
// which is how they lie in memory where they do not go flat.
type Func struct {
	Params *Type
	// Result is nil where there is none.
	Result *Type
	// SpillParams and SpillResult tell what goes through memory.
	SpillParams, SpillResult bool
}

// Compiler makes types ready, each once.
type Compiler struct {
	arena   *types.Arena
	layouts *abi.Layouts
	known   map[types.ID]*Type
	depth   int // of types that are being made ready
}

// NewCompiler returns a compiler of an arena's types.
func NewCompiler(a *types.Arena) *Compiler {
	return &Compiler{arena: a, layouts: abi.New(a), known: map[types.ID]*Type{}}
}

// Func returns a function type made ready.
func (c *Compiler) Func(f types.Func) (*Func, error) {
	if f.Async {
		return nil, &AsyncError{"an async function"}
	}
	tuple := types.Tuple{}
	for _, p := range f.Params {
		tuple.Types = append(tuple.Types, p.Type)
	}
	params, err := c.Type(c.arena.Intern(tuple))
	if err != nil {
		return nil, err
	}
	made := &Func{Params: params, SpillParams: len(params.Flat) > abi.MaxFlatParams}
	if f.Result != 0 {
		if made.Result, err = c.Type(f.Result); err != nil {
			return nil, err
		}
		made.SpillResult = len(made.Result.Flat) > abi.MaxFlatResults
	}
	return made, nil
}

// Signature returns the core signature of the function: that of the core function it is lifted from
// where lift is true, that of the one it is lowered to otherwise.
func (f *Func) Signature(lift bool) (params, results []abi.Flat) {
	params = f.Params.Flat
	if f.SpillParams {
		params = []abi.Flat{abi.I32}
	}
	if f.Result == nil {
		return params, nil
	}
	if !f.SpillResult {
		return params, f.Result.Flat
	}
	if lift {
		return params, []abi.Flat{abi.I32}
	}
	return append(params[:len(params):len(params)], abi.I32), nil
}

// Type returns a value type made ready.
func (c *Compiler) Type(id types.ID) (*Type, error) {
	if t, ok := c.known[id]; ok {
		return t, nil
	}
	l, parts, err := c.layout(id)
	if err != nil {
		return nil, err
	}
	t := &Type{
		parts: parts,
		Size:  l.Size, Align: l.Align, Flat: l.Flat, Offsets: l.Offsets,
		Discriminant: l.Discriminant, Payload: l.Payload,
	}
	if err := c.fill(t, c.arena.Type(id)); err != nil {
		return nil, err
	}
	t.heap, t.borrows = t.heapSize(), t.findBorrows()
	c.known[id] = t
	return t, nil
}

// What one type may be, so that no walk over it takes long: binaries share parts of types, of which one of
// a few hundred bytes can be made out of any number. The first two are limits of other validators too.
const (
	maxDepth = 100
	maxParts = 1_000_000
	maxSize  = 1 << 24 // bytes
)

// layout checks that the type is one of a value before it is laid out, and counts its parts.
func (c *Compiler) layout(id types.ID) (l abi.Layout, parts uint32, err error) {
	fail := func(format string, args ...any) (abi.Layout, uint32, error) {
		return abi.Layout{}, 0, fmt.Errorf(format, args...)
	}
	switch t := c.arena.Type(id).(type) {
	case types.Func, types.Resource, *types.Instance, *types.Component, types.Module, nil:
		return fail("type %d is not that of a value", id)
	case types.Stream:
		return abi.Layout{}, 0, &AsyncError{"a stream"}
	case types.Future:
		return abi.Layout{}, 0, &AsyncError{"a future"}
	case types.Primitive:
		if component.Primitive(t) == component.ErrorContext {
			return abi.Layout{}, 0, &AsyncError{"an error-context"}
		}
	case types.FixedList:
		return fail("lists of a fixed length are not supported")
	}
	if c.depth++; c.depth > maxDepth {
		return fail("types nest more than %d deep", maxDepth)
	}
	defer func() { c.depth-- }()
	sum := uint64(1)
	for _, child := range children(c.arena.Type(id)) {
		if child == 0 {
			continue
		}
		t, err := c.Type(child)
		if err != nil {
			return abi.Layout{}, 0, err
		}
		sum += uint64(t.parts)
	}
	if sum > maxParts {
		return fail("a type of more than %d parts", maxParts)
	}
	if l = c.layouts.Of(id); l.Size > maxSize {
		return fail("a type of more than %d bytes", maxSize)
	}
	return l, uint32(sum), nil
}

// heapSize computes heap.
func (t *Type) heapSize() uint32 {
	const slice, text, variant, handle, number = 24, 16, 24, 64, 8
	sum, largest := uint64(0), uint32(0)
	for _, f := range t.Fields {
		sum += pointers + uint64(f.heap)
	}
	for _, k := range t.Cases {
		if k != nil {
			largest = max(largest, k.heap)
		}
	}
	switch t.Kind {
	case Record:
		sum += slice
	case List:
		sum = slice
	case String:
		sum = text
	case Variant, Enum, Option, Result:
		sum = variant + uint64(largest)
	case Own, Borrow:
		sum = handle
	default:
		sum = number
	}
	return uint32(min(sum, math.MaxUint32))
}

func children(t types.Type) []types.ID {
	var ids []types.ID
	switch t := t.(type) {
	case types.Record:
		for _, f := range t.Fields {
			ids = append(ids, f.Type)
		}
	case types.Tuple:
		return t.Types
	case types.Variant:
		for _, k := range t.Cases {
			ids = append(ids, k.Type)
		}
	case types.Option:
		return []types.ID{t.Some}
	case types.Result:
		return []types.ID{t.Ok, t.Err}
	case types.List:
		return []types.ID{t.Elem}
	case types.Map:
		return []types.ID{t.Key, t.Value}
	}
	return ids
}

var primitives = map[component.Primitive]Kind{
	component.Bool: Bool, component.S8: S8, component.U8: U8, component.S16: S16, component.U16: U16,
	component.S32: S32, component.U32: U32, component.S64: S64, component.U64: U64,
	component.F32: F32, component.F64: F64, component.Char: Char, component.String: String,
}

func (c *Compiler) fill(t *Type, of types.Type) error {
	switch of := of.(type) {
	case types.Primitive:
		t.Kind = primitives[component.Primitive(of)]
		t.Plain = t.Kind >= S8 && t.Kind <= F64
	case types.Record:
		t.Kind = Record
		for _, f := range of.Fields {
			t.Names = append(t.Names, f.Name)
		}
		return c.fields(t, children(of))
	case types.Tuple:
		t.Kind = Record
		return c.fields(t, of.Types)
	case types.List:
		t.Kind = List
		elem, err := c.Type(of.Elem)
		t.Elem = elem
		return err
	case types.Map:
		t.Kind = List
		elem, err := c.Type(c.arena.Intern(types.Tuple{Types: []types.ID{of.Key, of.Value}}))
		t.Elem = elem
		return err
	case types.Variant:
		t.Kind = Variant
		for _, k := range of.Cases {
			t.Names = append(t.Names, k.Name)
		}
		return c.cases(t, children(of))
	case types.Enum:
		t.Kind, t.Names, t.Cases = Enum, of.Names, make([]*Type, len(of.Names))
	case types.Option:
		t.Kind = Option
		return c.cases(t, []types.ID{0, of.Some})
	case types.Result:
		t.Kind = Result
		return c.cases(t, []types.ID{of.Ok, of.Err})
	case types.Flags:
		t.Kind, t.Names = Flags, of.Names
		if len(of.Names) > 32 {
			return fmt.Errorf("%d flags (at most 32)", len(of.Names))
		}
	case types.Own:
		t.Kind = Own
		return c.resource(t, of.Resource)
	case types.Borrow:
		t.Kind = Borrow
		return c.resource(t, of.Resource)
	}
	return nil
}

func (c *Compiler) fields(t *Type, ids []types.ID) error {
	// Bytes between fields are nobody's, and copying them along is allowed.
	t.Plain = true
	for _, id := range ids {
		f, err := c.Type(id)
		if err != nil {
			return err
		}
		t.Fields = append(t.Fields, f)
		t.Plain = t.Plain && f.Plain
	}
	return nil
}

func (c *Compiler) cases(t *Type, ids []types.ID) error {
	for _, id := range ids {
		var k *Type
		if id != 0 {
			var err error
			if k, err = c.Type(id); err != nil {
				return err
			}
		}
		t.Cases = append(t.Cases, k)
	}
	return nil
}

func (c *Compiler) resource(t *Type, id types.ID) error {
	r, ok := c.arena.Type(id).(types.Resource)
	if !ok {
		return fmt.Errorf("a handle of what is no resource")
	}
	t.Resource = r.ID
	return nil
}

// HasBorrows tells whether a borrowed handle is anywhere in the type.
func (t *Type) HasBorrows() bool { return t.borrows }

func (t *Type) findBorrows() bool {
	inside := func(t *Type) bool { return t != nil && t.borrows }
	return t.Kind == Borrow || inside(t.Elem) || slices.ContainsFunc(t.Fields, inside) || slices.ContainsFunc(t.Cases, inside)
}
