package validate_test

import (
	"errors"
	"strings"
	"testing"

	. "github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// binary is a component of sections.
func binary(sections ...Section) []byte { return (&Component{Sections: sections}).Encode() }

func nested(sections ...Section) *Nested { return &Nested{Bytes: binary(sections...)} }

func prim(p Primitive) ValType { return ValType{Primitive: p} }

func index(i uint32) ValType { return ValType{Index: i} }

func opt(t ValType) *ValType { return &t }

func name(s string) Name { return Name{Name: s} }

func item(s Sort, i uint32) SortIndex { return SortIndex{Sort: s, Index: i} }

func extern(s Sort, i uint32) ExternType { return ExternType{Sort: s, Index: i} }

// resource imports a resource.
func resource(n string) Import {
	return Import{Name: name(n), Type: ExternType{Sort: SortType, Bound: BoundSubResource}}
}

func imp(n string, s Sort, i uint32) Import { return Import{Name: name(n), Type: extern(s, i)} }

func outer(s Sort, count, i uint32) Alias {
	return Alias{Sort: s, Target: Outer{Count: count, Index: i}}
}

func exported(s Sort, i uint32, n string) Alias {
	return Alias{Sort: s, Target: InstanceExport{Instance: i, Name: n}}
}

// record is a record of names and types in turn.
func record(parts ...any) Record {
	var r Record
	for i := 0; i < len(parts); i += 2 {
		r.Fields = append(r.Fields, Field{Name: parts[i].(string), Type: parts[i+1].(ValType)})
	}
	return r
}

// module is a core module of whole sections, each an id and its contents.
func module(sections ...string) *CoreModule {
	b := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range sections {
		b = append(b, s[0], byte(len(s)-1))
		b = append(b, s[1:]...)
	}
	return &CoreModule{Bytes: b}
}

// twoFuncs is a core module that exports f of type (i32) -> i32, realloc, and a memory m.
func twoFuncs() *CoreModule {
	return module(
		"\x01\x02\x60\x01\x7f\x01\x7f\x60\x04\x7f\x7f\x7f\x7f\x01\x7f",
		"\x03\x02\x00\x01",
		"\x05\x01\x00\x01",
		"\x07\x03\x01f\x00\x00\x01r\x00\x01\x01m\x02\x00",
		"\x0a\x02\x04\x00\x20\x00\x0b\x04\x00\x20\x00\x0b",
	)
}

// withFuncs is the module as an instance, with its exports as core functions 0 and 1 and memory 0.
func withFuncs() []Section {
	alias := func(s Sort, n string) Alias { return Alias{Sort: s, Target: CoreInstanceExport{Name: n}} }
	return []Section{
		twoFuncs(), CoreInstances{CoreInstantiate{Module: 0}},
		Aliases{alias(SortCoreFunc, "f"), alias(SortCoreFunc, "r"), alias(SortCoreMemory, "m")},
	}
}

func with(more ...Section) []Section { return append(withFuncs(), more...) }

func funcType(result *ValType, params ...ValType) Func {
	f := Func{Result: result}
	for i, p := range params {
		f.Params = append(f.Params, Field{Name: string(rune('a' + i)), Type: p})
	}
	return f
}

// TestRules has a component for each rule that breaks it, and neighbours that keep it, for which want
// is empty.
func TestRules(t *testing.T) {
	str, u32 := prim(String), prim(U32)
	memory, realloc := CanonOption{Kind: OptMemory, Index: 0}, CanonOption{Kind: OptRealloc, Index: 1}
	tests := []struct {
		name     string
		sections []Section
		want     string
	}{
		{"nothing", nil, ""},

		{"index", []Section{Types{List{Elem: index(0)}}}, "byte 0xb: type 0: type 0 does not exist (0 defined so far)"},
		{"sort of a type", []Section{Types{funcType(nil), List{Elem: index(0)}}}, "byte 0xf: type 1: type 0 is a function type, expected the type of a value"},
		{"sort of an import", []Section{Types{List{Elem: u32}}, Imports{imp("f", SortFunc, 0)}}, `import "f": type 0 is a list, expected a function type`},
		{"export of nothing", []Section{Exports{{Name: name("f"), Item: item(SortFunc, 3)}}}, `export "f": func 3 does not exist (0 defined so far)`},
		{"core instance of nothing", []Section{CoreInstances{CoreInstantiate{Module: 1}}}, "core instance 0: core module 1 does not exist (0 defined so far)"},
		{"later item", []Section{Aliases{outer(SortType, 0, 0)}, Types{List{Elem: u32}}}, "alias of outer type 0: type 0 does not exist"},

		{"empty record", []Section{Types{Record{}}}, "record without fields"},
		{"empty variant", []Section{Types{Variant{}}}, "variant without cases"},
		{"empty enum", []Section{Types{Enum{}}}, "enum without cases"},
		{"empty flags", []Section{Types{Flags{}}}, "flags without flags"},
		{"empty tuple", []Section{Types{Tuple{}}}, "tuple without types"},
		{"33 flags", []Section{Types{Flags{Names: manyNames(33)}}}, "flags with 33 flags, 32 is the most"},
		{"32 flags", []Section{Types{Flags{Names: manyNames(32)}}}, ""},
		{"list of no length", []Section{Types{FixedList{Elem: u32, Length: 0}}}, "list of a fixed length without elements"},
		{"list too long", []Section{Types{FixedList{Elem: u32, Length: 1<<30 + 1}}}, "is the most"},
		{"list too large", []Section{Types{FixedList{Elem: u32, Length: 1 << 26}}}, "values take 268435456 bytes of memory"},
		{"list of lists too large", []Section{Types{FixedList{Elem: u32, Length: 1 << 15}, FixedList{Elem: index(0), Length: 1 << 15}}}, "bytes of memory"},
		{"map by lists", []Section{Types{List{Elem: u32}, Map{Key: index(0), Value: u32}}}, "map with keys of type a list"},
		{"map by floats", []Section{Types{Map{Key: prim(F32), Value: u32}}}, "map with keys of type f32"},
		{"map", []Section{Types{Map{Key: str, Value: u32}}}, ""},
		{"stream of char", []Section{Types{Stream{Elem: opt(prim(Char))}}}, "stream of char"},
		{"label", []Section{Types{record("a_b", u32)}}, `field "a_b" is not in kebab case`},
		{"equal labels", []Section{Types{record("a-b", u32, "A-B", u32)}}, `field "A-B" conflicts with field "a-b"`},
		{"equal parameters", []Section{Types{Func{Params: []Field{{Name: "a", Type: u32}, {Name: "A", Type: u32}}}}}, `parameter "A" conflicts`},

		{"own of no resource", []Section{Types{List{Elem: u32}, Own{Resource: 0}}}, "type 0 is a list, expected a resource"},
		{"borrow in a result", []Section{Imports{resource("r")}, Types{Borrow{Resource: 0}, funcType(opt(index(1)))}}, "result contains a borrow handle"},
		{"borrow deep in a result", []Section{Imports{resource("r")}, Types{Borrow{Resource: 0}, List{Elem: index(1)}, Option{Some: index(2)}, funcType(opt(index(3)))}}, "result contains a borrow handle"},
		{"borrow in a future", []Section{Imports{resource("r")}, Types{Borrow{Resource: 0}, Future{Elem: opt(index(1))}}}, "future of what contains a borrow handle"},
		{"borrow as a parameter", []Section{Imports{resource("r")}, Types{Borrow{Resource: 0}, funcType(nil, index(1))}}, ""},
		{"resource in a type", []Section{Types{InstanceType{Decls: []Decl{TypeDecl{Type: Resource{Rep: 0x7f}}}}}}, "only components define resources"},
		{"representation", []Section{Types{Resource{Rep: 0x7d}}}, "resource represented by core type 0x7d"},
		{"destructor", with(Types{Resource{Rep: 0x7f, Destructor: new(uint32)}}), "destructor is a core func(i32) -> i32, expected (i32)"},

		{"name", []Section{Types{funcType(nil)}, Imports{imp("a_b", SortFunc, 0)}}, `"a_b" in name "a_b" is not in kebab case`},
		{"interface name", []Section{Types{InstanceType{}}, Imports{imp("a:b/c@1.0", SortInstance, 0)}}, `version "1.0" is not a semantic version`},
		{"interface name in capitals", []Section{Types{InstanceType{}}, Imports{imp("A:b/c", SortInstance, 0)}}, "is not in lower case"},
		{"equal names", []Section{Types{funcType(nil)}, Imports{imp("a-b", SortFunc, 0), imp("a-B", SortFunc, 0)}}, `import "a-B": name conflicts with import "a-b"`},
		{"import and export of a name", []Section{Types{funcType(nil)}, Imports{imp("a", SortFunc, 0)}, Exports{{Name: name("a"), Item: item(SortFunc, 0)}}}, ""},
		{"method and static of a name", []Section{
			Imports{resource("r")}, Types{Borrow{Resource: 0}, Func{Params: []Field{{Name: "self", Type: index(1)}}}, funcType(nil)},
			Imports{imp("[method]r.a", SortFunc, 2), imp("[static]r.a", SortFunc, 3)},
		}, `name conflicts with import "[method]r.a"`},
		{"function named as its resource", []Section{Imports{resource("r")}, Types{funcType(nil)}, Imports{imp("[static]r.r", SortFunc, 1)}}, `conflicts with import "r"`},
		{"method without self", []Section{Imports{resource("r")}, Types{funcType(nil)}, Imports{imp("[method]r.a", SortFunc, 1)}}, "method without a first parameter self"},
		{"method of an own handle", []Section{Imports{resource("r")}, Types{Own{Resource: 0}, Func{Params: []Field{{Name: "self", Type: index(1)}}}}, Imports{imp("[method]r.a", SortFunc, 2)}}, "parameter self has to be borrow r"},
		{"method of another resource", []Section{Imports{resource("r"), resource("s")}, Types{Borrow{Resource: 1}, Func{Params: []Field{{Name: "self", Type: index(2)}}}}, Imports{imp("[method]r.a", SortFunc, 3)}}, `its handle is of resource "s", expected "r"`},
		{"static of no resource", []Section{Types{funcType(nil)}, Imports{imp("[static]r.a", SortFunc, 0)}}, `no import before it is a resource "r"`},
		{"constructor", []Section{Imports{resource("r")}, Types{Own{Resource: 0}, funcType(opt(index(1)))}, Imports{imp("[constructor]r", SortFunc, 2)}}, ""},
		{"constructor of nothing", []Section{Imports{resource("r")}, Types{funcType(nil)}, Imports{imp("[constructor]r", SortFunc, 1)}}, "constructor has to return own r"},
		{"annotated instance", []Section{Types{InstanceType{}}, Imports{resource("r"), imp("[static]r.a", SortInstance, 0)}}, "instance with an annotation"},
		{"implements a label", []Section{Types{InstanceType{}}, Imports{{Name: Name{Name: "a", Implements: "b"}, Type: extern(SortInstance, 0)}}}, `implements "b", which names no interface`},
		{"implements as a function", []Section{Types{funcType(nil)}, Imports{{Name: Name{Name: "a", Implements: "a:b/c"}, Type: extern(SortFunc, 0)}}}, "only instances implement interfaces"},
		{"implements", []Section{Types{InstanceType{}}, Imports{{Name: Name{Name: "a", Implements: "a:b/c@1.0.0"}, Type: extern(SortInstance, 0)}}}, ""},
		{"version suffix", []Section{Types{InstanceType{}}, Imports{{Name: Name{Name: "a:b/c@0.2", VersionSuffix: ".1"}, Type: extern(SortInstance, 0)}}}, ""},
		{"version suffix of another version", []Section{Types{InstanceType{}}, Imports{{Name: Name{Name: "a:b/c@1.2", VersionSuffix: ".1"}, Type: extern(SortInstance, 0)}}}, `version "1.2" with suffix ".1", expected "1" and ".2.1"`},

		{"record without a name", []Section{Types{record("a", u32), funcType(nil, index(0))}, Imports{imp("f", SortFunc, 1)}}, `import "f": func that mentions a type without a name`},
		{"record in a list without a name", []Section{Types{record("a", u32), List{Elem: index(0)}, funcType(nil, index(1))}, Imports{imp("f", SortFunc, 2)}}, "mentions a type without a name"},
		{"record with a name", []Section{Types{record("a", u32)}, Imports{imp("r", SortType, 0)}, Types{funcType(nil, index(1))}, Imports{imp("f", SortFunc, 2)}}, ""},
		{"tuple without a name", []Section{Types{Tuple{Types: []ValType{u32, str}}, funcType(nil, index(0))}, Imports{imp("f", SortFunc, 1)}}, ""},
		{"import of what is exported", []Section{Types{Resource{Rep: 0x7f}}, Exports{{Name: name("r"), Item: item(SortType, 0)}}, Types{Own{Resource: 1}, funcType(nil, index(2))}, Imports{imp("f", SortFunc, 3)}}, "mentions a type without a name"},

		{"resource from around", []Section{Imports{resource("r")}, nested(Aliases{outer(SortType, 1, 0)})}, `component 0, alias of outer type 0: the type mentions resource "r" of a component around`},
		{"type from around", []Section{Types{List{Elem: u32}}, nested(Aliases{outer(SortType, 1, 0)})}, ""},
		{"resource from around, in a type", []Section{Imports{resource("r")}, Types{InstanceType{Decls: []Decl{AliasDecl{Alias: outer(SortType, 1, 0)}}}}}, ""},
		{"too far up", []Section{Aliases{outer(SortType, 1, 0)}}, "outer alias 1 levels up, the outermost component is 0 up"},
		{"further up than a number goes", []Section{Aliases{outer(SortType, 1<<32-1, 0)}}, "outer alias 4294967295 levels up"},
		{"func in a type", []Section{Types{InstanceType{}}, Imports{imp("i", SortInstance, 0)}, Types{InstanceType{Decls: []Decl{AliasDecl{Alias: exported(SortFunc, 0, "f")}}}}}, "where only types and instances have any"},

		{"argument missing", []Section{nested(Types{funcType(nil)}, Imports{imp("f", SortFunc, 0)}), Instances{Instantiate{Component: 0}}}, `instance 0, import "f": the component imports it as func, and no argument has this name`},
		{"argument of another type", []Section{
			nested(Types{funcType(nil, u32)}, Imports{imp("f", SortFunc, 0)}),
			Types{funcType(nil, str)}, Imports{imp("f", SortFunc, 0)},
			Instances{Instantiate{Component: 0, Args: []Arg{{Name: "f", Item: item(SortFunc, 0)}}}},
		}, `instance 0, argument "f": parameter "a": string where u32 is expected`},
		{"argument of another sort", []Section{
			nested(Types{funcType(nil)}, Imports{imp("f", SortFunc, 0)}),
			Types{InstanceType{}}, Imports{imp("f", SortInstance, 0)},
			Instances{Instantiate{Component: 0, Args: []Arg{{Name: "f", Item: item(SortInstance, 0)}}}},
		}, `argument "f": instance where func is expected`},
		{"two arguments of a name", []Section{
			nested(), Types{funcType(nil)}, Imports{imp("f", SortFunc, 0)},
			Instances{Instantiate{Component: 0, Args: []Arg{{Name: "f", Item: item(SortFunc, 0)}, {Name: "f", Item: item(SortFunc, 0)}}}},
		}, `two arguments "f"`},
		{"resources of two instances", []Section{
			nested(Types{Resource{Rep: 0x7f}}, Exports{{Name: name("r"), Item: item(SortType, 0)}}),
			Instances{Instantiate{Component: 0}, Instantiate{Component: 0}},
			nested(Imports{resource("r")}, Types{Own{Resource: 0}, funcType(nil, index(1))}, Imports{imp("f", SortFunc, 2)}),
			Aliases{exported(SortType, 0, "r"), exported(SortType, 1, "r")},
			Types{Own{Resource: 1}, funcType(nil, index(2))},
		}, ""},
		{"resource that two instances pass on", []Section{
			nested(Imports{resource("x")}, Exports{{Name: name("y"), Item: item(SortType, 0)}}),
			Types{Resource{Rep: 0x7f}},
			Instances{
				Instantiate{Component: 0, Args: []Arg{{Name: "x", Item: item(SortType, 0)}}},
				Instantiate{Component: 0, Args: []Arg{{Name: "x", Item: item(SortType, 0)}}},
			},
			Exports{{Name: name("c"), Item: item(SortInstance, 0)}},
			Aliases{exported(SortType, 1, "y")}, Types{Own{Resource: 1}}, Exports{{Name: name("o"), Item: item(SortType, 2)}},
		}, ""},
		{"type that is said", []Section{Types{funcType(nil), funcType(nil, u32)}, Imports{imp("f", SortFunc, 0)}, Exports{{Name: name("f"), Item: item(SortFunc, 0), Type: &ExternType{Sort: SortFunc, Index: 1}}}}, `export "f": does not have the type that it is said to have`},
		{"own resource in an import", []Section{Types{Resource{Rep: 0x7f}}, Exports{{Name: name("r"), Item: item(SortType, 0)}}, Types{Own{Resource: 1}, InstanceType{Decls: []Decl{AliasDecl{Alias: outer(SortType, 1, 2)}, TypeDecl{Type: funcType(nil, index(0))}, ExportDecl{Name: name("f"), Type: extern(SortFunc, 1)}}}}, Imports{imp("i", SortInstance, 3)}}, "without a name"},
		{"resource that is not exported", []Section{
			nested(Types{Resource{Rep: 0x7f}}, Exports{{Name: name("r"), Item: item(SortType, 0)}}),
			Instances{Instantiate{Component: 0}}, Aliases{exported(SortType, 0, "r")},
			Types{Own{Resource: 0}}, Exports{{Name: name("o"), Item: item(SortType, 1)}},
		}, `export "o": type that mentions a type without a name`},

		{"lift", with(Types{funcType(opt(u32), u32)}, Canons{Lift{CoreFunc: 0, Type: 0}}), ""},
		{"lift of another signature", with(Types{funcType(opt(u32), str)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{memory, realloc}, Type: 0}}), "core func 0 is (i32) -> i32, and the type of the function asks for (i32, i32) -> i32"},
		{"lift without memory", with(Types{funcType(opt(str), u32)}, Canons{Lift{CoreFunc: 0, Type: 0}}), "option memory is missing, the result is passed in memory"},
		{"lift without realloc", with(Types{funcType(nil, str)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{memory}, Type: 0}}), `option realloc is missing, parameter "a" has strings, lists or maps`},
		{"realloc of another signature", with(Types{funcType(nil, str)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{memory, {Kind: OptRealloc, Index: 0}}, Type: 0}}), "option realloc: core func 0 is (i32) -> i32, expected (i32, i32, i32, i32) -> i32"},
		{"realloc without memory", with(Types{funcType(nil, str)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{realloc}, Type: 0}}), "option realloc without memory"},
		{"two memories", with(Types{funcType(opt(u32), u32)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{memory, memory}, Type: 0}}), "two options memory"},
		{"two encodings", with(Types{funcType(opt(u32), u32)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{{Kind: OptUTF8}, {Kind: OptUTF16}}, Type: 0}}), "two options for the encoding of strings"},
		{"post-return of another signature", with(Types{funcType(opt(u32), u32)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{{Kind: OptPostReturn, Index: 0}}, Type: 0}}), "option post-return: core func 0 is (i32) -> i32, expected (i32) -> "},
		{"async of a synchronous function", with(Types{funcType(nil)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{{Kind: OptAsync}}, Type: 0}}), "option async for a function whose type is not async"},
		{"callback without async", with(Types{funcType(nil)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{{Kind: OptCallback, Index: 0}}, Type: 0}}), "option callback without async"},
		{"garbage collection", with(Types{funcType(nil)}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{{Kind: OptGC}}, Type: 0}}), "is not supported"},
		{"lower with post-return", with(Types{funcType(nil)}, Imports{imp("f", SortFunc, 0)}, Canons{Lower{Func: 0, Options: []CanonOption{{Kind: OptPostReturn, Index: 0}}}}), "option post-return, which is for lifting alone"},
		{"lower without memory", with(Types{funcType(nil, str)}, Imports{imp("f", SortFunc, 0)}, Canons{Lower{Func: 0}}), "option memory is missing"},
		{"resource.new of an import", []Section{Imports{resource("r")}, Canons{Builtin{Op: OpResourceNew}}}, "resource.new: type 0 is a resource of another component"},
		{"resource.drop of an import", []Section{Imports{resource("r")}, Canons{Builtin{Op: OpResourceDrop}}}, ""},
		{"stream.new of a future", []Section{Types{Future{}}, Canons{Builtin{Op: 0x0e, Operands: []byte{0}}}}, "stream.new: type 0 is a future, expected a stream"},
		{"context of two types", []Section{Canons{Builtin{Op: 0x0a, Operands: []byte{0x7f, 0}}, Builtin{Op: 0x0b, Operands: []byte{0x7e, 0}}}}, "context of type i64, it is i32 elsewhere"},

		{"core module cut off", []Section{module("\x01\x05\x60")}, "core module 0: 5 types, 1 byte left"},
		{"core module in disorder", []Section{module("\x03\x00", "\x01\x00")}, "core module 0: type section out of order"},
		{"core function of no type", []Section{module("\x03\x01\x00")}, "core type 0 does not exist"},
		{"core export of nothing", []Section{module("\x07\x01\x01f\x00\x00")}, "function 0 does not exist (0 defined so far)"},
		{"core exports of a name", []Section{module("\x05\x01\x00\x01", "\x07\x02\x01m\x02\x00\x01m\x02\x00")}, `two exports "m"`},
		{"core imports of a name", []Section{module("\x02\x02\x01a\x01b\x02\x00\x01\x01a\x01b\x02\x00\x01")}, `two imports "a" "b", which components do not allow`},
		{"function without a body", []Section{module("\x01\x01\x60\x00\x00", "\x03\x01\x00")}, "0 function bodies for 1 functions"},
		{"function body cut off", []Section{module("\x01\x01\x60\x00\x00", "\x03\x01\x00", "\x0a\x01\x03\x00\x0b")}, "function body of 3 bytes, 2 left"},
		{"more than function bodies", []Section{module("\x01\x01\x60\x00\x00", "\x03\x01\x00", "\x0a\x01\x02\x00\x0b\x0b")}, "1 bytes more than the code section takes"},
		{"memory too large", []Section{module("\x05\x01\x00\x81\x80\x04")}, "memory of more than 65536 pages"},
		{"initial value", []Section{module("\x06\x01\x7f\x00\x42\x00\x0b")}, "initial value of type i64 where i32 is expected"},
		{"data without a memory", []Section{module("\x0b\x01\x00\x41\x00\x0b\x01a")}, "memory 0 does not exist (0 defined so far)"},
		{"data of another memory", []Section{module("\x05\x01\x00\x01", "\x0b\x01\x02\x01\x41\x00\x0b\x01a")}, "memory 1 does not exist (1 defined so far)"},
		{"data at a place of another type", []Section{module("\x05\x01\x00\x01", "\x0b\x01\x00\x42\x00\x0b\x01a")}, "initial value of type i64 where i32 is expected"},
		{"data in a memory of 64 bits", []Section{module("\x05\x01\x04\x01", "\x0b\x01\x00\x42\x00\x0b\x01a")}, ""},
		{"data for itself", []Section{module("\x0b\x01\x01\x01a")}, ""},
		{"data of no kind", []Section{module("\x0b\x01\x03\x01a")}, "unknown kind of data segment 3"},
		{"data cut off", []Section{module("\x0b\x01\x01\x02a")}, "data segment of 2 bytes, 1 left"},
		{"more than data", []Section{module("\x0b\x01\x01\x01aa")}, "1 bytes more than the data section takes"},
		{"elements without a table", []Section{module("\x09\x01\x00\x41\x00\x0b\x00")}, "table 0 does not exist (0 defined so far)"},
		{"elements without a function", []Section{module("\x04\x01\x70\x00\x01", "\x09\x01\x00\x41\x00\x0b\x01\x00")}, "function 0 does not exist (0 defined so far)"},
		{"elements of another type", []Section{module("\x04\x01\x6f\x00\x01", "\x09\x01\x00\x41\x00\x0b\x00")}, "elements of type (ref func) for a table of (ref null extern)"},
		{"elements of values", []Section{module("\x04\x01\x6f\x00\x01", "\x09\x01\x06\x00\x41\x00\x0b\x6f\x01\xd0\x6f\x0b")}, ""},
		{"elements of other values", []Section{module("\x04\x01\x70\x00\x01", "\x09\x01\x04\x41\x00\x0b\x01\xd0\x6f\x0b")}, "initial value of type"},
		{"elements for themselves", []Section{module("\x09\x02\x05\x70\x01\xd0\x70\x0b\x03\x00\x00")}, ""},
		{"elements of no kind", []Section{module("\x09\x01\x08\x00")}, "unknown kind of element segment 8"},
		{"core argument missing", []Section{module("\x02\x01\x01a\x01m\x02\x00\x01"), CoreInstances{CoreInstantiate{Module: 0}}}, `core module 0 imports from "a", and no argument has this name`},
		{"core argument of another type", with(
			module("\x02\x01\x01a\x01m\x02\x00\x02"),
			CoreInstances{CoreInstantiate{Module: 1, Args: []CoreArg{{Name: "a"}}}},
		), `core instance 1, argument "a": export "m" is core memory of at least 1 where core memory of at least 2 is expected`},
		{"core argument without the export", with(
			module("\x02\x01\x01a\x01x\x02\x00\x01"),
			CoreInstances{CoreInstantiate{Module: 1, Args: []CoreArg{{Name: "a"}}}},
		), `has no export "x", which core module 1 imports`},

		{"value that is not used", []Section{Imports{{Name: name("v"), Type: ExternType{Sort: SortValue, Value: []byte{1, 0x79}}}}}, "value 0 is not used"},
		{"value that is used twice", []Section{Imports{{Name: name("v"), Type: ExternType{Sort: SortValue, Value: []byte{1, 0x79}}}}, Exports{{Name: name("a"), Item: item(SortValue, 0)}, {Name: name("b"), Item: item(SortValue, 0)}}}, "value 0 is used twice"},
		{"value", []Section{Imports{{Name: name("v"), Type: ExternType{Sort: SortValue, Value: []byte{1, 0x79}}}}, Exports{{Name: name("a"), Item: item(SortValue, 0)}}}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := validate.Component(binary(test.sections...), validate.Open)
			switch {
			case test.want == "" && err != nil:
				t.Errorf("Component = %v, want no error", err)
			case test.want != "" && err == nil:
				t.Errorf("Component succeeds, want an error with %q", test.want)
			case test.want != "" && !strings.Contains(err.Error(), test.want):
				t.Errorf("Component = %v, want an error with %q", err, test.want)
			}
			var e *validate.Error
			if err != nil && (!errors.As(err, &e) || e.Offset < 8) {
				t.Errorf("Component = %#v, want a *validate.Error with an offset", err)
			}
		})
	}
}

func manyNames(n int) (names []string) {
	for i := range n {
		names = append(names, "a"+strings.Repeat("a", i))
	}
	return names
}

// TestComponent_noComponent has the errors of the decoder.
func TestComponent_noComponent(t *testing.T) {
	var header *HeaderError
	if err := validate.Component([]byte("\x00asm\x01\x00\x00\x00"), validate.Open); !errors.As(err, &header) {
		t.Errorf("Component of a core module = %v, want a *HeaderError", err)
	}
	var decode *DecodeError
	b := append(binary(nested()), 0x0b)
	if err := validate.Component(b, validate.Open); !errors.As(err, &decode) {
		t.Errorf("Component with half a section = %v, want a *DecodeError", err)
	}
	inner := append(binary(Types{List{Elem: prim(U8)}}), 0x63, 0x00)
	err := validate.Component(binary(Types{List{Elem: prim(U8)}}, &Nested{Bytes: inner}), validate.Open)
	if !errors.As(err, &decode) || decode.Offset != 8+5+2+13 {
		t.Errorf("Component with a damaged component in it = %v, want an error at byte 0x1c", err)
	}
}

// TestComponent_offset finds the item at fault in a component inside of one inside of another.
func TestComponent_offset(t *testing.T) {
	b := binary(Types{List{Elem: prim(U8)}}, nested(nested(Types{List{Elem: prim(U8)}, List{Elem: index(7)}})))
	err := validate.Component(b, validate.Open)
	const want = "byte 0x26: component 0, component 0, type 1: type 7 does not exist (1 defined so far)"
	if err == nil || err.Error() != want {
		t.Errorf("Component = %v, want %s", err, want)
	}
	if b[0x26] != 0x70 || b[0x27] != 7 {
		t.Fatalf("byte 0x26 does not begin the type: % x", b)
	}
}

// TestGates has what is behind each gate refused where that is closed.
func TestGates(t *testing.T) {
	u32 := prim(U32)
	tests := []struct {
		gate     validate.Gates
		sections []Section
	}{
		{validate.Async, []Section{Types{Stream{Elem: opt(u32)}}}},
		{validate.Async, []Section{Types{Future{}}}},
		{validate.Async, []Section{Types{Func{Async: true}}}},
		{validate.Async, []Section{Canons{Builtin{Op: 0x24}}}},
		{validate.AsyncStackful, with(Types{Func{Async: true, Params: []Field{{Name: "a", Type: u32}}}}, Canons{Lift{CoreFunc: 0, Options: []CanonOption{{Kind: OptAsync}}, Type: 0}})},
		{validate.MoreAsyncBuiltins, []Section{Canons{Builtin{Op: 0x06, Operands: []byte{1}}}}},
		{validate.MoreAsyncBuiltins, []Section{Types{Stream{}}, Canons{Builtin{Op: 0x0f, Operands: []byte{0, 0}}}}},
		{validate.Threading, []Section{Canons{Builtin{Op: 0x26}}}},
		{validate.Threading, []Section{Canons{Builtin{Op: 0x0a, Operands: []byte{0x7f, 1}}}}},
		{validate.ErrorContext, []Section{Types{List{Elem: prim(ErrorContext)}}}},
		{validate.ErrorContext, []Section{Canons{Builtin{Op: 0x1e}}}},
		{validate.Values, []Section{Imports{{Name: name("v"), Type: ExternType{Sort: SortValue, Value: []byte{1, 0x79}}}}}},
		{validate.FixedLengthLists, []Section{Types{FixedList{Elem: u32, Length: 4}}}},
		{validate.Maps, []Section{Types{Map{Key: u32, Value: u32}}}},
		{validate.Memory64, []Section{Types{Resource{Rep: 0x7e}}}},
		{validate.Implements, []Section{Types{InstanceType{}}, Imports{{Name: Name{Name: "a", Implements: "a:b/c"}, Type: extern(SortInstance, 0)}}}},
		{validate.CanonicalNames, []Section{Types{InstanceType{}}, Imports{{Name: Name{Name: "a:b/c@0.2", VersionSuffix: ".1"}, Type: extern(SortInstance, 0)}}}},
		{validate.Accessors, []Section{Types{funcType(opt(u32))}, Imports{imp("[get]a", SortFunc, 0)}}},
		{validate.Forward, []Section{Types{Stream{}}, Canons{Builtin{Op: 0x2e, Operands: []byte{0}}}}},
	}
	for _, test := range tests {
		b := binary(test.sections...)
		var e *validate.Error
		err := validate.Component(b, validate.Open&^test.gate)
		if !errors.As(err, &e) || e.Gate != test.gate {
			t.Errorf("with gate %s closed: %v, want it refused for that", test.gate, err)
		}
		if test.gate == validate.Values || test.gate == validate.AsyncStackful {
			continue // which break other rules
		}
		if err := validate.Component(b, validate.Open); err != nil {
			t.Errorf("with gate %s open: %v", test.gate, err)
		}
	}
}
