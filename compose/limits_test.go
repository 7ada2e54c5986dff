package compose_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Components in components are looked into as deep as any tool makes them; beyond that they are passed on.
func TestEncode_nestedDeep(t *testing.T) {
	nested := func(depth int) []byte {
		b := (&component.Component{Sections: []component.Section{
			&component.Custom{Name: "deep", Data: bytes.Repeat([]byte{1}, 200)},
		}}).Encode()
		for range depth {
			b = (&component.Component{Sections: []component.Section{&component.Nested{Bytes: b}}}).Encode()
		}
		return b
	}
	for _, depth := range []int{1, 99, 101, 3000} {
		g := compose.New(compose.Options{Strip: compose.StripCustom})
		b := nested(depth)
		add(t, g, b)
		add(t, g, append(b, 0, 2, 1, 'x'))
		out, err := g.Encode(compose.Metadata{})
		if err != nil {
			t.Fatalf("%d deep: %v", depth, err)
		}
		if got, want := bytes.Contains(out.Bytes(), []byte("deep")), depth > 100; got != want {
			t.Errorf("%d deep: what is innermost is left alone: %v, want %v", depth, got, want)
		}
	}
}

// Types may be nested as deep as validators let them, and no deeper.
func TestAdd_typesNestedDeep(t *testing.T) {
	lists := func(n uint32) []byte {
		types := component.Types{component.List{Elem: component.ValType{Primitive: component.U8}}}
		for i := range n {
			types = append(types, component.List{Elem: component.ValType{Index: i}})
		}
		return (&component.Component{Sections: []component.Section{
			types,
			component.Exports{{Name: component.Name{Name: "deep"}, Item: component.SortIndex{Sort: component.SortType, Index: n}}},
		}}).Encode()
	}
	if _, err := compose.New(compose.Options{}).Add(compose.Input{Name: "deep.wasm", Bytes: lists(90)}); err != nil {
		t.Errorf("90 levels: %v", err)
	}
	_, err := compose.New(compose.Options{}).Add(compose.Input{Name: "deep.wasm", Bytes: lists(5000)})
	const want = `deep.wasm: export "deep": types nested 101 deep (at most 100)`
	if err == nil || err.Error() != want {
		t.Errorf("5000 levels: error %v, want %s", err, want)
	}
}

// A name of 100 kB, the longest that validators accept, goes through like any other.
func TestEncode_longName(t *testing.T) {
	name := strings.Repeat("a", 100_000)
	b := (&component.Component{Sections: []component.Section{
		component.Types{component.Func{}},
		component.Imports{{Name: component.Name{Name: name}, Type: component.ExternType{Sort: component.SortFunc}}},
	}}).Encode()
	g := compose.New(compose.Options{})
	add(t, g, b)
	out, err := g.Encode(compose.Metadata{})
	if err != nil {
		t.Fatal(err)
	}
	pipe(t, out.Bytes(), "wasm-tools", "validate")
	if len(out.Imports) != 1 || out.Imports[0] != name {
		t.Error("the name is another now")
	}
}
