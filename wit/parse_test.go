package wit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// All of the grammar is read, and printed as its golden file says.
func TestParse_grammar(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "grammar", "everything.wit"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Options{AllFeatures: true}.Parse([]Source{{"everything.wit", string(text)}})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join("grammar", "everything.golden"), PrintAll(r.Main))
	golden(t, filepath.Join("grammar", "everything.json"), string(r.JSON())+"\n")
}

// Every file of testdata/errors is refused as its .error says.
func TestParse_errors(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "errors", "*.wit"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in testdata/errors: %v", err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			p, err := Parse(name, string(text))
			if err == nil {
				t.Fatalf("no error, but\n%s", PrintAll(p))
			}
			golden(t, filepath.Join("errors", strings.TrimSuffix(name, ".wit")+".error"), err.Error()+"\n")
		})
	}
}

// What we refuse the reference implementation refuses too.
func TestParse_errorsOracle(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	paths, err := filepath.Glob(filepath.Join("testdata", "errors", "*.wit"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if _, err := tool.Try(nil, "component", "wit", path); err != nil {
			continue
		}
		if _, err := tool.Try(nil, "component", "wit", "--wasm", path); err == nil { // what only a validator sees
			t.Errorf("%s is accepted", path)
		}
	}
}

func TestOptions_Parse(t *testing.T) {
	t.Parallel()
	main := []Source{
		{"b.wit", "interface b { use a.{t}; use dep:two/i@1.0.0.{u}; }"},
		{"a.wit", "package main:pkg;\ninterface a { type t = u8; }"},
	}
	one := []Source{{"one.wit", "package dep:one;\ninterface i { type u = u16; }"}}
	two := []Source{{"two.wit", "package dep:two@1.0.0;\ninterface i { use dep:one/i.{u}; }"}}
	r, err := Options{}.Parse(main, two, one)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range r.Packages {
		names = append(names, p.Name.String())
	}
	if diff := cmp.Diff([]string{"dep:one", "dep:two@1.0.0", "main:pkg"}, names); diff != "" {
		t.Errorf("packages mismatch (-want +got):\n%s", diff)
	}
	if r.Package(PackageName{"dep", "two", "1.0.0"}) == nil || r.Package(PackageName{"dep", "two", ""}) != nil {
		t.Error("Package() finds packages by more or less than their name")
	}
	known, err := Options{Known: r.Packages}.Parse([]Source{{"c.wit", "package c:c;\ninterface i { use main:pkg/b.{u}; }"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := known.Main.Interfaces[0].Types[0].Kind.(Use).Type, r.Main.Interface("b").Type("u"); got != want {
		t.Errorf("use of a known package leads to %v, want %v", got, want)
	}
}

func TestOptions_Parse_files(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files []Source
		want  string
	}{
		{"none", nil, ".:1:1: no files of WIT"},
		{"no package", []Source{{"a.wit", "interface i {}"}}, "a.wit:1:1: no file says what package this is (want `package namespace:name;` at the start)\n 1 | interface i {}\n   | ^"},
		{"two packages", []Source{{"a.wit", "package a:a;"}, {"b.wit", "package a:b;"}}, "b.wit:1:9: package `a:b` in one folder with package `a:a` (a.wit)\n 1 | package a:b;\n   |         ^~~"},
		{"two errors", []Source{{"b.wit", "package a:a;\nworld w { import xy; }"}, {"a.wit", "package a:a;\ninterface i { type t = u; }"}},
			"a.wit:2:24: type `u` does not exist\n 2 | interface i { type t = u; }\n   |                        ^\nb.wit:2:18: interface or world `xy` does not exist\n 2 | world w { import xy; }\n   |                  ^~"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Options{}.Parse(tt.files)
			if err == nil || err.Error() != tt.want {
				t.Errorf("error = %v, want %s", err, tt.want)
			}
		})
	}
}

func TestParse_features(t *testing.T) {
	t.Parallel()
	const text = `package a:b@1.0.0;
interface i {
  @unstable(feature = one) type t = u8;
  @unstable(feature = one) f: func(t: t);
  @unstable(feature = two) g: func();
  h: func();
}
@unstable(feature = two) interface j {}
world w {
  @unstable(feature = two) import j;
  @unstable(feature = two) include v;
}
@unstable(feature = two) world v { import k: func(); }`
	tests := []struct {
		features []string
		want     string
	}{
		{nil, "h"}, {[]string{"one"}, "t f h"}, {[]string{"two"}, "g h j a:b/j@1.0.0 k v"},
	}
	for _, tt := range tests {
		r, err := Options{Features: tt.features}.Parse([]Source{{"a.wit", text}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range r.Main.Interfaces {
			if i.Name != "i" {
				got = append(got, i.Name)
				continue
			}
			for _, def := range i.Types {
				got = append(got, def.Name)
			}
			for _, f := range i.Funcs {
				got = append(got, f.Name)
			}
		}
		for _, i := range r.Main.World("w").Imports {
			got = append(got, i.ExternName())
		}
		if r.Main.World("v") != nil {
			got = append(got, "v")
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("with %v (-want +got):\n%s", tt.features, diff)
		}
	}
}

// Line ends of any system and a mark of the encoding make no difference.
func TestParse_lineEnds(t *testing.T) {
	t.Parallel()
	const text = "/// One.\n/// Two.\npackage a:b;\n\ninterface i {\n  /** Three\n   * four */\n  f: func();\n}\n"
	want, err := Parse("a.wit", text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse("a.wit", "\ufeff"+strings.ReplaceAll(text, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Print(want), Print(got)); diff != "" {
		t.Errorf("mismatch (-LF +CRLF):\n%s", diff)
	}
}
