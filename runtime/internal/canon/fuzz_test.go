package canon_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// memory is a guest's, with an allocator that a hostile guest would have.
type memory struct {
	b       []byte
	next    uint32
	returns []byte // what realloc returns, if anything is left of it
}

func (m *memory) Size() uint32 { return uint32(len(m.b)) }

func (m *memory) Read(at, n uint32) ([]byte, bool) {
	if uint64(at)+uint64(n) > uint64(len(m.b)) {
		return nil, false
	}
	return m.b[at : at+n : at+n], true
}

func (m *memory) realloc(_, _, align, n uint32) uint32 {
	if len(m.returns) >= 4 {
		v := binary.LittleEndian.Uint32(m.returns)
		m.returns = m.returns[4:]
		return v
	}
	m.next = (m.next + align - 1) &^ (align - 1)
	at := m.next
	m.next += n
	return at
}

type definers struct{}

func (definers) Definer(types.ResourceID) int { return -1 }

// everything returns a type that has all kinds in it.
func everything(t testing.TB) *canon.Type {
	a := types.NewArena()
	p := func(k component.Primitive) types.ID { return a.Intern(types.Primitive(k)) }
	text := p(component.String)
	resource := a.ResourceType(a.NewResource("r"))
	variant := a.Intern(types.Variant{Cases: []types.Case{
		{Name: "a"}, {Name: "b", Type: p(component.F32)}, {Name: "c", Type: p(component.U64)}, {Name: "d", Type: text},
	}})
	record := a.Intern(types.Record{Fields: []types.Field{
		{Name: "x", Type: p(component.U8)}, {Name: "y", Type: p(component.Char)}, {Name: "z", Type: p(component.Bool)},
		{Name: "v", Type: variant},
	}})
	tuple := a.Intern(types.Tuple{Types: []types.ID{
		text, record, a.Intern(types.List{Elem: record}), a.Intern(types.List{Elem: p(component.U8)}),
		a.Intern(types.Option{Some: text}), a.Intern(types.Result{Ok: variant, Err: p(component.S64)}),
		a.Intern(types.Flags{Names: []string{"a", "b", "c"}}), a.Intern(types.Enum{Names: []string{"a", "b", "c"}}),
		a.Intern(types.List{Elem: a.Intern(types.List{Elem: text})}),
		a.Intern(types.Own{Resource: resource}), a.Intern(types.Borrow{Resource: resource}),
	}})
	made, err := canon.NewCompiler(a).Type(tuple)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// trapped runs f and fails the test where it panics with anything but a trap.
func trapped(t *testing.T, f func()) (trap bool) {
	defer func() {
		if r := recover(); r != nil {
			err, ok := r.(error)
			var want *canon.Trap
			if !ok || !errors.As(err, &want) {
				panic(r)
			}
			trap = true
		}
	}()
	f()
	return false
}

// valid returns a memory that has a value of everything at 64.
func valid(t testing.TB, encoding component.OptKind) []byte {
	m := &memory{b: make([]byte, 2048), next: 512}
	some := func(i uint32, v any) canon.Case { return canon.Case{Index: i, Value: v} }
	record := []any{uint8(1), 'x', true, some(3, "case")}
	v := []any{
		"text", record, []any{record, record}, []byte("bytes"), canon.Some("h\u00e9\u6f22"),
		canon.OK(some(1, float32(2.5))), uint32(5), some(2, nil), []any{[]any{"a", "b"}, []any{}}, "object", "object",
	}
	side := &canon.Side{
		Memory: m, Realloc: m.realloc, Encoding: encoding, Handles: new(canon.Table), Resources: definers{}, Instance: 1,
	}
	canon.LowerResult(side, everything(t), v, nil, 64, true)
	return m.b
}

// FuzzLift lifts a value of every kind out of a memory that can hold anything, and copies it to
// another guest, whose allocator returns anything.
func FuzzLift(f *testing.F) {
	f.Add(make([]byte, 256), uint32(0), uint8(0), []byte{})
	f.Add(append(make([]byte, 128), "hello"...), uint32(8), uint8(1), []byte{1, 2, 3, 4})
	encodings := []component.OptKind{component.OptUTF8, component.OptUTF16, component.OptLatin1UTF16}
	for i, e := range encodings {
		f.Add(valid(f, e), uint32(64), uint8(i), []byte{})
	}
	f.Fuzz(func(t *testing.T, data []byte, at uint32, encoding uint8, returns []byte) {
		typ := everything(t)
		side := func(m *memory, e component.OptKind) *canon.Side {
			return &canon.Side{
				Memory: m, Realloc: m.realloc, Encoding: e, Handles: new(canon.Table), Resources: definers{}, Instance: 1,
			}
		}
		from := side(&memory{b: data}, encodings[encoding%3])
		resource := typ.Fields[9].Resource
		fill := func() {
			from.Handles.Clear()
			for range 3 {
				from.Handles.Add(canon.Handle{Resource: resource, Own: true, Object: "object"})
			}
		}
		fill()
		var v any
		if !trapped(t, func() { v = canon.LiftResult(from, typ, []uint64{uint64(at)}, true) }) {
			v = canon.Detach(v)
			// What was lifted can be lowered, and is then what it was.
			to := side(&memory{b: make([]byte, 1<<20), next: 4096}, component.OptUTF8)
			canon.LowerResult(to, typ, v, nil, 64, true)
		}
		fill()
		to := side(&memory{b: make([]byte, 1<<16), next: 4096, returns: returns}, encodings[encoding/3%3])
		trapped(t, func() {
			canon.CopyResult(from, to, typ, []uint64{uint64(at)}, nil, uint32(len(returns)), true)
		})
	})
}
