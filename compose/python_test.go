package compose_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/runtime"
)

const pythonTools = "wasmcp:mcp/tools@0.1.0"

// TestEncode_python composes two components of tools in Python with and without what both have stored
// once: the former is a fifth smaller, and answers the same.
func TestEncode_python(t *testing.T) {
	tools.Long(t)
	dir := pythonComponents(t)
	whole := composePython(t, dir, compose.Options{KeepDuplicates: true})
	shared := composePython(t, dir, compose.Options{})
	t.Logf("%d bytes, and %d with equal parts stored once: %.1f %% less",
		len(whole), len(shared), 100*(1-float64(len(shared))/float64(len(whole))))
	if len(shared) > len(whole)*82/100 {
		t.Errorf("%d bytes of %d with equal parts stored once, want 18 %% less", len(shared), len(whole))
	}
	if other := wacPython(t, dir); other < len(whole)*98/100 {
		t.Errorf("wac makes %d bytes, and the page about peers says that it makes about %d", other, len(whole))
	}
	file := filepath.Join(t.TempDir(), "python.wasm")
	if err := os.WriteFile(file, shared, 0o644); err != nil {
		t.Fatal(err)
	}
	tool(t, "wasm-tools", "validate", file)
	want, got := answers(t, whole), answers(t, shared)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers differ (-with duplicates +without):\n%s", diff)
	}
	if !strings.Contains(got[0], "esrever") || !strings.Contains(got[1], "42") {
		t.Errorf("the answers are %q, want a text reversed and 42", got)
	}
}

func pythonComponents(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("testdata/python/build.sh")
	out, err := cmd.Output()
	if err != nil {
		tools.Missing(t, err)
	}
	return strings.TrimSpace(string(out))
}

// composePython exports the tools of both, those of the second one under another name, and gives both
// the framework's context.
func composePython(t *testing.T, dir string, o compose.Options) []byte {
	t.Helper()
	g := compose.New(o)
	load := func(path string) *compose.Node {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return add(t, g, b)
	}
	context := load("../framework/dist/context.wasm")
	for _, p := range [][2]string{{"first", pythonTools}, {"second", "t:second/tools"}} {
		n := load(filepath.Join(dir, p[0]+".wasm"))
		g.ConnectMatching(n, context)
		if err := g.ExportAs(n, pythonTools, p[1]); err != nil {
			t.Fatal(err)
		}
	}
	out, err := g.Encode(compose.Metadata{})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wacPython returns how large wac makes both together.
func wacPython(t *testing.T, dir string) int {
	t.Helper()
	source := filepath.Join(t.TempDir(), "python.wac")
	text := fmt.Sprintf("package t:result;\nlet first = new t:first { ... };\nlet second = new t:second { ... };\n"+
		"export first[%[1]q];\nexport second[%[1]q] as second;\n", pythonTools)
	if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "wac.wasm")
	tool(t, "wac", "compose", source, "-o", out,
		"-d", "t:first="+filepath.Join(dir, "first.wasm"), "-d", "t:second="+filepath.Join(dir, "second.wasm"))
	info, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size())
}

func answers(t *testing.T, b []byte) (out []string) {
	t.Helper()
	cache, err := runtime.OpenCache(filepath.Join(tools.Dir(), "foreign", "compiled"), make([]byte, runtime.CacheKeySize))
	if err != nil {
		t.Fatal(err)
	}
	c, err := runtime.Compile(t.Context(), b, runtime.Config{Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	for _, call := range [][3]string{
		{pythonTools, "reverse", `{"text": "reverse"}`},
		{"t:second/tools", "add", `{"a": 40, "b": 2}`},
		{"t:second/tools", "reverse", `{}`},
	} {
		result, err := c.Call(t.Context(), call[0], "call-tool", call[1], call[2])
		if err != nil {
			t.Fatalf("%s: %v", call[1], err)
		}
		out = append(out, fmt.Sprint(result))
	}
	return out
}
