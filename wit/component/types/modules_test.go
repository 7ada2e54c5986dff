package types

import (
	"strings"
	"testing"
)

const (
	noArgs = "\x00\x00"
	oneArg = "\x01\x7f\x00"
)

func TestModule_roundTrip(t *testing.T) {
	want := moduleType{
		imports: []coreExtern{
			{module: "env", name: "f", kind: coreFunc, typ: oneArg},
			{module: "env", name: "t", kind: coreTable, typ: "\x70", limits: coreLimits{min: 1}},
			{module: "env", name: "g", kind: coreGlobal, typ: "\x7e\x01"},
		},
		exports: []coreExtern{
			{name: "m", kind: coreMemory, limits: coreLimits{flags: 0x04, min: 1 << 20, max: 1 << 33, hasMax: true}},
			{name: "e", kind: coreTag, typ: oneArg},
			{name: "h", kind: coreFunc, typ: noArgs},
		},
	}
	b := want.encode()
	got, ok := readModuleType(b)
	if !ok || got.encode() != b || len(got.imports) != 3 || len(got.exports) != 3 || got.exports[0] != want.exports[0] {
		t.Errorf("%x is read as %+v, %v; want %+v", b, got, ok, want)
	}
	if _, ok := readModuleType(b[:len(b)-1]); ok {
		t.Error("a type that is cut off is read")
	}
}

func TestSubtype_modules(t *testing.T) {
	memory := func(min, max uint64) coreExtern {
		return coreExtern{name: "x", kind: coreMemory, limits: coreLimits{min: min, max: max, hasMax: max > 0}}
	}
	global := func(typ string) coreExtern { return coreExtern{name: "x", kind: coreGlobal, typ: typ} }
	tests := []struct {
		name      string
		got, want coreExtern
		mismatch  string
	}{
		{"larger memory", memory(2, 0), memory(1, 0), ""},
		{"smaller memory", memory(1, 0), memory(2, 0), `core memory at least 1 where core memory at least 2 is expected`},
		{"memory without an end", memory(1, 0), memory(1, 2), `core memory at least 1 where core memory at least 1, at most 2 is expected`},
		{"memory with an earlier end", memory(1, 2), memory(1, 3), ""},
		{"global", global("\x7f\x00"), global("\x7f\x00"), ""},
		{"mutable global", global("\x7f\x01"), global("\x7f\x00"), `core global i32 mut where core global i32 is expected`},
		{"function", coreExtern{name: "x", typ: noArgs}, coreExtern{name: "x", typ: oneArg}, `core func(->) where core func(i32 ->) is expected`},
		{"kind", coreExtern{name: "x", typ: noArgs}, global("\x7c\x00"), `core func(->) where core global f64 is expected`},
		{"missing", coreExtern{name: "y", typ: noArgs}, coreExtern{name: "x", typ: noArgs}, `missing, expected core func(->)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := NewArena()
			m := matcher{a: a, done: make(map[[2]ID]bool)}
			module := func(t moduleType) ID { return a.Intern(Module{t.encode()}) }
			check := func(kind string, err *MismatchError) {
				t.Helper()
				got := ""
				if err != nil {
					got = err.Error()
				}
				if test.mismatch == "" && got != "" || test.mismatch != "" && !strings.HasSuffix(got, test.mismatch) {
					t.Errorf("%s: %q, want %q", kind, got, test.mismatch)
				}
			}
			check("export", m.modules(module(moduleType{exports: []coreExtern{test.got}}), module(moduleType{exports: []coreExtern{test.want}})))
			if test.name == "missing" {
				return
			}
			// What is supplied for an import is what is got.
			err := (&matcher{a: a}).modules(module(moduleType{imports: []coreExtern{test.want}}), module(moduleType{imports: []coreExtern{test.got}}))
			if (err == nil) != (test.mismatch == "") {
				t.Errorf("import: %v, want %q", err, test.mismatch)
			}
		})
	}
	m := matcher{a: NewArena()}
	if err := m.modules(m.a.Intern(Module{}), m.a.Intern(Module{moduleType{}.encode()})); err == nil || !strings.Contains(err.Error(), "not understood") {
		t.Errorf("a module whose type is not understood: %v", err)
	}
}

// Bytes that are no module have no type, and reading them does not fail.
func TestModuleOf_damaged(t *testing.T) {
	module := "\x00asm\x01\x00\x00\x00\x01\x05\x01\x60\x01\x7f\x00\x03\x02\x01\x00\x07\x05\x01\x01f\x00\x00"
	if got := moduleOf([]byte(module)); got.Bytes == "" {
		t.Error("a module has no type")
	}
	for n := range len(module) {
		moduleOf([]byte(module[:n]))
		for c := range 256 {
			b := []byte(module)
			b[n] = byte(c)
			moduleOf(b)
		}
	}
}
