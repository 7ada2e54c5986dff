package acceptance

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// TestOutput looks at what the composer writes with the eyes of the reference tools.
func TestOutput(t *testing.T) {
	t.Parallel()
	exports := []string{"wasi:http/incoming-handler", "wasi:cli/run"}
	for name, components := range map[string][]string{
		"one provider":             {"calculator"},
		"two languages":            {"calculator", "text"},
		"every sample":             {"calculator", "text", "probe"},
		"the other way round":      {"probe", "text", "calculator"},
		"one provider, twice":      {"calculator", "calculator", "--no-introspect"},
		"one provider, at the end": {"text", "probe", "calculator"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var paths []string
			for _, c := range components {
				if !strings.HasPrefix(c, "--") {
					c = provider(t, c)
				}
				paths = append(paths, c)
			}
			first, second := compose(t, paths), compose(t, paths)
			if !bytes.Equal(read(t, first), read(t, second)) {
				t.Error("composing twice gave different bytes")
			}
			run(t, "", tools.Need(t, "wasm-tools"), "validate", first)
			world := run(t, "", tools.Need(t, "wasm-tools"), "component", "wit", first)
			imports, got := boundary(world)
			for _, name := range imports {
				if !strings.HasPrefix(name, "wasi:") {
					t.Errorf("imports %s, expected WASI alone", name)
				}
			}
			if diff := cmp.Diff(exports, got); diff != "" {
				t.Errorf("exports differ (-want +got):\n%s", diff)
			}
		})
	}
}

// compose writes a server to a new file, always of the same name, since that is the server's too.
func compose(t testing.TB, components []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server.wasm")
	run(t, "", slices.Concat([]string{wasmcp(t), "compose", "server", "-o", path}, components)...)
	return path
}

var boundaryLine = regexp.MustCompile(`(?m)^  (import|export) ([^@;]+)(@[^;]*)?;$`)

// boundary returns the names, without versions, of what the first world of a WIT text imports and
// exports.
func boundary(wit string) (imports, exports []string) {
	world, _, _ := strings.Cut(wit, "\n}\n")
	for _, m := range boundaryLine.FindAllStringSubmatch(world, -1) {
		if m[1] == "import" {
			imports = append(imports, m[2])
		} else {
			exports = append(exports, m[2])
		}
	}
	return imports, exports
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
