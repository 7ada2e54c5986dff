package component

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wasmTools returns the path of the reference tools. Without them the test is skipped, and fails
// where CI is set.
func wasmTools(t testing.TB) string {
	t.Helper()
	path, ok := findWasmTools()
	switch {
	case ok:
		return path
	case os.Getenv("CI") != "":
		t.Fatal("wasm-tools is not installed")
	default:
		t.Skip("wasm-tools is not installed")
	}
	return ""
}

// findWasmTools looks where `make test` installs them, then in PATH.
func findWasmTools() (string, bool) {
	if home, err := os.UserHomeDir(); err == nil {
		path := filepath.Join(home, ".cache", "wasmcp-tools", "cargo", "bin", "wasm-tools")
		if _, err := os.Stat(path); err == nil {
			return path, true
		}
	}
	path, err := exec.LookPath("wasm-tools")
	return path, err == nil
}

// run runs wasm-tools with input and returns what it prints.
func run(t testing.TB, tool string, input []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(tool, args...)
	cmd.Stdin = bytes.NewReader(input)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("wasm-tools %s: %v\n%s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return out.Bytes()
}

// wats returns the components of testdata in the standard's text format.
func wats(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "wat", "*.wat"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no components in testdata/wat: %v", err)
	}
	return paths
}

func parseWat(t testing.TB, tool, path string) []byte {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return run(t, tool, src, "parse", "-")
}

// watSeeds returns the components of testdata as binaries, or none without wasm-tools.
func watSeeds(t testing.TB) [][]byte {
	tool, ok := findWasmTools()
	if !ok {
		return nil
	}
	var seeds [][]byte
	for _, path := range wats(t) {
		seeds = append(seeds, parseWat(t, tool, path))
	}
	return seeds
}

// What the reference encoder writes is read, written back byte for byte, and printed as its golden
// file says.
func TestOracle_roundTrip(t *testing.T) {
	tool := wasmTools(t)
	for _, path := range wats(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			b := parseWat(t, tool, path)
			c, err := Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Encode(); !bytes.Equal(got, b) {
				t.Errorf("Encode() = %x\nwant       %x", got, b)
			}
			golden(t, strings.TrimPrefix(path, "testdata"+string(filepath.Separator))+".golden", Print(c))
		})
	}
}
