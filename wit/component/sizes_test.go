package component_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// All bytes are counted, and each once.
func TestSizes(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "providers", "calculator", "calculator.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	sizes, err := component.Sizes(c, len(b))
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, s := range sizes {
		if s.Count == 0 || s.Bytes == 0 {
			t.Errorf("%+v: a component of tools has some", s)
		}
		total += s.Bytes
	}
	if total != len(b) {
		t.Errorf("%d bytes are counted, of %d", total, len(b))
	}
}
