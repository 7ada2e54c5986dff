package chain

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// importer makes a component of no sense that imports what a world does.
func importer(t *testing.T, wit string) []byte {
	t.Helper()
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(file("w.wit"), []byte(wit), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"component", "embed", "--dummy", file("w.wit"), "-w", "w", "-o", file("core.wasm")},
		{"component", "new", file("core.wasm"), "-o", file("w.wasm")},
	} {
		if out, err := exec.Command(tools.Need(t, "wasm-tools"), args...).CombinedOutput(); err != nil {
			t.Fatalf("wasm-tools %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	b, err := os.ReadFile(file("w.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// stubbed links a component with its stubs, and returns what is imported then.
func stubbed(t *testing.T, b []byte, choose func(string) bool) (names, imports []string) {
	t.Helper()
	stubs, names, err := Stubs(compose.Input{Name: "w.wasm", Bytes: b}, choose)
	if err != nil {
		t.Fatal(err)
	}
	validate(t, stubs)
	_, out, err := link.Link([]link.Instance{{Name: "w", Source: "w.wasm", Bytes: b}, {Name: "stubs", Source: "stubs", Bytes: stubs}}, link.Options{})
	if err != nil {
		t.Fatal(err)
	}
	validate(t, out.Bytes())
	c, err := component.Decode(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Imports() {
		imports = append(imports, i.Name.Name)
	}
	return names, imports
}

// stubWorld imports interfaces with all that interfaces have: resources that others mention, types that are
// made of others', functions that return anything.
const stubWorld = `
package a:b@1.0.0;
interface streams {
  resource flow;
  variant failure { gone(flow), closed }
  open: func() -> flow;
}
interface types {
  use streams.{flow, failure};
  record point { x: u32, y: u32 }
  variant shape { dot(point), none }
  enum code { busy, access, lost }
  resource file {
    constructor(name: string);
    read: func(at: point) -> result<flow, code>;
    make: static func() -> result<file, failure>;
  }
  type form = shape;
}
interface files {
  use types.{file, shape, code};
  all: func() -> list<tuple<file, string>>;
  find: func(name: string) -> option<file>;
  root: func() -> file;
  name: func(f: borrow<file>) -> string;
  area: func(s: shape) -> result<u64, string>;
  check: func(s: list<shape>) -> result;
  count: func() -> u64;
  close: func(f: file, why: shape);
  many: func(a: shape, b: shape, c: shape, d: shape, e: shape, f: shape) -> result<shape, code>;
}
world w { import streams; import types; import files; import other: func(); export run: func(); }
`

func TestStubs(t *testing.T) {
	b := importer(t, stubWorld)
	for _, c := range []struct {
		stub           string
		names, imports []string
	}{
		{"a:b", []string{"a:b/streams@1.0.0", "a:b/types@1.0.0", "a:b/files@1.0.0"}, []string{"other"}},
		{"a:b/types a:b/files", []string{"a:b/types@1.0.0", "a:b/files@1.0.0"}, []string{"a:b/streams@1.0.0", "other"}},
		{"a:b/files", []string{"a:b/files@1.0.0"}, []string{"a:b/streams@1.0.0", "a:b/types@1.0.0", "other"}},
	} {
		names, imports := stubbed(t, b, func(name string) bool {
			for _, s := range strings.Fields(c.stub) {
				if strings.HasPrefix(name, s) {
					return true
				}
			}
			return false
		})
		if diff := cmp.Diff(c.names, names); diff != "" {
			t.Errorf("%s: stubs (-want +got):\n%s", c.stub, diff)
		}
		if diff := cmp.Diff(c.imports, imports); diff != "" {
			t.Errorf("%s: imports (-want +got):\n%s", c.stub, diff)
		}
	}
}

func TestStubs_ofNothing(t *testing.T) {
	stubs, names, err := Stubs(compose.Input{Name: "w.wasm", Bytes: importer(t, stubWorld)}, func(string) bool { return false })
	if stubs != nil || names != nil || err != nil {
		t.Errorf("Stubs = %d bytes, %q, %v, want nothing", len(stubs), names, err)
	}
}

func TestStubs_refused(t *testing.T) {
	for _, c := range []struct{ wit, want string }{
		{"package a:b; world w { import f: func(); }", "w.wasm imports f, for which there can be no stub: it is a func and no interface"},
		{"package a:b; interface i { f: async func(); } world w { import i; }", "w.wasm imports a:b/i, for which there can be no stub: f is asynchronous"},
	} {
		_, _, err := Stubs(compose.Input{Name: "w.wasm", Bytes: importer(t, c.wit)}, func(string) bool { return true })
		if e := (*StubError)(nil); !errors.As(err, &e) || err.Error() != c.want {
			t.Errorf("%s: error %v, want %s", c.wit, err, c.want)
		}
	}
}
