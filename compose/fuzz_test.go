package compose_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// FuzzEncode connects two components as far as their names match and exports all that they export:
// that is an error, or a component that can be decoded and added to another graph.
func FuzzEncode(f *testing.F) {
	files, err := filepath.Glob("testdata/parts/*.wasm")
	if err != nil {
		f.Fatal(err)
	}
	var parts [][]byte
	for _, file := range files {
		parts = append(parts, partBytes(f, strings.TrimSuffix(filepath.Base(file), ".wasm")))
	}
	for _, a := range parts {
		for _, b := range parts {
			f.Add(a, b)
		}
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		g := compose.New(compose.Options{PlainNames: compose.PlainNamesMerge})
		var nodes []*compose.Node
		for _, bytes := range [][]byte{a, b} {
			c, err := g.Add(compose.Input{Name: "input", Bytes: bytes})
			if err != nil {
				return
			}
			nodes = append(nodes, g.Instantiate(c, "node"))
		}
		g.ConnectMatching(nodes[0], nodes[1])
		for _, n := range nodes {
			for _, e := range n.Component().Type().Exports {
				_ = g.Export(n, e.Name.Name) // taken by the other, perhaps
			}
		}
		out, err := g.Encode(compose.Metadata{Name: "result"})
		if err != nil {
			return
		}
		result := out.Bytes()
		if out.Size() != int64(len(result)) {
			t.Errorf("size %d of %d bytes", out.Size(), len(result))
		}
		if _, err := component.Decode(result); err != nil {
			t.Fatalf("the result cannot be decoded: %v", err)
		}
	})
}
