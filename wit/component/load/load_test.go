package load

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// write puts files into a new folder and returns it.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// encoded returns a package in binary form.
func encoded(t *testing.T, text string, known ...*wit.Package) (string, *wit.Package) {
	t.Helper()
	r, err := wit.Options{Known: known}.Parse([]wit.Source{{Name: "a.wit", Text: text}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.EncodePackage(r.Main)
	if err != nil {
		t.Fatal(err)
	}
	return string(c.Encode()), r.Main
}

// Packages come from folders, files and binaries; what two binaries both have a part of is one
// package.
func TestPath_dependencies(t *testing.T) {
	t.Parallel()
	io, ioPackage := encoded(t, "package w:io;\ninterface a { resource r; }\ninterface b { type t = u8; f: func(); }\n")
	fs, _ := encoded(t, "package w:fs;\ninterface i { use w:io/a.{r}; }\n", ioPackage)
	net, _ := encoded(t, "package w:net;\ninterface i { use w:io/a.{r}; use w:io/b.{t}; }\n", ioPackage)
	root := write(t, map[string]string{
		"main.wit":          "package m:m;\nworld w { import w:fs/i; import w:net/i; import w:io/b; import t:dir/i; import t:file/i; }\n",
		"more.wit":          "interface more {}\n",
		"README.md":         "# No WIT\n",
		"deps/.keep":        "",
		"deps/dir/a.wit":    "package t:dir;\ninterface i {}\n",
		"deps/dir/b.wit":    "interface j {}\n",
		"deps/dir/deps/c":   "",
		"deps/file.wit":     "package t:file;\ninterface i {}\n",
		"deps/0-fs.wasm":    fs,
		"deps/1-net.wasm":   net,
		"deps/wasi-io.wasm": io,
	})
	r, err := Path(root, wit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, i := range r.Main.World("w").Imports {
		got = append(got, i.ExternName())
	}
	want := []string{"w:io/a", "w:fs/i", "w:io/b", "w:net/i", "t:dir/i", "t:file/i"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("imports mismatch (-want +got):\n%s", diff)
	}
	if f := r.Package(wit.PackageName{Namespace: "w", Name: "io"}).Interface("b").Func("f"); f == nil {
		t.Error("w:io/b has no function f")
	}
}

// A world of a binary can be included.
func TestPath_include(t *testing.T) {
	t.Parallel()
	b, _ := encoded(t, `package d:d;
interface i { type t = u8; }
world w {
  use i.{t};
  record pair { a: t, b: list<list<u8>> }
  resource r { constructor(p: pair); m: func(o: borrow<r>) -> option<r>; }
  import f: func(l: list<list<u8>>) -> pair;
  import inline: interface { resource x; f: func() -> list<x>; }
  export g: func(r: r);
}
`)
	root := write(t, map[string]string{
		"main.wit":    "package m:m;\nworld all { include d:d/w with { f as f2, r as r2 } import h: func(l: list<list<u8>>); }\n",
		"deps/d.wasm": b,
	})
	r, err := Path(root, wit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const want = `package m:m;

world all {
  import inline: interface {
    resource x;

    f: func() -> list<x>;
  }
  import d:d/i;
  use d:d/i.{t};
  record pair {
    a: t,
    b: list<list<u8>>,
  }
  resource r2 {
    constructor(p: pair);
    m: func(o: borrow<r2>) -> option<r2>;
  }
  import h: func(l: list<list<u8>>);
  import f2: func(l: list<list<u8>>) -> pair;

  export g: func(r: r2);
}
`
	if diff := cmp.Diff(want, wit.Print(r.Main)); diff != "" {
		t.Errorf("WIT mismatch (-want +got):\n%s", diff)
	}
	if tool, ok := oracle.Installed(); ok {
		text, _, _ := strings.Cut(string(tool.Run(t, nil, "component", "wit", root)), "package d:d")
		if diff := cmp.Diff(oracle.Normalise(t, text), oracle.Normalise(t, wit.Print(r.Main))); diff != "" {
			t.Errorf("WIT mismatch (-wasm-tools +got):\n%s", diff)
		}
	}
	if !json.Valid(r.JSON()) {
		t.Errorf("no JSON: %s", r.JSON())
	}
}

func TestPath_files(t *testing.T) {
	t.Parallel()
	b, _ := encoded(t, "package w:io;\n/// Docs.\ninterface a { resource r; }\n")
	root := write(t, map[string]string{"a.wit": "package a:a;\ninterface i {}\n", "io.wasm": b})
	for name, want := range map[string]string{
		"a.wit": "package a:a;\n\ninterface i {\n}\n", "io.wasm": "package w:io;\n\n/// Docs.\ninterface a {\n  resource r;\n}\n",
	} {
		r, err := Path(filepath.Join(root, name), wit.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := wit.Print(r.Main); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestPath_errors(t *testing.T) {
	t.Parallel()
	const main = "package m:m;\n"
	world := string((&component.Component{Sections: []component.Section{component.Types{component.Func{}}}}).Encode())
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"nothing", nil, "ROOT: no files of WIT in this folder"},
		{"empty dependency", map[string]string{"a.wit": main, "deps/x/y.txt": ""}, "ROOT/deps/x: no files of WIT in this folder"},
		{"text of a component", map[string]string{"a.wit": main, "deps/x.wat": ""}, "ROOT/deps/x.wat: the text format of components is not read; make it a binary: wasm-tools parse"},
		{"component", map[string]string{"a.wit": main, "deps/x.wasm": world}, "ROOT/deps/x.wasm: a component, where a WIT package is expected"},
		{"cut off", map[string]string{"a.wit": main, "deps/x.wasm": world[:len(world)-1]}, "ROOT/deps/x.wasm: byte 0xa: type section: section of 5 bytes, 4 left"},
		{"twice", map[string]string{"a.wit": main, "deps/x.wit": main}, "ROOT/deps/x.wit:1:9: package `m:m` is defined twice\n 1 | package m:m;\n   |         ^~~"},
		{"WIT", map[string]string{"a.wit": main + "interface"}, "ROOT/a.wit:2:10: expected the name of an interface, found the end of the file\n 2 | interface\n   |          ^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := write(t, tt.files)
			_, err := Path(root, wit.Options{})
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, filepath.ToSlash(strings.ReplaceAll(err.Error(), root, "ROOT"))); diff != "" {
				t.Errorf("error mismatch (-want +got):\n%s", diff)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "nope")
	if _, err := Path(path, wit.Options{}); !errors.Is(err, os.ErrNotExist) || err.Error() != path+": no such file or directory" {
		t.Errorf("error of what is not there: %v", err)
	}
}
