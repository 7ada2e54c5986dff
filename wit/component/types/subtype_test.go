package types

import (
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

func TestSubtype_values(t *testing.T) {
	a := NewArena()
	prim := func(p component.Primitive) ID { return a.Intern(Primitive(p)) }
	num, str := prim(component.U32), prim(component.String)
	record := func(fields ...Field) ID { return a.Intern(Record{fields}) }
	variant := func(cases ...Case) ID { return a.Intern(Variant{cases}) }
	resource := func() ID { return a.ResourceType(a.NewResource("r")) }
	id := a.named(variant(Case{"number", prim(component.S64)}, Case{"text", str}), "id")
	request := func(id ID) ID { return a.named(record(Field{"id", id}, Field{"body", str}), "request") }
	tests := []struct {
		name      string
		got, want ID
		err       string
	}{
		{"equal", record(Field{"x", num}), record(Field{"x", num}), ""},
		{"equal under names", request(str), record(Field{"id", a.named(str, "json")}, Field{"body", str}), ""},
		{"primitive", str, num, `string where u32 is expected`},
		{"field", request(str), request(id),
			`field "id": string where variant { number(s64), text(string) } is expected`},
		{"name of field", record(Field{"x", num}), record(Field{"y", num}),
			`record { x: u32 } where record { y: u32 } is expected`},
		{"inside lists", a.Intern(List{a.Intern(Option{num})}), a.Intern(List{a.Intern(Option{str})}),
			`u32 where string is expected`},
		{"case", variant(Case{"a", num}), variant(Case{"a", str}), `case "a": u32 where string is expected`},
		{"case with nothing", variant(Case{"a", 0}, Case{"b", num}), variant(Case{"a", num}, Case{"b", num}),
			`variant { a, b(u32) } where variant { a(u32), b(u32) } is expected`},
		{"more cases", variant(Case{"a", 0}), variant(Case{"a", 0}, Case{"b", 0}),
			`variant { a } where variant { a, b } is expected`},
		{"result", a.Intern(Result{0, str}), a.Intern(Result{str, 0}),
			`result<_, string> where result<string> is expected`},
		{"enum", a.Intern(Enum{[]string{"a"}}), a.Intern(Enum{[]string{"a", "b"}}),
			`enum { a } where enum { a, b } is expected`},
		{"resource", a.Intern(Own{resource()}), a.Intern(Own{resource()}),
			`resource r where another resource r is expected`},
		{"own and borrow", a.Intern(Own{resource()}), a.Intern(Borrow{resource()}),
			`r where borrow<r> is expected`},
		{"map", a.Intern(Map{num, str}), a.Intern(Map{num, num}), `string where u32 is expected`},
		{"length", a.Intern(FixedList{num, 3}), a.Intern(FixedList{num, 4}),
			`list<u32, 3> where list<u32, 4> is expected`},
		{"parameter", a.Intern(Func{Params: []Field{{"p", request(str)}}}), a.Intern(Func{Params: []Field{{"p", request(id)}}}),
			`parameter "p", field "id": string where variant { number(s64), text(string) } is expected`},
		{"result of function", a.Intern(Func{Result: num}), a.Intern(Func{Result: str}),
			`result: u32 where string is expected`},
		{"no result", a.Intern(Func{Result: num}), a.Intern(Func{}), `func() -> u32 where func() is expected`},
		{"async", a.Intern(Func{Async: true}), a.Intern(Func{}), `async func() where func() is expected`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := a.Subtype(Extern{Sort: component.SortType, Type: test.got}, Extern{Sort: component.SortType, Type: test.want}); err != nil {
				got = err.Error()
			}
			if got != test.err {
				t.Errorf("Subtype says %q, want %q", got, test.err)
			}
		})
	}
}

func TestSubtype_instances(t *testing.T) {
	a := NewArena()
	num, text := a.Intern(Func{Result: a.Intern(Primitive(component.U32))}), a.Intern(Func{Result: a.Intern(Primitive(component.String))})
	function := func(n string, id ID) Extern { return Extern{name(n), component.SortFunc, id} }
	instance := func(exports ...Extern) ID { return a.add(&Instance{Exports: exports}) }
	in := func(n string, id ID) Extern { return Extern{name(n), component.SortInstance, id} }
	fresh := func() Extern {
		return Extern{name("r"), component.SortType, a.named(a.ResourceType(a.NewResource("r")), "r")}
	}
	made := fresh()
	take := function("take", a.Intern(Func{Params: []Field{{"r", a.Intern(Own{made.Type})}}}))
	introduced := fresh()
	anyResource := a.add(&Instance{
		Exports: []Extern{introduced, function("take", a.Intern(Func{Params: []Field{{"r", a.Intern(Own{introduced.Type})}}}))},
		bound:   []bound{{a.Type(introduced.Type).(Resource).ID, []string{"r"}}},
	})
	tests := []struct {
		name      string
		got, want ID
		err       string
	}{
		{"more exports", instance(function("a", num), function("b", num)), instance(function("b", num)), ""},
		{"fewer exports", instance(function("a", num)), instance(function("a", num), function("b", text)),
			`func "b": missing, expected func() -> string`},
		{"other type", instance(function("a", num)), instance(function("a", text)),
			`func "a", result: u32 where string is expected`},
		{"other sort", instance(in("a", instance())), instance(function("a", num)),
			`func "a": instance where func is expected`},
		{"nested", instance(in("i", instance(function("a", num)))), instance(in("i", instance(function("a", text)))),
			`instance "i", func "a", result: u32 where string is expected`},
		{"any resource", instance(made, take), anyResource, ""},
		{"any resource in another place", instance(fresh(), take), anyResource,
			`func "take", parameter "r": resource r where another resource r is expected`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := a.Subtype(in("", test.got), in("", test.want)); err != nil {
				got = err.Error()
			}
			if got != test.err {
				t.Errorf("Subtype says %q, want %q", got, test.err)
			}
		})
	}
}

func TestSubtype_components(t *testing.T) {
	a := NewArena()
	num, text := a.Intern(Func{Result: a.Intern(Primitive(component.U32))}), a.Intern(Func{Result: a.Intern(Primitive(component.String))})
	function := func(n string, id ID) Extern { return Extern{name(n), component.SortFunc, id} }
	comp := func(imports, exports []Extern) Extern {
		return Extern{Sort: component.SortComponent, Type: a.add(&Component{Imports: imports, Exports: exports})}
	}
	list := func(e ...Extern) []Extern { return e }
	maker := func() Extern {
		c := of(t, a, ownerSections()...)
		return Extern{Sort: component.SortComponent, Type: a.add(c)}
	}
	tests := []struct {
		name      string
		got, want Extern
		err       string
	}{
		{"fewer imports, more exports", comp(nil, list(function("a", num), function("b", num))), comp(list(function("i", num)), list(function("a", num))), ""},
		{"more imports", comp(list(function("i", num)), nil), comp(nil, nil), `import "i": needs func() -> u32, which is not supplied`},
		{"other import", comp(list(function("i", num)), nil), comp(list(function("i", text)), nil),
			`import "i", result: string where u32 is expected`},
		{"fewer exports", comp(nil, nil), comp(nil, list(function("a", num))), `func "a": missing, expected func() -> u32`},
		{"resources of each", maker(), maker(), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := ""
			if err := a.Subtype(test.got, test.want); err != nil {
				got = err.Error()
			}
			if got != test.err {
				t.Errorf("Subtype says %q, want %q", got, test.err)
			}
		})
	}
}
