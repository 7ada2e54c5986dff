package compose_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// unknown are sections that a later revision of the format may have.
var unknown = map[string]component.Section{
	"canonical built-in":   component.Canons{component.Builtin{Op: 0x7b, Operands: []byte{1, 2, 3}}},
	"canonical option":     component.Canons{component.Lower{Options: []component.CanonOption{{Kind: 0x7b}}}},
	"core type":            component.CoreTypes{{Bytes: []byte{0x10, 0x01}}},
	"core instance":        &component.Unread{ID: 2, Bytes: []byte{1, 0x7b}},
	"start function":       &component.Unread{ID: 9, Bytes: []byte{0x7b}},
	"value":                &component.Unread{ID: 12, Bytes: []byte{0x7b}},
	"custom section":       &component.Custom{Name: "later", Data: []byte{0xff}},
	"nested component":     &component.Nested{Bytes: append((&component.Component{}).Encode(), 0x7b, 0)},
	"built-in deep inside": &component.Nested{Bytes: (&component.Component{Sections: []component.Section{component.Canons{component.Builtin{Op: 0x7b}}}}).Encode()},
}

// What a component holds and its type does not depend on need not be understood to compose it: its
// bytes come out as they were.
func TestEncode_passesOnWhatIsUnknown(t *testing.T) {
	for name, section := range unknown {
		t.Run(name, func(t *testing.T) {
			c, err := component.Decode(partBytes(t, "user"))
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(c.Sections, func(s component.Section) bool { _, ok := s.(*component.CoreModule); return ok })
			if _, ok := section.(*component.Nested); ok {
				at = len(c.Sections) // it would take the place of those that follow
			}
			c.Sections = slices.Insert(c.Sections, at, section)
			user := c.Encode()
			g := compose.New(compose.Options{})
			a, b := add(t, g, partBytes(t, "handles")), add(t, g, user)
			if n := g.ConnectMatching(b, a); n != 2 {
				t.Errorf("%d imports are connected, want 2", n)
			}
			if err := g.Export(b, "wasi:cli/run@0.2.0"); err != nil {
				t.Fatal(err)
			}
			out, err := g.Encode(compose.Metadata{})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(out.Bytes(), user) {
				t.Error("the component's bytes are not in the result")
			}
		})
	}
}

// TestParts_later checks the one part that has no text form: user, with a built-in that nobody knows.
func TestParts_later(t *testing.T) {
	c, err := component.Decode(partBytes(t, "user"))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(c.Sections, func(s component.Section) bool { _, ok := s.(*component.CoreModule); return ok })
	c.Sections = slices.Insert(c.Sections, at, unknown["canonical built-in"])
	if *update {
		if err := os.WriteFile(partFile("later"), c.Encode(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(c.Encode(), partBytes(t, "later")) {
		t.Error("later.wasm is something else (go test -run TestParts -update makes it)")
	}
}

// What the type does depend on is an error that says what is not known.
func TestAdd_unknownType(t *testing.T) {
	one := component.Func{Result: &component.ValType{Primitive: component.U32}}
	export := func(name string, sort component.Sort) component.Exports {
		return component.Exports{{Name: component.Name{Name: name}, Item: component.SortIndex{Sort: sort}}}
	}
	tests := []struct {
		name     string
		sections []component.Section
		want     string
	}{
		{
			"function after a built-in",
			[]component.Section{
				component.Types{one},
				component.Canons{component.Builtin{Op: 0x7b}, component.Lift{Type: 0}},
				export("f", component.SortFunc),
			},
			`later.wasm: export "f": func 0: its place is not known: byte 0x12: canon section: unknown canon 0x7b`,
		},
		{
			"alias of an instance after an unknown one",
			[]component.Section{
				&component.Unread{ID: 5, Bytes: []byte{1, 0x7b, 0}},
				component.Aliases{{Sort: component.SortFunc, Target: component.InstanceExport{Name: "f"}}},
				export("f", component.SortFunc),
			},
			`later.wasm: export "f": instance 0: its place is not known: byte 0xb: instance section: unknown form of instance 0x7b`,
		},
		{
			"import of what is not known",
			[]component.Section{&component.Unread{ID: 10, Bytes: []byte{1, 0, 1, 'a', 0x7b, 0}}},
			`later.wasm: byte 0xe: import section: unknown sort 0x7b`,
		},
		{
			"section",
			[]component.Section{&component.Unread{ID: 13}},
			`later.wasm: byte 0x8: unknown section id 13 (the last known is 11)`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := (&component.Component{Sections: test.sections}).Encode()
			_, err := compose.New(compose.Options{}).Add(compose.Input{Name: "later.wasm", Bytes: b})
			if err == nil || err.Error() != test.want {
				t.Errorf("Add returns\n%v, want\n%s", err, test.want)
			}
		})
	}
}
