package types

import (
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

func TestOf_use(t *testing.T) {
	a := NewArena()
	c := of(t, a, streams()...)
	errors, _ := c.Import("t:p/errors")
	streams, _ := c.Import("t:p/streams")
	owner := instanceExport(t, a, errors.Type, "error").Type
	used := instanceExport(t, a, streams.Type, "error").Type
	if to, ok := a.Alias(used); !ok || to != owner {
		t.Errorf("streams' error is a name for %d, want %d, errors' own", to, owner)
	}
	get := instanceExport(t, a, streams.Type, "get").Type
	if result := a.Type(a.Type(get).(Func).Result).(Own).Resource; result != used {
		t.Errorf("get returns %d, want %d, as streams calls it", result, used)
	}
	if got, want := a.String(get), "func() -> error"; got != want {
		t.Errorf("get prints as %q, want %q", got, want)
	}
}

func TestOf_importsAreFresh(t *testing.T) {
	a := NewArena()
	c := of(t, a,
		component.Types{component.InstanceType{Decls: []component.Decl{exportResource("r")}}},
		component.Imports{importInstance("a", 0), importInstance("b", 0)},
	)
	x, y := c.Imports[0].Type, c.Imports[1].Type
	if a.Equal(instanceExport(t, a, x, "r").Type, instanceExport(t, a, y, "r").Type) {
		t.Error("two imports of one instance type share a resource")
	}
}

// owner is a component that defines a resource, with a function that makes one.
func ownerSections() []component.Section {
	return []component.Section{
		component.Types{
			component.Resource{Rep: 0x7f},
			component.Own{Resource: 0},
			component.Func{Result: &component.ValType{Index: 1}},
		},
		component.Canons{component.Lift{Type: 2}},
		component.Instances{component.Inline{Exports: []component.InlineExport{
			{Name: name("r"), Item: component.SortIndex{Sort: component.SortType, Index: 0}},
			{Name: name("make"), Item: component.SortIndex{Sort: component.SortFunc, Index: 0}},
		}}},
		component.Exports{{Name: name("t:p/owner"), Item: component.SortIndex{Sort: component.SortInstance, Index: 0}}},
	}
}

func TestInstantiate_definesAfresh(t *testing.T) {
	a := NewArena()
	c := of(t, a, ownerSections()...)
	none := func([]string) (ResourceID, bool) { return 0, false }
	x, y := a.Instantiate(c, none), a.Instantiate(c, none)
	if len(x.Defined) != 1 || strings.Join(x.Defined[0].Path, " ") != "t:p/owner r" {
		t.Fatalf("defined are %v, want r of t:p/owner", x.Defined)
	}
	if x.Defined[0].Resource == y.Defined[0].Resource {
		t.Error("two instances share the resource they define")
	}
	if name := a.ResourceName(x.Defined[0].Resource); name != "r" {
		t.Errorf("the resource is called %q, want r", name)
	}
	mismatch := a.Subtype(instanceExport(t, a, x.Instance, "t:p/owner"), instanceExport(t, a, y.Instance, "t:p/owner"))
	if mismatch == nil || mismatch.WantResource != y.Defined[0].Resource || mismatch.GotResource != x.Defined[0].Resource {
		t.Errorf("instances of one component: %v, want that their resources differ", mismatch)
	}
}

func TestInstantiate_importsAreSupplied(t *testing.T) {
	a := NewArena()
	c := of(t, a, streams()...)
	r := a.NewResource("error")
	var paths []string
	in := a.Instantiate(c, func(path []string) (ResourceID, bool) {
		paths = append(paths, strings.Join(path, " "))
		return r, true
	})
	if len(paths) != 1 || paths[0] != "t:p/errors error" {
		t.Errorf("asked for %q, want the error of t:p/errors alone", paths)
	}
	for _, i := range in.Imports {
		if found := a.Resources(i.Type); len(found) != 1 || found[0] != r {
			t.Errorf("%s expects %v, want the resource that was supplied", i.Name.Name, found)
		}
	}
}

// TestOf_nested exports what a nested component makes of a type that it is given.
func TestOf_nested(t *testing.T) {
	inner := component.Component{Sections: []component.Section{
		component.Imports{{Name: name("r"), Type: component.ExternType{Sort: component.SortType, Bound: component.BoundSubResource}}},
		component.Types{component.Own{Resource: 0}, component.Func{Result: &component.ValType{Index: 1}}},
		component.Imports{{Name: name("f"), Type: component.ExternType{Sort: component.SortFunc, Index: 2}}},
		component.Exports{
			{Name: name("r"), Item: component.SortIndex{Sort: component.SortType, Index: 0}},
			{Name: name("f"), Item: component.SortIndex{Sort: component.SortFunc, Index: 0}},
		},
	}}
	a := NewArena()
	c := of(t, a, append(streams(),
		&component.Nested{Bytes: inner.Encode()},
		component.Aliases{{Sort: component.SortFunc, Target: component.InstanceExport{Instance: 1, Name: "get"}}},
		component.Instances{component.Instantiate{Component: 0, Args: []component.Arg{
			{Name: "r", Item: component.SortIndex{Sort: component.SortType, Index: 1}},
			{Name: "f", Item: component.SortIndex{Sort: component.SortFunc, Index: 0}},
		}}},
		component.Exports{{Name: name("x"), Item: component.SortIndex{Sort: component.SortInstance, Index: 2}}},
	)...)
	errors, _ := c.Import("t:p/errors")
	x, _ := c.Export("x")
	if !a.Equal(instanceExport(t, a, x.Type, "r").Type, instanceExport(t, a, errors.Type, "error").Type) {
		t.Error("the exported r is not the error that was imported")
	}
	if n := len(a.Resources(x.Type)); n != 1 {
		t.Errorf("x mentions %d resources, want 1", n)
	}
}

// TestOf_lazy has a nested component that is no component, which nothing asks about.
func TestOf_lazy(t *testing.T) {
	a := NewArena()
	c := of(t, a,
		&component.Nested{Bytes: []byte("not a component")},
		component.Instances{component.Instantiate{Component: 0}},
		component.Aliases{aliasType(0, "r")},
		component.Types{component.List{Elem: ref(0)}},
	)
	if len(c.Imports)+len(c.Exports) != 0 {
		t.Errorf("imports %v and exports %v, want none", c.Imports, c.Exports)
	}
}

func TestOf_invalid(t *testing.T) {
	deep := component.Types{component.PrimitiveType{Primitive: component.U8}}
	for i := range uint32(200) {
		deep = append(deep, component.Option{Some: ref(i)})
	}
	// Each instance type has two instances of the one before, each with resources of its own.
	wide := component.Types{component.InstanceType{Decls: []component.Decl{exportResource("r")}}}
	for i := range uint32(40) {
		instance := component.ExternType{Sort: component.SortInstance, Index: 0}
		wide = append(wide, component.InstanceType{Decls: []component.Decl{
			outer(1, i),
			component.ExportDecl{Name: name("a"), Type: instance},
			component.ExportDecl{Name: name("b"), Type: instance},
		}})
	}
	func0 := component.Imports{{Name: name("f"), Type: component.ExternType{Sort: component.SortFunc, Index: 0}}}
	tests := []struct {
		name     string
		sections []component.Section
		want     string
	}{
		{"forward reference", []component.Section{
			component.Types{component.Func{Result: &component.ValType{Index: 0}}}, func0,
		}, `import "f": type 0 does not exist (0 defined so far)`},
		{"not a function", []component.Section{
			component.Types{component.List{Elem: u32}}, func0,
		}, `import "f": type 0 is not a function type`},
		{"function in a list", []component.Section{
			component.Types{component.Func{}, component.List{Elem: ref(0)}, component.Func{Result: &component.ValType{Index: 1}}},
			component.Imports{{Name: name("f"), Type: component.ExternType{Sort: component.SortFunc, Index: 2}}},
		}, `import "f": type 0 is not the type of a value`},
		{"handle of no resource", []component.Section{
			component.Types{component.List{Elem: u32}, component.Own{Resource: 0}, component.Func{Result: &component.ValType{Index: 1}}},
			component.Imports{{Name: name("f"), Type: component.ExternType{Sort: component.SortFunc, Index: 2}}},
		}, `import "f": type 0 is not a resource`},
		{"alias of what is not there", []component.Section{
			component.Types{component.InstanceType{}},
			component.Imports{importInstance("i", 0)},
			component.Aliases{aliasType(0, "x")},
			component.Exports{{Name: name("x"), Item: component.SortIndex{Sort: component.SortType, Index: 1}}},
		}, `export "x": alias of export "x", which the instance does not have`},
		{"outer alias too far", []component.Section{
			component.Aliases{{Sort: component.SortType, Target: component.Outer{Count: 1}}},
		}, `outer alias of type reaches 1 levels up, past the outermost component`},
		{"deep", []component.Section{
			deep,
			component.Exports{{Name: name("x"), Item: component.SortIndex{Sort: component.SortType, Index: 200}}},
		}, `export "x": types nested 101 deep (at most 100)`},
		{"wide", []component.Section{
			wide, component.Imports{importInstance("i", 40)},
		}, `more than 262144 types`},
		{"value", []component.Section{
			component.Imports{{Name: name("v"), Type: component.ExternType{Sort: component.SortValue}}},
		}, `import "v": ` + ErrValue.Error()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Of(NewArena(), &component.Component{Sections: test.sections})
			if err == nil || !strings.HasSuffix(err.Error(), test.want) {
				t.Errorf("Of returns %v, want %s", err, test.want)
			}
		})
	}
}
