package wit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A package that was made, and not parsed, has a JSON form too. Its types are in the same order as
// far as the package itself tells it.
func TestNewResolution(t *testing.T) {
	t.Parallel()
	r, err := Options{}.Parse([]Source{{"a.wit", `package a:b;
interface i {
  resource r { constructor(l: list<u8>); m: func(o: borrow<r>) -> option<r>; }
  record s { l: list<list<u8>>, t: tuple<r, u8> }
  f: func(m: map<string, s>) -> result<list<u8>, stream<u8>>;
}
package c:d { interface j { use a:b2/k.{t}; } }
package a:b2 { interface k { type t = u8; } }
`}})
	if err != nil {
		t.Fatal(err)
	}
	made := NewResolution(r.Main)
	want := &Resolution{Main: r.Main, Packages: made.Packages, arenas: r.arenas}
	if diff := cmp.Diff(string(want.JSON()), string(made.JSON())); diff != "" {
		t.Errorf("JSON mismatch (-parsed +made):\n%s", diff)
	}
	if len(made.Packages) != 1 {
		t.Errorf("%d packages, of which nothing refers to more than one", len(made.Packages))
	}
}

// What the types of a made package are, all indices lead to.
func TestNewResolution_indices(t *testing.T) {
	t.Parallel()
	r := NewResolution(everything())
	checkIndices(t, r)
	text, err := os.ReadFile(filepath.Join("testdata", "grammar", "everything.wit"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := Options{AllFeatures: true}.Parse([]Source{{"everything.wit", string(text)}})
	if err != nil {
		t.Fatal(err)
	}
	checkIndices(t, parsed)
	checkIndices(t, NewResolution(parsed.Main))
}

// checkIndices follows the worlds and interfaces of the JSON form to their types.
func checkIndices(t *testing.T, r *Resolution) {
	t.Helper()
	var form struct {
		Worlds []struct {
			Name             string
			Imports, Exports map[string]struct {
				Interface *struct{ ID int }
				Type      *int
			}
		}
		Interfaces []struct{ Types map[string]int }
		Types      []struct {
			Name *string
			Kind any
		}
		Packages []struct {
			Name               string
			Interfaces, Worlds map[string]int
		}
	}
	if err := json.Unmarshal(r.JSON(), &form); err != nil {
		t.Fatal(err)
	}
	named := func(name string, i int) {
		if i >= len(form.Types) || form.Types[i].Name == nil || *form.Types[i].Name != name {
			t.Errorf("type %q is not at %d", name, i)
		}
	}
	for _, i := range form.Interfaces {
		for name, index := range i.Types {
			named(name, index)
		}
	}
	for _, w := range form.Worlds {
		for name, item := range w.Imports {
			if item.Type != nil {
				named(name, *item.Type)
			}
			if item.Interface != nil && item.Interface.ID >= len(form.Interfaces) {
				t.Errorf("interface %q is not at %d", name, item.Interface.ID)
			}
		}
	}
	for _, p := range form.Packages {
		for name, index := range p.Worlds {
			if form.Worlds[index].Name != name {
				t.Errorf("world %q is not at %d", name, index)
			}
		}
	}
}
