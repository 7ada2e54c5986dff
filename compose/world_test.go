package compose_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
)

// TestEncode_world composes one component with nothing, exporting all that it exports. Imports
// written anew have to say what those of the component said, as wasm-tools reads both.
func TestEncode_world(t *testing.T) {
	var files []string
	for _, pattern := range []string{"testdata/parts/*.wasm", "../framework/dist/*.wasm"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		switch filepath.Base(file) {
		case "sessions-keyvalue-draft.wasm", "sessions-keyvalue-draft2.wasm": // use an alias of string, and so nothing with a name
			continue
		case "root-types.wasm", "renamed.wasm": // exports types, which WIT has no words for
			continue
		case "kinds.wasm", "rooted.wasm", "module-maker.wasm", "module-user.wasm": // have imports that WIT has no words for
			continue
		case "later.wasm": // has what wasm-tools does not know
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			g := compose.New(compose.Options{})
			c, err := g.Add(compose.Input{Name: file, Bytes: b})
			if err != nil {
				t.Fatal(err)
			}
			n := g.Instantiate(c, "it")
			for _, e := range c.Type().Exports {
				if err := g.Export(n, e.Name.Name); err != nil {
					t.Fatal(err)
				}
			}
			out, err := g.Encode(compose.Metadata{})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := world(t, out.Bytes()), world(t, b); got != want {
				t.Errorf("the world came out as\n%s\nand was\n%s", got, want)
			}
		})
	}
}

// world returns the lines of a component's world, in an order that does not depend on that of its
// imports.
func world(t *testing.T, b []byte) string {
	t.Helper()
	lines := strings.Split(string(pipe(t, b, "wasm-tools", "component", "wit")), "\n")
	for i, line := range lines {
		if from, names, ok := strings.Cut(strings.TrimSuffix(line, "};"), ".{"); ok {
			lines[i] = from + ".{" + strings.Join(slices.Sorted(slices.Values(strings.Split(names, ", "))), ", ") + "};"
		}
	}
	slices.Sort(lines)
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
