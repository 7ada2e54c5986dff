package framework_test

import (
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
	cmd := exec.Command(cargo, "test", "--quiet", "--locked")
	cmd.Env = append(os.Environ(), "CARGO_TARGET_DIR="+filepath.Join(tools.Dir(), "build", "framework-tests"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("cargo test: %v\n%s", err, out)
	}
}
