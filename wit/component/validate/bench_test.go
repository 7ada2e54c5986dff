package validate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// BenchmarkComponent validates a component of Rust's and one of Python's, if there is one at
// $WASMCP_BENCH_COMPONENT.
func BenchmarkComponent(b *testing.B) {
	paths := []string{filepath.Join("..", "..", "..", "testdata", "providers", "calculator", "calculator.wasm")}
	if large := os.Getenv("WASMCP_BENCH_COMPONENT"); large != "" {
		paths = append(paths, large)
	}
	for _, path := range paths {
		binary, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(path), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := validate.Component(binary, validate.Open); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
