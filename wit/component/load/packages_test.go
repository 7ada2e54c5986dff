package load

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// wasi are folders with the packages of WASI, in crates that are there where wasmtime was built.
var wasi = []struct{ crate, folder, feature string }{
	{"wasmtime-wasi", "src/p2/wit", ""},
	{"wasmtime-wasi", "src/p3/wit", ""},
	{"wasmtime-wasi-http", "wit", ""},
	{"wasmtime-wasi-http", "src/p3/wit", ""},
	{"wasmtime-wasi-config", "wit", ""},
	{"wasmtime-wasi-keyvalue", "wit", ""},
	{"wasmtime-wasi-tls", "wit", "tls"},
	{"wasmtime-wasi-tls", "src/p3/wit", ""},
	{"wasmtime-wasi-io", "wit", ""},
}

// Every package of WASI goes to JSON and to binary as the reference tools have it, and comes back
// from binary as the same WIT.
func TestPackages_wasi(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	for _, w := range wasi {
		t.Run(w.crate+"/"+w.folder, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(oracle.Crate(t, w.crate), filepath.FromSlash(w.folder))
			if w.feature == "" {
				compare(t, tool, path, wit.Options{})
			} else {
				compare(t, tool, path, wit.Options{Features: []string{w.feature}}, "--features", w.feature)
			}
			compare(t, tool, path, wit.Options{AllFeatures: true}, "--all-features")
		})
	}
}

// The same of what the reference implementation tests itself with.
func TestPackages_corpus(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	for _, crate := range []struct{ name, folder string }{
		{"wit-parser", "tests/ui"}, {"wit-component", "tests/interfaces"},
	} {
		root := filepath.Join(oracle.Crate(t, crate.name), filepath.FromSlash(crate.folder))
		for _, path := range corpus(t, root) {
			name := filepath.Base(path)
			t.Run(crate.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				if name == "foreign-world-dep-gated.wit" {
					t.Skip("is wrong, but for features that are off")
				}
				compare(t, tool, assembled(t, path), wit.Options{AllFeatures: true}, "--all-features")
			})
		}
	}
}

// What wasm-tools' own command line is tried with we accept and refuse as it does.
func TestPackages_commandLine(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	for _, path := range corpus(t, filepath.Join(oracle.Crate(t, "wasm-tools"), "tests", "cli")) {
		if filepath.Ext(path) != ".wit" {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			_, refused := tool.Try(nil, "component", "wit", "--all-features", "--json", path)
			_, err := Path(path, wit.Options{AllFeatures: true})
			if err != nil && refused == nil { // what a validator finds in the binary, as we do before
				_, refused = tool.Try(nil, "component", "wit", "--all-features", "--wasm", path)
			}
			switch {
			case (err == nil) != (refused == nil):
				t.Errorf("error %v, of wasm-tools %s", err, oracle.Stderr(refused))
			case err == nil:
				compare(t, tool, path, wit.Options{AllFeatures: true}, "--all-features")
			}
		})
	}
}

// compare compares what becomes of the package at path, and of all that it refers to.
func compare(t *testing.T, tool oracle.Tool, path string, opts wit.Options, flags ...string) {
	t.Helper()
	r, err := Path(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"component", "wit", path}, flags...)
	if diff := cmp.Diff(string(tool.Run(t, nil, append(args, "--json")...)), string(r.JSON())); diff != "" {
		t.Errorf("JSON mismatch (-wasm-tools +got):\n%s", diff)
	}
	want := withoutProducers(t, tool.Run(t, nil, append(args, "--wasm", "--skip-validation")...))
	for _, p := range r.Packages {
		c, err := component.EncodePackage(p)
		if err != nil {
			t.Fatal(err)
		}
		// The documentation of other packages is kept by us alone.
		if got := without(c, "package-docs-of-dependencies"); p == r.Main && !bytes.Equal(got.Encode(), want) {
			wantC, _ := component.Decode(want)
			t.Errorf("binary mismatch (-wasm-tools +got):\n%s", cmp.Diff(component.Print(wantC), component.Print(got)))
		}
		again(t, p, c.Encode())
	}
}

func withoutProducers(t *testing.T, b []byte) []byte {
	t.Helper()
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	return without(c, component.ProducersSection).Encode()
}

// without returns c without the custom section of this name.
func without(c *component.Component, name string) *component.Component {
	kept := new(component.Component)
	for _, s := range c.Sections {
		if custom, ok := s.(*component.Custom); !ok || custom.Name != name {
			kept.Sections = append(kept.Sections, s)
		}
	}
	return kept
}

// again reads the binary form of p: it is printed as p is, encoded as it was, and what is printed
// says the same when it is parsed.
func again(t *testing.T, p *wit.Package, b []byte) {
	t.Helper()
	if len(p.Interfaces)+len(p.Worlds) == 0 {
		return // has no binary form of its own
	}
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := component.Package(c)
	if err != nil {
		t.Errorf("%s: %v", p.Name, err)
		return
	}
	text := wit.Print(p)
	if diff := cmp.Diff(text, wit.Print(decoded)); diff != "" {
		t.Errorf("%s: WIT mismatch (-parsed +decoded):\n%s", p.Name, diff)
	}
	encoded, err := component.EncodePackage(decoded)
	if err != nil {
		t.Fatal(err)
	}
	// Types and functions are the same. Comments may be in another order, for the order in which
	// functions of resources and others were written is not in a binary.
	withoutDocs := func(c *component.Component) string {
		return component.Print(without(without(c, "package-docs"), "package-docs-of-dependencies"))
	}
	if diff := cmp.Diff(withoutDocs(c), withoutDocs(encoded)); diff != "" {
		t.Errorf("%s: another binary after decoding (-before +after):\n%s", p.Name, diff)
	}
	parsed, err := wit.Options{AllFeatures: true}.Parse([]wit.Source{{Name: "printed.wit", Text: wit.PrintAll(decoded)}})
	if err != nil {
		t.Errorf("%s: %v\n%s", p.Name, err, wit.PrintAll(decoded))
		return
	}
	if diff := cmp.Diff(text, wit.Print(parsed.Main)); diff != "" {
		t.Errorf("%s: WIT mismatch (-parsed +printed and parsed):\n%s", p.Name, diff)
	}
}
