package compose_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestParts checks that every part is what its source makes, or makes it with -update. A source is
// a component, or the core module of the world of its name in testdata/parts/wit. One that holds
// nothing but comments stands for a module that has what its world needs and does nothing.
func TestParts(t *testing.T) {
	sources, err := filepath.Glob("testdata/parts/*.wat")
	if err != nil || len(sources) == 0 {
		t.Fatalf("no parts: %v", err)
	}
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".wat")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			var b []byte
			switch embed := []string{"component", "embed", "testdata/parts/wit", "--world", name}; {
			case bytes.Contains(text, []byte("\n(component")):
				b = tool(t, "wasm-tools", "parse", source)
			case bytes.Contains(text, []byte("\n(module")):
				b = tool(t, "wasm-tools", "parse", source)
				b = pipe(t, b, "wasm-tools", append(embed, "-")...)
				b = pipe(t, b, "wasm-tools", "component", "new", "-")
			default:
				b = tool(t, "wasm-tools", append(embed, "--dummy")...)
				b = pipe(t, b, "wasm-tools", "component", "new", "-")
			}
			part := strings.TrimSuffix(source, ".wat") + ".wasm"
			if *update {
				if err := os.WriteFile(part, b, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if !bytes.Equal(unversioned(b), unversioned(partBytes(t, name))) {
				t.Errorf("%s is not what %s makes (go test -run TestParts -update makes it)", part, source)
			}
		})
	}
}

// producer is how a component says which version of wasm-tools made it.
var producer = regexp.MustCompile(`wit-component.[0-9]+\.[0-9]+\.[0-9]+`)

// unversioned returns a part without the version that made it, so that any version may be asked.
func unversioned(part []byte) []byte { return producer.ReplaceAll(part, []byte("wit-component")) }
