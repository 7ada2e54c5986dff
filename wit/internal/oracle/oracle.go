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
)

// Tool is an installed wasm-tools.
type Tool struct{ path string }

// Find returns wasm-tools. Without it the test is skipped, and fails where CI is set.
func Find(t testing.TB) Tool {
	t.Helper()
	tool, ok := Installed()
	switch {
	case ok:
	case os.Getenv("CI") != "":
		t.Fatal("wasm-tools is not installed")
	default:
		t.Skip("wasm-tools is not installed")
	}
	return tool
}

// Installed looks for wasm-tools where `make test` installs it, then in PATH.
func Installed() (Tool, bool) {
	installed := filepath.Join(cache(), "cargo", "bin", "wasm-tools")
	if _, err := os.Stat(installed); err == nil {
		return Tool{installed}, true
	}
	path, err := exec.LookPath("wasm-tools")
	return Tool{path}, err == nil
}

// cache is where `make test` installs tools.
func cache() string {
	if dir := os.Getenv("WASMCP_TOOLS"); dir != "" {
		return dir
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "wasmcp-tools")
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
// where `make test` puts them, or else from where cargo keeps what it has built. Without them the
// test is skipped, and fails where CI is set.
func Crate(t testing.TB, name, version string) string {
	t.Helper()
	if path := filepath.Join(cache(), "crates", name+"-"+version); isDir(path) {
		return path
	}
	home := os.Getenv("CARGO_HOME")
	if user, err := os.UserHomeDir(); err == nil && home == "" {
		home = filepath.Join(user, ".cargo")
	}
	found, err := filepath.Glob(filepath.Join(home, "registry", "src", "*", name+"-"+version))
	if err == nil && len(found) > 0 {
		return found[0]
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("the sources of %s %s are not there", name, version)
	}
	t.Skipf("the sources of %s %s are not there", name, version)
	return ""
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
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
