package compose_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// BenchmarkEncode composes one consumer and as many providers, all of them different, from bytes to
// bytes.
func BenchmarkEncode(b *testing.B) {
	for _, providers := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("providers=%d", providers), func(b *testing.B) {
			parts := distinct(b, "step", providers)
			counter := partBytes(b, "counter")
			for b.Loop() {
				g := compose.New(compose.Options{})
				c := add(b, g, counter)
				for i, part := range parts {
					n := add(b, g, part)
					g.ConnectMatching(n, c)
					if err := g.ExportAs(n, "t:c/step@1.0.0", fmt.Sprintf("step-%d", i)); err != nil {
						b.Fatal(err)
					}
				}
				encode(b, g)
			}
		})
	}
}

// BenchmarkEncode_host composes components that share imports from the host, whose types have to be
// merged and written anew.
func BenchmarkEncode_host(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("components=%d", n), func(b *testing.B) {
			parts := distinct(b, "talk", n)
			for b.Loop() {
				g := compose.New(compose.Options{})
				for i, part := range parts {
					if err := g.ExportAs(add(b, g, part), "wasi:cli/run@0.2.3", fmt.Sprintf("run-%d", i)); err != nil {
						b.Fatal(err)
					}
				}
				encode(b, g)
			}
		})
	}
}

// BenchmarkEncode_large composes two components of 16 MB each, equal but for a few bytes.
func BenchmarkEncode_large(b *testing.B) {
	var parts [][]byte
	for i := range 2 {
		module := append([]byte("\x00asm\x01\x00\x00\x00\x00"), binary.AppendUvarint(nil, 16<<20)...)
		module = append(append(module, 1, 'x'), bytes.Repeat([]byte{byte(i)}, 16<<20-2)...)
		c, err := component.Decode(partBytes(b, "counter"))
		if err != nil {
			b.Fatal(err)
		}
		c.Sections = append(c.Sections, &component.CoreModule{Bytes: module})
		parts = append(parts, c.Encode())
	}
	for b.Loop() {
		g := compose.New(compose.Options{})
		for i, part := range parts {
			if err := g.ExportAs(add(b, g, part), "t:c/counter@1.0.0", fmt.Sprintf("c-%d", i)); err != nil {
				b.Fatal(err)
			}
		}
		encode(b, g)
	}
}

// distinct returns n variants of a part that differ in a custom section.
func distinct(b *testing.B, part string, n int) [][]byte {
	c, err := component.Decode(partBytes(b, part))
	if err != nil {
		b.Fatal(err)
	}
	out := make([][]byte, n)
	for i := range out {
		sections := append(c.Sections[:len(c.Sections):len(c.Sections)],
			&component.Custom{Name: "n", Data: fmt.Append(nil, i)})
		out[i] = (&component.Component{Sections: sections}).Encode()
	}
	return out
}

func add(b testing.TB, g *compose.Graph, bytes []byte) *compose.Node {
	c, err := g.Add(compose.Input{Name: "part.wasm", Bytes: bytes})
	if err != nil {
		b.Fatal(err)
	}
	return g.Instantiate(c, "part")
}

func encode(b *testing.B, g *compose.Graph) {
	out, err := g.Encode(compose.Metadata{})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := out.WriteTo(io.Discard); err != nil {
		b.Fatal(err)
	}
}
