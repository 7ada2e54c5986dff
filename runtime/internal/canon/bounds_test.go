package canon

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// doubled makes types of a kind each of which has the one before twice.
func doubled(a *types.Arena, kind string, n int) types.ID {
	id := a.Intern(types.Primitive(component.U32))
	if strings.HasPrefix(kind, "empty") {
		id = a.Intern(types.Tuple{})
	}
	for range n {
		switch kind {
		case "tuple", "empty":
			id = a.Intern(types.Tuple{Types: []types.ID{id, id}})
		case "record":
			id = a.Intern(types.Record{Fields: []types.Field{{Name: "a", Type: id}, {Name: "b", Type: id}}})
		case "variant":
			id = a.Intern(types.Variant{Cases: []types.Case{{Name: "a", Type: id}, {Name: "b", Type: id}}})
		case "result":
			id = a.Intern(types.Result{Ok: id, Err: id})
		case "list":
			id = a.Intern(types.Tuple{Types: []types.ID{a.Intern(types.List{Elem: id}), a.Intern(types.List{Elem: id})}})
		case "map":
			id = a.Intern(types.Map{Key: id, Value: id})
		case "chain":
			id = a.Intern(types.Option{Some: id})
		}
	}
	return id
}

// A type of a few hundred bytes that stands for any number of parts is refused, at once and in no memory.
func TestCompiler_bounds(t *testing.T) {
	for _, kind := range []string{"tuple", "record", "variant", "result", "list", "map", "empty"} {
		for _, n := range []int{25, 60, 99} {
			a := types.NewArena()
			c := NewCompiler(a)
			if _, err := c.Type(doubled(a, kind, n)); err == nil || !strings.Contains(err.Error(), "more than") {
				t.Errorf("%d times twice, %s: error %v, want that it is too large", n, kind, err)
			}
		}
		a := types.NewArena()
		made, err := NewCompiler(a).Type(doubled(a, kind, 10))
		if err != nil {
			t.Errorf("ten times twice, %s: %v", kind, err)
		} else if len(made.Flat) > abi.MaxFlatParams+1 {
			t.Errorf("ten times twice, %s: %d core values", kind, len(made.Flat))
		}
	}
	a := types.NewArena()
	if _, err := NewCompiler(a).Type(doubled(a, "chain", 100_000)); err == nil || !strings.Contains(err.Error(), "deep") {
		t.Errorf("a chain: error %v, want that it is too deep", err)
	}
}

// Borrowed handles are found wherever they are.
func TestType_HasBorrows(t *testing.T) {
	a := types.NewArena()
	borrow := a.Intern(types.Borrow{Resource: a.ResourceType(a.NewResource("r"))})
	own := a.Intern(types.Own{Resource: a.ResourceType(a.NewResource("s"))})
	c := NewCompiler(a)
	for i, wrap := range []func(types.ID) types.Type{
		func(id types.ID) types.Type { return types.Tuple{Types: []types.ID{id}} },
		func(id types.ID) types.Type { return types.List{Elem: id} },
		func(id types.ID) types.Type { return types.Option{Some: id} },
		func(id types.ID) types.Type { return types.Result{Err: id} },
		func(id types.ID) types.Type {
			return types.Variant{Cases: []types.Case{{Name: "n"}, {Name: "x", Type: id}}}
		},
		func(id types.ID) types.Type { return types.Record{Fields: []types.Field{{Name: "x", Type: id}}} },
		func(id types.ID) types.Type { return types.Map{Key: own, Value: id} },
	} {
		for id, want := range map[types.ID]bool{borrow: true, own: false} {
			got, err := c.Type(a.Intern(types.Option{Some: a.Intern(wrap(id))}))
			if err != nil || got.HasBorrows() != want {
				t.Errorf("%d: %v, %v; want %v", i, got.HasBorrows(), err, want)
			}
		}
	}
}

// FuzzCompiler makes types of other types, and compiles them all: what comes of it is within bounds.
func FuzzCompiler(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x00\x01\x01\x00\x02\x02\x00\x03\x03"))
	f.Add([]byte(strings.Repeat("\x00\x00\x00", 100)))
	f.Add([]byte("\x01\x00\x00\x02\x01\x01\x03\x02\x02\x04\x03\x03\x05\x04\x04\x06\x05\x05"))
	f.Fuzz(func(t *testing.T, script []byte) {
		a := types.NewArena()
		c := NewCompiler(a)
		ids := []types.ID{a.Intern(types.Primitive(component.U8)), a.Intern(types.Primitive(component.String)), a.Intern(types.Tuple{})}
		pick := func(b byte) types.ID { return ids[len(ids)-1-int(b)%min(len(ids), 8)] }
		for i := 0; i+2 < min(len(script), 600); i += 3 {
			x, y := pick(script[i+1]), pick(script[i+2])
			var made types.Type
			switch script[i] % 8 {
			case 0:
				made = types.Tuple{Types: []types.ID{x, y}}
			case 1:
				made = types.Record{Fields: []types.Field{{Name: "a", Type: x}, {Name: "b", Type: y}}}
			case 2:
				made = types.Variant{Cases: []types.Case{{Name: "a", Type: x}, {Name: "b", Type: y}, {Name: "c"}}}
			case 3:
				made = types.Result{Ok: x, Err: y}
			case 4:
				made = types.List{Elem: x}
			case 5:
				made = types.Option{Some: x}
			case 6:
				made = types.Map{Key: x, Value: y}
			case 7:
				made = types.FixedList{Elem: x, Length: uint32(script[i+2]) << 20}
			}
			ids = append(ids, a.Intern(made))
		}
		layouts := abi.New(a)
		for _, id := range ids {
			l := layouts.Of(id)
			if len(l.Flat) > abi.MaxFlatParams+1 || l.Align == 0 || l.Size%l.Align != 0 {
				t.Fatalf("layout %+v", l)
			}
			made, err := c.Type(id)
			if err != nil {
				continue
			}
			if made.Size > maxSize || made.parts > maxParts || len(made.Flat) > abi.MaxFlatParams+1 {
				t.Fatalf("a type of %d bytes, %d parts, %d core values", made.Size, made.parts, len(made.Flat))
			}
			_ = fmt.Sprint(made.HasBorrows())
		}
	})
}
