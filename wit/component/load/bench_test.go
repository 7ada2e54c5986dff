package load

import (
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// BenchmarkPath reads wasi:http and what it refers to, about 100 kB of WIT, from its folder.
func BenchmarkPath(b *testing.B) {
	path := filepath.Join(oracle.Crate(b, "wasmtime-wasi-http"), "wit")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Path(path, wit.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEncodePackage encodes every package of it.
func BenchmarkEncodePackage(b *testing.B) {
	r, err := Path(filepath.Join(oracle.Crate(b, "wasmtime-wasi-http"), "wit"), wit.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range r.Packages {
			c, err := component.EncodePackage(p)
			if err != nil {
				b.Fatal(err)
			}
			c.Encode()
		}
	}
}
