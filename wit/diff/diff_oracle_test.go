package diff

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// Of two worlds the new one is breaking to us where it is to the reference implementation, which
// tries to link a component of the old world as one of the new.
func TestWorlds_oracle(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	const more = `
interface i { f: func(); }
interface used { resource r; type n = u8; }
`
	tests := []struct{ name, old, new string }{
		{"nothing", "", ""},
		{"import added", "", "import f: func();"},
		{"import removed", "import f: func();", ""},
		{"export added", "", "export f: func();"},
		{"export removed", "export f: func();", ""},
		{"interface imported", "", "import i;"},
		{"interface no longer imported", "import i;", ""},
		{"interface exported", "", "export i;"},
		{"interface no longer exported", "export i;", ""},
		{"parameter renamed", "import f: func(a: u8);", "import f: func(b: u8);"},
		{"parameter of another type", "import f: func(a: u8);", "import f: func(a: u16);"},
		{"alias of the same type", "import f: func(a: u8);", "type a = u8; import f: func(a: a);"},
		{"result", "import f: func() -> u8;", "import f: func();"},
		{"import grown", "import j: interface { f: func(); }", "import j: interface { f: func(); g: func(); }"},
		{"import shrunk", "import j: interface { f: func(); g: func(); }", "import j: interface { f: func(); }"},
		{"export grown", "export j: interface { f: func(); }", "export j: interface { f: func(); g: func(); }"},
		{"export shrunk", "export j: interface { f: func(); g: func(); }", "export j: interface { f: func(); }"},
		{"export with one more type", "export j: interface { f: func(); }", "export j: interface { f: func(); type t = u8; }"},
		{"field added", "import j: interface { record r { a: u8 } f: func(r: r); }", "import j: interface { record r { a: u8, b: u8 } f: func(r: r); }"},
		{"case added", "import j: interface { enum e { a } f: func(e: e); }", "import j: interface { enum e { a, b } f: func(e: e); }"},
		{"method added", "import j: interface { resource r; }", "import j: interface { resource r { m: func(); } }"},
		{"method removed", "import j: interface { resource r { m: func(); } }", "import j: interface { resource r; }"},
		{"kind", "import f: func();", "import f: interface {}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := "package a:b;\n" + more + "world old { " + tt.old + " }\nworld new { " + tt.new + " }\n"
			p, err := wit.Parse("worlds.wit", text)
			if err != nil {
				t.Fatal(err)
			}
			r := &Report{Old: p.Name, New: p.Name}
			c := newComparison(r)
			c.world(p.World("old"), p.World("new"))
			path := filepath.Join(t.TempDir(), "worlds.wit")
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(tool.Path(), "component", "semver-check", "--prev", "old", "--new", "new", path).CombinedOutput()
			if got, want := r.Level() == Breaking, err != nil; got != want {
				t.Errorf("breaking = %v, want %v as wasm-tools says:\n%s\nwe: %s", got, want, out, r)
			}
		})
	}
}
