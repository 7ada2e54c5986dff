package validate_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// FuzzComponent sees that no bytes make the validator panic, or take memory out of proportion.
func FuzzComponent(f *testing.F) {
	const largest = 8 << 10
	root := filepath.Join("..", "..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "target"):
			return fs.SkipDir
		case filepath.Ext(path) != ".wasm":
			return nil
		}
		b, err := os.ReadFile(path)
		if err == nil && len(b) <= largest && component.IsComponent(b) {
			f.Add(b)
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(binary(with()...))
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := validate.Component(b, validate.Open)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > most {
			t.Errorf("%d bytes allocate %d, %d is the most: %v", len(b), got, most, err)
		}
		if err == nil {
			c, err := component.Decode(b)
			if err != nil {
				t.Fatalf("what is valid is not decoded: %v", err)
			}
			if err := validate.Component(c.Encode(), validate.Open); err != nil {
				t.Errorf("what is valid is not valid when it is encoded again: %v", err)
			}
		}
	})
}
