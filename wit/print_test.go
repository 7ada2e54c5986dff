package wit

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s mismatch (-want +got):\n%s", path, diff)
	}
}

// everything returns a package with each construct of WIT, and one that it uses.
func everything() *Package {
	other := &Package{Name: PackageName{"demo", "other", "2.0.0"}, Docs: "Others."}
	from := &Interface{Name: "list", Package: other}
	pollable := &TypeDef{Name: "pollable", Owner: from, Kind: &Resource{}}
	id := &TypeDef{Name: "id", Owner: from, Kind: Alias{U64}}
	from.Types = []*TypeDef{pollable, id}
	unused := &Interface{Name: "unused", Package: other, Funcs: []*Func{{Name: "f"}}}
	other.Interfaces = []*Interface{from, unused}

	p := &Package{Name: PackageName{"demo", "all", "0.2.0"}, Docs: "Has everything.\n\nReally."}
	types := &Interface{Name: "types", Package: p, Docs: "Types.", Stability: Stability{Since: "0.1.0"}}
	add := func(name string, kind Kind) *TypeDef {
		t := &TypeDef{Name: name, Owner: types, Kind: kind}
		types.Types = append(types.Types, t)
		return t
	}
	poll := add("pollable", Use{pollable})
	add("number", Use{id})
	last := add("last", Use{id})
	last.Docs = "Alone, for its comment."
	rec := add("rec", Record{[]Field{
		{"list", List{U8}, "Bytes."}, {"a", Option{Char}, ""}, {"b", Tuple{[]Type{S8, S16, S32, S64, U16, U32, F32, F64}}, ""},
	}})
	rec.Docs, rec.ExternalID = "A record.", "rec\"\x00"
	add("choice", Variant{[]Case{{"none", nil, ""}, {"some", rec, "One."}, {"poll", Own{poll}, ""}}})
	add("level", Enum{[]Label{{"low", ""}, {"high", "Up."}}})
	add("mode", Flags{[]Label{{"read", ""}, {"write", ""}}})
	add("handle", Alias{Own{poll}})
	add("same", Alias{poll})
	add("fixed", Alias{FixedList{U8, 4}})
	add("words", Alias{Map{String, List{String}}})
	empty := add("empty", &Resource{})
	empty.Unstable = "empty"
	file := add("file", nil)
	file.Kind = &Resource{[]*Func{
		{Kind: Constructor, Resource: file, Params: []Param{{"path", String}}},
		{Name: "read", Kind: Method, Resource: file, Async: true, Result: Result{List{U8}, ErrorContext}, Docs: "Reads."},
		{Name: "open", Kind: Static, Resource: file, Params: []Param{{"with", Borrow{file}}}, Result: Result{Own{file}, nil}},
		{Name: "size", Kind: Method, Accessor: Getter, Resource: file, Result: U64},
		{Name: "size", Kind: Method, Accessor: Setter, Resource: file, Params: []Param{{"value", U64}}, Result: Result{nil, String}},
	}}
	types.Funcs = []*Func{
		{Name: "go", Params: []Param{{"s", Stream{U8}}, {"f", Future{}}, {"r", rec}}, Result: Result{}},
		{Name: "stop", Async: true, Result: Future{Bool}, Docs: "Stops.", Stability: Stability{Since: "0.1.0", Deprecated: "0.2.0"}},
		{Name: "map", Params: []Param{{"s", Stream{}}}, Result: Bool, ExternalID: "m"},
	}

	w := &World{Name: "world", Package: p, Docs: "A world."}
	used := &TypeDef{Name: "r", Owner: w, Kind: Use{rec}}
	inline := &Interface{}
	inline.Types = []*TypeDef{{Name: "level", Owner: inline, Kind: Use{types.Type("level")}}}
	inline.Funcs = []*Func{{Name: "f", Params: []Param{{"l", inline.Types[0]}}}}
	w.Imports = []WorldItem{
		{Item: types},
		{Item: from, Docs: "Lists."},
		{Name: "primary", Item: from, Stability: Stability{Unstable: "many"}, ExternalID: "☃"},
		{Name: "r", Item: used},
		{Name: "own", Item: &TypeDef{Name: "own", Owner: w, Kind: Alias{List{used}}}},
		{Name: "log", Item: &Func{Name: "log", Params: []Param{{"r", used}}}},
		{Name: "inline", Item: inline},
	}
	w.Exports = []WorldItem{
		{Name: "run", Item: &Func{Name: "run", Async: true}},
		{Name: "api", Item: &Interface{Funcs: []*Func{{Name: "a"}, {Name: "b"}}}},
	}
	p.Interfaces = []*Interface{types, {Name: "nothing", Package: p}}
	p.Worlds = []*World{w, {Name: "empty", Package: p}}
	return p
}

func TestPrint(t *testing.T) {
	t.Parallel()
	golden(t, "everything.wit", PrintAll(everything()))
}

// What is printed means the same to the reference implementation.
func TestPrint_oracle(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	want := PrintAll(everything())
	got := tool.Run(t, nil, "component", "wit", "--all-features", oracle.File(t, "all.wit", []byte(want)))
	if diff := cmp.Diff(oracle.Normalise(t, want), oracle.Normalise(t, string(got))); diff != "" {
		t.Errorf("mismatch (-printed +understood):\n%s", diff)
	}
}

func TestPrint_alone(t *testing.T) {
	t.Parallel()
	p := &Package{Name: PackageName{Namespace: "a", Name: "b"}}
	p.Interfaces = []*Interface{{Name: "i", Package: p}}
	if got, want := Print(p), "package a:b;\n\ninterface i {\n}\n"; got != want {
		t.Errorf("Print() = %q, want %q", got, want)
	}
}

func TestPackage_Dependencies(t *testing.T) {
	t.Parallel()
	deps := everything().Dependencies()
	if len(deps) != 1 || deps[0].Name.String() != "demo:other@2.0.0" {
		t.Errorf("Dependencies() = %v", deps)
	}
}

func TestWorldItem_ExternName(t *testing.T) {
	t.Parallel()
	var got []string
	w := everything().World("world")
	for _, i := range append(w.Imports, w.Exports...) {
		got = append(got, i.ExternName())
	}
	want := []string{
		"demo:all/types@0.2.0", "demo:other/list@2.0.0", "primary", "r", "own", "log", "inline", "run", "api",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names mismatch (-want +got):\n%s", diff)
	}
}

func TestInterface_lookup(t *testing.T) {
	t.Parallel()
	i := everything().Interface("types")
	if f := i.Func("stop"); f == nil || f.Name != "stop" {
		t.Errorf("Func(stop) = %v", f)
	}
	if i.Func("nope") != nil || i.Type("nope") != nil || everything().Interface("nope") != nil || everything().World("nope") != nil {
		t.Error("a name that is not there is found")
	}
	if r := i.Type("same").Resource(); r == nil {
		t.Error("Resource() of an alias of a used resource = nil")
	}
	if r := i.Type("rec").Resource(); r != nil {
		t.Errorf("Resource() of a record = %v", r)
	}
}
