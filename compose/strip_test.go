package compose_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

func TestEncode_strips(t *testing.T) {
	const metadata = "0:own 1:wasmcp 1:description 1:producers 2:version 2m:producers "
	tests := []struct {
		strip compose.Strip
		want  string
	}{
		{0, metadata + "0:component-name 1:component-name 2:component-name 1:notes 2:notes 2m:.debug_info 2m:name 2m:target_features 3m:name"},
		{compose.StripNames, metadata + "1:notes 2:notes 2m:.debug_info 2m:target_features"},
		{compose.StripCustom, metadata + "0:component-name 1:component-name 2:component-name 2m:name 3m:name"},
		{compose.StripNames | compose.StripCustom, metadata},
	}
	for _, test := range tests {
		out := single(t, compose.Options{Strip: test.strip}, "named")
		got := customs(out, "0")
		want := strings.Fields(test.want)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("strip %d leaves\n%v, want\n%v", test.strip, got, want)
		}
		pipe(t, out, "wasm-tools", "validate")
	}
}

// single composes one component with nothing.
func single(t *testing.T, o compose.Options, part string) []byte {
	t.Helper()
	g := compose.New(o)
	c, err := g.Add(compose.Input{Name: part, Bytes: partBytes(t, part)})
	if err != nil {
		t.Fatal(err)
	}
	n := g.Instantiate(c, part)
	for _, e := range c.Type().Exports {
		if err := g.Export(n, e.Name.Name); err != nil {
			t.Fatal(err)
		}
	}
	out, err := g.Encode(compose.Metadata{Custom: []component.Custom{{Name: "own", Data: []byte("kept")}}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// customs returns the names of custom sections after how deep they are, with m for core modules.
func customs(b []byte, depth string) (names []string) {
	for at := 8; at < len(b); {
		size, n := binary.Uvarint(b[at+1:])
		payload := b[at+1+n:][:size]
		switch id := b[at]; {
		case id == 0:
			names = append(names, depth+":"+string(payload[1:][:payload[0]]))
		case strings.HasSuffix(depth, "m"):
		case id == 1:
			names = append(names, customs(payload, string(depth[0]+1)+"m")...)
		case id == 4:
			names = append(names, customs(payload, string(depth[0]+1))...)
		}
		at += 1 + n + int(size)
	}
	return names
}

// What is equal once names are left out is stored once.
func TestEncode_sharesWhatIsStripped(t *testing.T) {
	part := partBytes(t, "handles")
	named := bytes.Join([][]byte{part, (&component.Component{Sections: []component.Section{
		(&component.Names{Component: "other"}).Custom(),
	}}).Encode()[8:]}, nil)
	for strip, want := range map[compose.Strip]int{0: 2, compose.StripNames: 1} {
		g := compose.New(compose.Options{Strip: strip})
		for label, b := range map[string][]byte{"a": part, "b": named} {
			c, err := g.Add(compose.Input{Name: label, Bytes: b})
			if err != nil {
				t.Fatal(err)
			}
			g.Instantiate(c, label)
		}
		out, err := g.Encode(compose.Metadata{})
		if err != nil {
			t.Fatal(err)
		}
		c, err := component.Decode(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, s := range c.Sections {
			if n, ok := s.(*component.Nested); ok && len(n.Bytes) > len(part)/2 {
				got++
			}
		}
		if got != want {
			t.Errorf("with strip %d there are %d components, want %d", strip, got, want)
		}
		pipe(t, out.Bytes(), "wasm-tools", "validate")
	}
}
