package direct

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

var update = flag.Bool("update", false, "rewrite golden files")

// wasmTools runs the reference tools over a file or the input.
func wasmTools(t *testing.T, input []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(tools.Need(t, "wasm-tools"), args...)
	cmd.Stdin = bytes.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("wasm-tools %v: %v\n%s", args, err, &stderr)
	}
	return out
}

// encoded returns the component that the reference encoder makes of a module
// in testdata.
func encoded(t *testing.T, name string) []byte {
	t.Helper()
	module := filepath.Join("testdata", name+".wat")
	b := wasmTools(t, nil, "component", "embed", "testdata/wit", "--world", name, module)
	b = wasmTools(t, b, "component", "new", "-")
	return wasmTools(t, b, "strip", "--all", "-")
}

// With the memory first there is one module besides the code, no table, and
// every function is lowered before the code is instantiated.
func TestRewrite(t *testing.T) {
	memory, err := os.ReadFile(filepath.Join("..", "..", "heap", "memory.wat"))
	if err != nil {
		t.Fatal(err)
	}
	assemble := func(text string) ([]byte, error) {
		return wasmTools(t, []byte(text), "parse", "-"), nil
	}
	for _, name := range []string{"code", "plain"} {
		t.Run(name, func(t *testing.T) {
			b, err := Rewrite(encoded(t, name), string(memory), assemble)
			if err != nil {
				t.Fatal(err)
			}
			wasmTools(t, b, "validate", "-")
			got := wasmTools(t, b, "print", "--skeleton", "-")
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("the rewritten component (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRewrite_refuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"no component", []byte("\x00asm\x01\x00\x00\x00"), ""},
		{"no module", []byte("\x00asm\x0d\x00\x01\x00"), "component has no core module"},
	} {
		_, err := Rewrite(tt.data, "", nil)
		if err == nil || tt.want != "" && err.Error() != tt.want {
			t.Errorf("%s: Rewrite() = %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestSplit_refuses(t *testing.T) {
	header := "\x00asm\x01\x00\x00\x00"
	for _, tt := range []struct{ name, module, want string }{
		{"no memory", header, "core module: expected one memory"},
		{"no state", header + "\x05\x03\x01\x00\x01", "core module: does not export both HEAP and __heap_base"},
		{"cut off", header + "\x05\x03\x01\x00\x01\x06\x09", "core module: ends early"},
	} {
		_, err := split([]byte(tt.module))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: split() = %v, want %s", tt.name, err, tt.want)
		}
	}
}
