package framework_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// TestSources_passTheirOwnTests runs the components' Rust tests, which need no WebAssembly.
func TestSources_passTheirOwnTests(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the components' sources")
	}
	cargo, err := exec.LookPath("cargo")
	if err != nil {
		tools.Missing(t, err)
	}
	version, err := exec.Command(cargo, "version", "--verbose").Output()
	if err != nil {
		t.Fatal(err)
	}
	// What passed before with the same sources and compiler would pass again.
	recipe := tools.NewRecipe(string(version))
	if err := recipe.Files(".", func(name string) bool { return name == "dist" || filepath.Ext(name) == ".go" }); err != nil {
		t.Fatal(err)
	}
	if err := recipe.Files(filepath.Join("..", "wit", "mcp"), nil); err != nil {
		t.Fatal(err)
	}
	_, err = recipe.Kept("framework-tests", func(string) error {
		cmd := exec.Command(cargo, "test", "--quiet", "--locked")
		cmd.Env = append(os.Environ(), "CARGO_TARGET_DIR="+filepath.Join(tools.Dir(), "build", "framework-tests"))
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("cargo test: %w\n%s", err, out)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
