package component

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// sharing returns a component in the form that encoders give theirs: it imports an interface with a
// record and a resource, and a nested component makes the instance that it exports, which uses
// both.
func sharing() *Component {
	types := InstanceType{[]Decl{
		TypeDecl{Record{[]Field{{"x", prim(U32)}}}},
		ExportDecl{Name{Name: "point"}, ExternType{Sort: SortType, Index: 0}},
		ExportDecl{Name{Name: "pen"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
		TypeDecl{Own{2}},
		TypeDecl{Func{Params: []Field{{"p", index(1)}}, Result: ptr(index(3))}},
		ExportDecl{Name{Name: "[constructor]pen"}, ExternType{Sort: SortFunc, Index: 4}},
	}}
	shim := &Component{Sections: []Section{
		Types{Record{[]Field{{"x", prim(U32)}}}},
		Imports{
			{Name{Name: "import-type-point"}, ExternType{Sort: SortType, Index: 0}},
			{Name{Name: "import-type-pen"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
		},
		Types{List{index(1)}, Borrow{2}, Func{Params: []Field{{"ps", index(3)}, {"with", index(4)}}}},
		Imports{{Name{Name: "import-func-draw"}, ExternType{Sort: SortFunc, Index: 5}}},
		Exports{
			{Name: Name{Name: "place"}, Item: SortIndex{SortType, 1}},
			{Name: Name{Name: "pen"}, Item: SortIndex{SortType, 2}},
		},
		Types{List{index(6)}, Borrow{7}, Func{Params: []Field{{"ps", index(8)}, {"with", index(9)}}}},
		Exports{{Name{Name: "draw"}, SortIndex{SortFunc, 0}, &ExternType{Sort: SortFunc, Index: 10}}},
	}}
	return &Component{Sections: []Section{
		Types{types},
		Imports{{Name{Name: "demo:draw/types@1.0.0"}, ExternType{Sort: SortInstance}}},
		Aliases{{SortType, InstanceExport{0, "point"}}, {SortType, InstanceExport{0, "pen"}}},
		Types{List{index(1)}, Borrow{2}, Func{Params: []Field{{"ps", index(3)}, {"with", index(4)}}}},
		Canons{Lift{Type: 5}},
		&Nested{Bytes: shim.Encode()},
		Instances{Instantiate{0, []Arg{
			{"import-type-point", SortIndex{SortType, 1}},
			{"import-type-pen", SortIndex{SortType, 2}},
			{"import-func-draw", SortIndex{SortFunc, 0}},
		}}},
		Exports{{Name: Name{Name: "demo:draw/canvas@1.0.0"}, Item: SortIndex{SortInstance, 1}}},
		Types{Func{Result: ptr(prim(String))}},
		Canons{Lift{Type: 6}},
		Exports{{Name: Name{Name: "run"}, Item: SortIndex{SortFunc, 1}}},
	}}
}

func TestWorld(t *testing.T) {
	t.Parallel()
	w, err := World(sharing())
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "sharing.wit", wit.PrintAll(w.Package))
}

func TestWorld_empty(t *testing.T) {
	t.Parallel()
	w, err := World(new(Component))
	if err != nil || len(w.Imports)+len(w.Exports) != 0 {
		t.Errorf("World of an empty component = %v, %v", w, err)
	}
}

func TestWorld_errors(t *testing.T) {
	t.Parallel()
	record := Record{[]Field{{"x", prim(U32)}}}
	instance := func(decls ...Decl) InstanceType { return InstanceType{decls} }
	function := func(t Type) []Section {
		return []Section{
			Types{t, Func{Params: []Field{{"p", index(0)}}}},
			Imports{{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 1}}},
		}
	}
	deep := Types{List{prim(U8)}}
	for i := range uint32(200) {
		deep = append(deep, List{index(i)})
	}
	wide := Types{Tuple{[]ValType{prim(U8), prim(U8)}}}
	for i := range uint32(60) {
		wide = append(wide, Tuple{[]ValType{index(i), index(i)}})
	}
	tests := []struct {
		name     string
		sections []Section
		want     string
	}{
		{
			"core module",
			[]Section{CoreTypes{{[]byte{0x50, 0x00}}}, Imports{{Name{Name: "m"}, ExternType{Sort: SortCoreModule}}}},
			`import "m": a core module is nothing that WIT can express`,
		},
		{
			"component",
			[]Section{Types{ComponentType{}}, Imports{{Name{Name: "c"}, ExternType{Sort: SortComponent}}}},
			`import "c": a component, which WIT cannot express`,
		},
		{
			"exported type",
			[]Section{Types{record}, Exports{{Name: Name{Name: "r"}, Item: SortIndex{SortType, 0}}}},
			`export "r": a type, which WIT worlds cannot export`,
		},
		{"record without a name", function(record), `import "f": parameter "p": a record without a name, which WIT cannot express`},
		{
			"resource without a name",
			[]Section{
				Types{Resource{Rep: 0x7f}, Own{0}, Func{Result: ptr(index(1))}},
				Canons{Lift{Type: 2}},
				Exports{{Name: Name{Name: "f"}, Item: SortIndex{SortFunc, 0}}},
			},
			`export "f": result: a handle of a resource without a name, which WIT cannot express`,
		},
		{
			"forward reference",
			[]Section{Types{List{index(0)}, Func{Params: []Field{{"p", index(0)}}}}, Imports{{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 1}}}},
			`import "f": parameter "p": type 0 is not defined before it is used`,
		},
		{"no function type", []Section{Types{record}, Imports{{Name{Name: "f"}, ExternType{Sort: SortFunc}}}}, `import "f": type 0 is no function type`},
		{"no instance type", []Section{Types{record}, Imports{{Name{Name: "i"}, ExternType{Sort: SortInstance}}}}, `import "i": type 0 is no instance type`},
		{
			"instance in an instance",
			[]Section{
				Types{instance(TypeDecl{instance()}, ExportDecl{Name{Name: "in"}, ExternType{Sort: SortInstance}})},
				Imports{{Name{Name: "i"}, ExternType{Sort: SortInstance}}},
			},
			`import "i": instance "in": inside an interface, where WIT has types and functions alone`,
		},
		{
			"method without resource",
			[]Section{Types{Func{}}, Imports{{Name{Name: "[method]r.f"}, ExternType{Sort: SortFunc}}}},
			`import "[method]r.f": no resource "r" before it`,
		},
		{
			"bad name",
			[]Section{Types{instance()}, Imports{{Name{Name: "a:b"}, ExternType{Sort: SortInstance}}}},
			`import "a:b": "a:b": no interface (want namespace:package/interface)`,
		},
		{
			"different types of one interface",
			[]Section{
				Types{
					instance(TypeDecl{Enum{[]string{"a"}}}, ExportDecl{Name{Name: "e"}, ExternType{Sort: SortType}}),
					instance(TypeDecl{Enum{[]string{"b"}}}, ExportDecl{Name{Name: "e"}, ExternType{Sort: SortType}}),
				},
				Imports{{Name{Name: "a:b/c"}, ExternType{Sort: SortInstance}}, {Name{Name: "p", Implements: "a:b/c"}, ExternType{Sort: SortInstance, Index: 1}}},
			},
			"import \"p\": type \"e\": two different types in a:b/c: enum e {\n  a,\n} and enum e {\n  b,\n}",
		},
		{
			"type of an interface without a full name",
			[]Section{
				Types{instance(TypeDecl{record}, ExportDecl{Name{Name: "r"}, ExternType{Sort: SortType}})},
				Imports{{Name{Name: "i"}, ExternType{Sort: SortInstance}}},
				Aliases{{SortType, InstanceExport{0, "r"}}},
				Types{Func{Result: ptr(index(1))}},
				Imports{{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 2}}},
			},
			`import "f": result: type "r" belongs to an interface without a full name, which WIT cannot use elsewhere`,
		},
		{"deep types", []Section{deep, Types{Func{Result: ptr(index(200))}}, Imports{{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 201}}}}, `import "f": result: types too large to be written as WIT`},
		{"wide types", []Section{wide, Types{Func{Result: ptr(index(60))}}, Imports{{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 61}}}}, `import "f": result: types too large to be written as WIT`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w, err := World(&Component{Sections: tt.sections})
			if w != nil || err == nil || err.Error() != tt.want {
				t.Errorf("World() = %v, %v, want %s", w, err, tt.want)
			}
		})
	}
}

func TestIsPackage(t *testing.T) {
	t.Parallel()
	if IsPackage(sharing()) || IsPackage(new(Component)) {
		t.Error("IsPackage of a component = true")
	}
	if _, err := Package(new(Component)); err == nil {
		t.Error("Package of an empty component succeeds")
	}
	if _, err := Package(sharing()); err == nil {
		t.Error("Package of a component succeeds")
	}
}

// meansTheSame compares WIT with what the reference implementation reads out of the same bytes.
func meansTheSame(t *testing.T, tool oracle.Tool, b []byte, got string) {
	t.Helper()
	want := oracle.Normalise(t, string(tool.Run(t, b, "component", "wit")))
	if diff := cmp.Diff(want, oracle.Normalise(t, got)); diff != "" {
		t.Errorf("WIT mismatch (-wasm-tools +got):\n%s", diff)
	}
}

func decodeWorld(t *testing.T, b []byte) string {
	t.Helper()
	c, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	w, err := World(c)
	if err != nil {
		t.Fatal(err)
	}
	return wit.PrintAll(w.Package)
}

func TestOracle_world(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	for _, name := range []string{"adder", "resources", "outer"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := parseWat(t, tool, filepath.Join("testdata", "wat", name+".wat"))
			got := decodeWorld(t, b)
			meansTheSame(t, tool, b, got)
			golden(t, filepath.Join("wat", name+".wit"), got)
		})
	}
}

// witSources returns the WIT of testdata.
func witSources(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "wit", "*.wit"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no WIT in testdata/wit: %v", err)
	}
	return paths
}

// A component that was made from a world has that world.
func TestOracle_worldOfWIT(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	for _, path := range witSources(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			module := tool.Run(t, nil, "component", "embed", "--dummy", path)
			b := tool.Run(t, module, "component", "new", "-")
			got := decodeWorld(t, b)
			meansTheSame(t, tool, b, got)
			golden(t, filepath.Join("wit", strings.TrimSuffix(filepath.Base(path), ".wit")+".golden"), got)
		})
	}
}

// The binary form of a WIT package is read with its comments.
func TestOracle_package(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	paths := append(witSources(t), filepath.Join("..", "mcp"))
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			b := tool.Run(t, nil, "component", "wit", "--wasm", "--all-features", path)
			c, err := Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if !IsPackage(c) {
				t.Error("IsPackage() = false")
			}
			p, err := Package(c)
			if err != nil {
				t.Fatal(err)
			}
			meansTheSame(t, tool, b, wit.PrintAll(p))
			want := comments(string(tool.Run(t, b, "component", "wit")))
			if diff := cmp.Diff(want, comments(wit.Print(p))); diff != "" {
				t.Errorf("comments mismatch (-wasm-tools +got):\n%s", diff)
			}
		})
	}
}

// comments returns the comments of WIT.
func comments(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "///") {
			list = append(list, line)
		}
	}
	return list
}

func FuzzWorld(f *testing.F) {
	addSeeds(f)
	f.Add(sharing().Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Decode(b)
		if err != nil {
			t.Skip()
		}
		w, err := World(c)
		if (w == nil) == (err == nil) {
			t.Fatalf("World = %v, %v", w, err)
		}
		if err != nil {
			return
		}
		text := wit.PrintAll(w.Package)
		again, err := World(c)
		if err != nil {
			t.Fatal(err)
		}
		if got := wit.PrintAll(again.Package); got != text {
			t.Errorf("World is not stable: %s, then %s", text, got)
		}
		// What WIT can say twice it says in the same way.
		if parsed, err := wit.Parse("printed.wit", text); err == nil {
			if got := wit.PrintAll(parsed); got != text {
				t.Errorf("printed WIT is not a fixed point: %s, then %s", text, got)
			}
		}
	})
}

func BenchmarkWorld(b *testing.B) {
	path := os.Getenv("COMPONENT")
	data, err := os.ReadFile(path)
	if err != nil {
		data = sharing().Encode()
	}
	for b.Loop() {
		c, err := Decode(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := World(c); err != nil {
			b.Fatal(err)
		}
	}
}
