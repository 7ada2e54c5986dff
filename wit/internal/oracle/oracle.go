// Package oracle lets tests ask the reference implementation, wasm-tools, what it makes of an input.
package oracle

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// Tool is an installed wasm-tools.
type Tool struct{ path string }

// The versions that scripts/tools/cargo.sh installs, of the crates whose sources are read.
const (
	wasmTools = "1.262.0"
	witCrates = "0.262.0"
	wasmtime  = "49.0.3"
)

// Find returns wasm-tools. Without it the test is skipped, and fails where CI is set.
func Find(t testing.TB) Tool {
	t.Helper()
	return Tool{tools.Need(t, "wasm-tools")}
}

// Installed looks for wasm-tools.
func Installed() (Tool, bool) {
	path, err := tools.Path("wasm-tools")
	return Tool{path}, err == nil
}

// Path returns where the tool is.
func (o Tool) Path() string { return o.path }

// Run runs the tool with input on its standard input and returns what it prints.
func (o Tool) Run(t testing.TB, input []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(o.path, args...)
	cmd.Stdin = bytes.NewReader(input)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("wasm-tools %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return out.Bytes()
}

// File writes data to a file of this name, for commands that do not read their standard input.
func File(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// Crate returns the sources of a crate of the Rust registry, whose tests and WIT are read: from
// where scripts/tools puts them, or else from where cargo keeps what it has built. Without them the
// test is skipped, and fails where CI is set.
func Crate(t testing.TB, name string) string {
	t.Helper()
	versioned := name + "-" + wasmtime
	switch name {
	case "wasm-tools":
		versioned = name + "-" + wasmTools
	case "wit-parser", "wit-component":
		versioned = name + "-" + witCrates
	}
	return tools.Crate(t, versioned)
}

// Try runs the tool as Run does, and returns its error.
func (o Tool) Try(input []byte, args ...string) ([]byte, error) {
	cmd := exec.Command(o.path, args...)
	cmd.Stdin = bytes.NewReader(input)
	return cmd.Output()
}

// Stderr returns what a tool that failed with err has printed of it.
func Stderr(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(exit.Stderr)
	}
	return fmt.Sprint(err)
}
