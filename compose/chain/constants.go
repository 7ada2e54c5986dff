package chain

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// constantInterface is an interface whose functions return the same value whatever they are given.
// A function without a value in results does nothing: it returns the value whose bytes are all
// zero, which is ok, none, false, the empty string and the empty list.
type constantInterface struct {
	// name is what the interface is exported as.
	name    string
	typ     *types.Instance
	results map[string]any
}

// addConstants adds an interface to a component being generated.
func (g *generator) addConstants(i constantInterface) error {
	prefix := i.name + "#"
	for _, x := range functions(i.typ) {
		body, err := g.constantBody(g.constants, g.arena.Type(x.Type).(types.Func), i.results[x.Name.Name])
		if err != nil {
			return fmt.Errorf("%s: %s: %w", i.name, x.Name.Name, err)
		}
		g.export(prefix, x, 0, body)
	}
	g.exported = append(g.exported, exported{name: i.name, prefix: prefix, typ: i.typ})
	return nil
}

// constantBody writes a function that returns value: a pointer to it, or the one core value that
// it flattens to.
func (e *emitter) constantBody(m *memory, f types.Func, value any) (core.Code, error) {
	l := e.layouts.Of(f.Result)
	image := make([]byte, l.Size)
	if err := e.store(m, image, f.Result, value); err != nil {
		return nil, err
	}
	var c core.Code
	switch {
	case len(l.Flat) == 0:
		return c, nil
	case len(l.Flat) > abi.MaxFlatResults:
		return c.Const(m.constant(image)), nil
	case l.Flat[0] != abi.I32:
		return nil, fmt.Errorf("a constant of %d bytes is not a 32-bit value", l.Size)
	}
	return c.Const(int32(binary.LittleEndian.Uint32(append(image, 0, 0, 0)))), nil
}

// fields are the fields of a record, by name. A field that is left out is all zeros.
type fields map[string]any

// failed is the error of a result, succeeded what it has otherwise.
type failed struct{ value any }

type succeeded struct{ value any }

// chosen is a case of a variant, which carries nothing.
type chosen string

// flagSet are the names of the flags that are set.
type flagSet []string

// store writes a value into its place in memory. Values are nil for all zeros, string, uint32,
// bool, []string, [fields], []fields, [failed], [succeeded], [chosen] and [flagSet]; any of them may stand for the payload of an option.
func (e *emitter) store(m *memory, at []byte, id types.ID, value any) error {
	l := e.layouts.Of(id)
	switch t := e.arena.Type(id).(type) {
	case types.Option:
		if value == nil {
			return nil
		}
		at[0] = 1
		return e.store(m, at[l.Payload:], t.Some, value)
	case types.Record:
		given, ok := value.(fields)
		if !ok && value != nil {
			break
		}
		known := 0
		for i, f := range t.Fields {
			v, ok := given[f.Name]
			if ok {
				known++
			}
			if err := e.store(m, at[l.Offsets[i]:], f.Type, v); err != nil {
				return fmt.Errorf("%s: %w", f.Name, err)
			}
		}
		if known < len(given) {
			return fmt.Errorf("the record has %d of the fields given, not all %d", known, len(given))
		}
		return nil
	case types.Flags:
		set, ok := value.(flagSet)
		if !ok {
			break
		}
		for _, name := range set {
			i := slices.Index(t.Names, name)
			if i < 0 {
				return fmt.Errorf("there is no flag %q", name)
			}
			at[i/8] |= 1 << (i % 8)
		}
		return nil
	case types.List:
		var list []any
		switch v := value.(type) {
		case []string:
			list = anys(v)
		case []fields:
			list = anys(v)
		}
		if len(list) == 0 {
			break
		}
		elem := e.layouts.Of(t.Elem)
		image := make([]byte, int(elem.Size)*len(list))
		for i, v := range list {
			if err := e.store(m, image[i*int(elem.Size):], t.Elem, v); err != nil {
				return err
			}
		}
		putSlice(at, m.constant(image), len(list))
		return nil
	case types.Result:
		if f, ok := value.(failed); ok {
			at[0] = 1
			return e.store(m, at[l.Payload:], t.Err, f.value)
		}
		if s, ok := value.(succeeded); ok {
			return e.store(m, at[l.Payload:], t.Ok, s.value)
		}
	case types.Variant:
		if name, ok := value.(chosen); ok {
			i := slices.IndexFunc(t.Cases, func(c types.Case) bool { return c.Name == string(name) })
			if i < 0 {
				return fmt.Errorf("there is no case %q", name)
			}
			at[0] = byte(i)
			return nil
		}
	case types.Primitive:
		switch v := value.(type) {
		case string:
			if component.Primitive(t) == component.String {
				putSlice(at, m.constant([]byte(v)), len(v))
				return nil
			}
		case bool:
			if component.Primitive(t) == component.Bool {
				if v {
					at[0] = 1
				}
				return nil
			}
		case uint32:
			if component.Primitive(t) == component.U32 {
				binary.LittleEndian.PutUint32(at, v)
				return nil
			}
		}
	}
	if isEmpty(value) {
		return nil
	}
	return fmt.Errorf("a %T is no value of its type", value)
}

// isEmpty reports whether a value is all zeros, whatever its type.
func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case []string:
		return len(v) == 0
	case []fields:
		return len(v) == 0
	}
	return false
}

func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

func putSlice(at []byte, address int32, length int) {
	binary.LittleEndian.PutUint32(at, uint32(address))
	binary.LittleEndian.PutUint32(at[4:], uint32(length))
}

// hasField reports whether a function of an interface returns a record with this field: frameworks of other
// versions may know less.
func (e *emitter) hasField(t *types.Instance, function, field string) bool {
	x, ok := t.Export(function)
	if !ok {
		return false
	}
	f, ok := e.arena.Type(x.Type).(types.Func)
	if !ok {
		return false
	}
	r, ok := e.arena.Type(f.Result).(types.Record)
	return ok && slices.ContainsFunc(r.Fields, func(one types.Field) bool { return one.Name == field })
}
