package validate_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// TestComponent_tree checks every component of the source tree, those of the framework included, which
// no command checks when it uses them.
func TestComponent_tree(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	checked := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "target"):
			return fs.SkipDir
		case filepath.Ext(path) != ".wasm" || d.Name() == "later.wasm": // which has what nobody knows
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil || !component.IsComponent(b) {
			return err
		}
		checked++
		if err := validate.Component(b, validate.Open); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 20 {
		t.Errorf("found %d components in the tree", checked)
	}
}
