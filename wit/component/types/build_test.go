package types

import (
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Short hands for the parts of components that tests are made of.

var u32 = component.ValType{Primitive: component.U32}

func ref(index uint32) component.ValType { return component.ValType{Index: index} }

func name(s string) component.Name { return component.Name{Name: s} }

func typeDecl(t component.Type) component.Decl { return component.TypeDecl{Type: t} }

func exportType(n string, index uint32) component.Decl {
	return component.ExportDecl{Name: name(n), Type: component.ExternType{Sort: component.SortType, Index: index}}
}

func exportResource(n string) component.Decl {
	return component.ExportDecl{Name: name(n), Type: component.ExternType{Sort: component.SortType, Bound: component.BoundSubResource}}
}

func exportFunc(n string, index uint32) component.Decl {
	return component.ExportDecl{Name: name(n), Type: component.ExternType{Sort: component.SortFunc, Index: index}}
}

func outer(count, index uint32) component.Decl {
	return component.AliasDecl{Alias: component.Alias{Sort: component.SortType, Target: component.Outer{Count: count, Index: index}}}
}

func importInstance(n string, index uint32) component.Import {
	return component.Import{Name: name(n), Type: component.ExternType{Sort: component.SortInstance, Index: index}}
}

func aliasType(instance uint32, n string) component.Alias {
	return component.Alias{Sort: component.SortType, Target: component.InstanceExport{Instance: instance, Name: n}}
}

func of(t *testing.T, a *Arena, sections ...component.Section) *Component {
	t.Helper()
	c, err := Of(a, &component.Component{Sections: sections})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// streams are sections that import an interface with a resource and one that uses it:
//
//	interface errors { resource error }
//	interface streams { use errors.{error}; get: func() -> error }
func streams() []component.Section {
	return []component.Section{
		component.Types{component.InstanceType{Decls: []component.Decl{exportResource("error")}}},
		component.Imports{importInstance("t:p/errors", 0)},
		component.Aliases{aliasType(0, "error")},
		component.Types{component.InstanceType{Decls: []component.Decl{
			outer(1, 1),
			exportType("error", 0),
			typeDecl(component.Own{Resource: 1}),
			typeDecl(component.Func{Result: &component.ValType{Index: 2}}),
			exportFunc("get", 3),
		}}},
		component.Imports{importInstance("t:p/streams", 2)},
	}
}

func instanceExport(t *testing.T, a *Arena, id ID, n string) Extern {
	t.Helper()
	e, ok := a.Type(id).(*Instance).Export(n)
	if !ok {
		t.Fatalf("no export %q", n)
	}
	return e
}
