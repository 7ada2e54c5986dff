package validate_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	. "github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// most is what validating a hostile component may allocate altogether.
const most = 512 << 20

// TestComponent_hostile has components that ask for more than anybody has. What each allocates is bounded; an
// error names the bound, where want says so.
func TestComponent_hostile(t *testing.T) {
	u8 := prim(U8)
	pairs := func(n int) Types { // each twice as large as the one before
		all := Types{Tuple{Types: []ValType{u8, u8}}}
		for i := range n {
			all = append(all, Tuple{Types: []ValType{index(uint32(i)), index(uint32(i))}})
		}
		return all
	}
	chain := func(n int) Types {
		all := Types{List{Elem: u8}}
		for i := range n {
			all = append(all, List{Elem: index(uint32(i))})
		}
		return all
	}
	tests := []struct {
		name     string
		sections func() []Section
		want     string
	}{
		{"types that double", func() []Section { return []Section{pairs(60)} }, "type 18: type of"},
		{"variants that double", func() []Section {
			all := Types{List{Elem: u8}}
			for i := range 60 {
				all = append(all, Result{Ok: opt(index(uint32(i))), Err: opt(index(uint32(i)))})
			}
			return []Section{all}
		}, "parts"},
		{"types that nest", func() []Section { return []Section{chain(5000)} }, "types nested 101 deep, 100 is the most"},
		{"a large function lifted and lowered often", func() []Section {
			types := pairs(17)
			types = append(types, funcType(nil, index(17)))
			lower := Canons{}
			for range 20_000 {
				lower = append(lower, Lower{Func: 0, Options: []CanonOption{{Kind: OptMemory}}})
			}
			return with(types, Imports{imp("f", SortFunc, 18)}, lower)
		}, ""},
		{"a large function imported often", func() []Section {
			types := pairs(14)
			types = append(types, funcType(nil, index(14)))
			var imports Imports
			for i := range 10_000 {
				imports = append(imports, imp(fmt.Sprintf("f%d", i), SortFunc, 15))
			}
			return []Section{types, imports}
		}, "imports and exports of"},
		{"instance types that double", func() []Section {
			var types Types
			types = append(types, InstanceType{Decls: []Decl{TypeDecl{Type: funcType(nil)}, ExportDecl{Name: name("f"), Type: extern(SortFunc, 0)}}})
			for i := range 60 {
				types = append(types, InstanceType{Decls: []Decl{
					AliasDecl{Alias: outer(SortType, 1, uint32(i))},
					ExportDecl{Name: name("a"), Type: extern(SortInstance, 0)},
					ExportDecl{Name: name("b"), Type: extern(SortInstance, 0)},
				}})
			}
			return []Section{types}
		}, "parts"},
		{"resources that double", func() []Section {
			types := Types{InstanceType{Decls: []Decl{ExportDecl{Name: name("r"), Type: resource("r").Type}}}}
			for i := range 60 {
				types = append(types, InstanceType{Decls: []Decl{
					AliasDecl{Alias: outer(SortType, 1, uint32(i))},
					ExportDecl{Name: name("a"), Type: extern(SortInstance, 0)},
					ExportDecl{Name: name("b"), Type: extern(SortInstance, 0)},
				}})
			}
			return []Section{types}
		}, "altogether"},
		{"a large instance type imported often", func() []Section {
			var decls []Decl
			for i := range 5_000 {
				decls = append(decls, ExportDecl{Name: name(fmt.Sprintf("r%d", i)), Type: resource("").Type})
			}
			var imports Imports
			for i := range 4_000 {
				imports = append(imports, imp(fmt.Sprintf("i%d", i), SortInstance, 0))
			}
			return []Section{Types{InstanceType{Decls: decls}}, imports}
		}, "altogether"},
		{"a large component instantiated often", func() []Section {
			inner := []Section{Types{Resource{Rep: 0x7f}}}
			for i := range 5_000 {
				inner = append(inner, Exports{{Name: name(fmt.Sprintf("r%d", i)), Item: item(SortType, 0)}})
			}
			var instances Instances
			for range 4_000 {
				instances = append(instances, Instantiate{Component: 0})
			}
			return []Section{nested(inner...), instances}
		}, "altogether"},
		{"components in components", func() []Section {
			b := binary()
			for range 2_000 {
				b = binary(&Nested{Bytes: b})
			}
			return []Section{&Nested{Bytes: b}}
		}, "more than 1000 core modules and components"},
		{"core modules", func() []Section {
			var all []Section
			for range 2_000 {
				all = append(all, module())
			}
			return all
		}, "more than 1000 core modules"},
		{"core instances", func() []Section {
			all := make(CoreInstances, 5_000)
			for i := range all {
				all[i] = CoreInline{}
			}
			return []Section{all}
		}, "more than 4096 instances"},
		{"a name of a megabyte", func() []Section {
			long := strings.Repeat("a-", 1<<19) + "b"
			return []Section{Types{funcType(nil)}, Imports{imp(long, SortFunc, 0), imp(long, SortFunc, 0)}}
		}, "1048577 bytes"},
		{"empty sections", func() []Section {
			all := make([]Section, 200_000)
			for i := range all {
				all[i] = Aliases{}
			}
			return append(all, Types{List{Elem: index(9)}})
		}, "type 9 does not exist"},
		{"recursion groups", func() []Section {
			// Each is a subtype of the one before.
			return []Section{CoreTypes{{Bytes: deepSubtypes(2_000)}}}
		}, "deep"},
		{"a core module with many imports instantiated often", func() []Section {
			imports, exports := []byte{100}, CoreInline{}
			for i := range 100 {
				n := fmt.Sprintf("%02d", i)
				imports = append(append(append(imports, 1, 'h', 2), n...), 0, 0)
				exports.Exports = append(exports.Exports, CoreExport{Name: n, Item: item(SortCoreFunc, 0)})
			}
			b := append(module("\x01\x01\x60\x01\x7f\x01\x7f").Bytes, 2, byte(len(imports))&0x7f|0x80, byte(len(imports)>>7))
			many := &CoreModule{Bytes: append(b, imports...)}
			var deep []Section
			for range 4 {
				all := CoreInstances{exports}
				for range 4_000 {
					all = append(all, CoreInstantiate{Module: 1, Args: []CoreArg{{Name: "h", Instance: 1}}})
				}
				deep = append(deep, nested(with(many, all)...))
			}
			return deep
		}, "altogether"},
		{"a large instance given often", func() []Section {
			large := []Decl{TypeDecl{Type: funcType(nil)}}
			for i := range 2_000 {
				large = append(large, ExportDecl{Name: name(fmt.Sprintf("f%d", i)), Type: extern(SortFunc, 0)})
			}
			// Its types are others than those outside, which have an export more.
			inner := nested(Types{InstanceType{Decls: large[:2_000]}}, Imports{imp("x", SortInstance, 0)})
			instances := make(Instances, 4_000)
			for i := range instances {
				instances[i] = Instantiate{Args: []Arg{{Name: "x", Item: item(SortInstance, 0)}}}
			}
			return []Section{Types{InstanceType{Decls: large}}, Imports{imp("x", SortInstance, 0)}, inner, instances}
		}, "altogether"},
		{"an instance that shares parts given often", func() []Section {
			doubling := Types{InstanceType{Decls: []Decl{TypeDecl{Type: funcType(nil)}, ExportDecl{Name: name("f"), Type: extern(SortFunc, 0)}}}}
			for i := range 16 {
				doubling = append(doubling, InstanceType{Decls: []Decl{
					AliasDecl{Alias: outer(SortType, 1, uint32(i))},
					ExportDecl{Name: name("a"), Type: extern(SortInstance, 0)},
					ExportDecl{Name: name("b"), Type: extern(SortInstance, 0)},
				}})
			}
			inner := nested(doubling, Imports{imp("x", SortInstance, 16)})
			instances := make(Instances, 4_000)
			for i := range instances {
				instances[i] = Instantiate{Args: []Arg{{Name: "x", Item: item(SortInstance, 0)}}}
			}
			return []Section{doubling, Imports{imp("x", SortInstance, 16)}, inner, instances}
		}, ""},
		{"core instances of many exports", func() []Section {
			var exports []CoreExport
			for i := range 2_000 {
				exports = append(exports, CoreExport{Name: fmt.Sprint(i), Item: item(SortCoreMemory, 0)})
			}
			var instances CoreInstances
			instances = append(instances, CoreInline{Exports: exports})
			for range 200 {
				instances = append(instances, CoreInline{Exports: exports})
			}
			return with(instances)
		}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := binary(test.sections()...)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := validate.Component(b, validate.Open)
			runtime.ReadMemStats(&after)
			if got := after.TotalAlloc - before.TotalAlloc; got > most {
				t.Errorf("%d bytes allocate %d, %d is the most", len(b), got, most)
			} else {
				t.Logf("%d bytes allocate %d: %.150v", len(b), got, err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("Component = %.300v, want an error with %q", err, test.want)
			}
		})
	}
}

// deepSubtypes is a recursion group of n types of which each is a subtype of the one before.
func deepSubtypes(n int) []byte {
	b := []byte{0x4e, byte(n)&0x7f | 0x80, byte(n >> 7), 0x50, 0x00, 0x60, 0x00, 0x00}
	for i := range n - 1 {
		b = append(b, 0x50, 0x01, byte(i)&0x7f|0x80, byte(i>>7), 0x60, 0x00, 0x00)
	}
	return b
}
