package component

import (
	"errors"
	"strings"
	"testing"
)

func TestDecode_errors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, bytes, want string
	}{
		{"unknown section", "0c 00", "byte 0x8: unknown section id 12 (the last known is 11)"},
		{"no size", "0a", "byte 0x9: import section: size: ends inside an integer"},
		{"size past the end", "0a 05 00", "byte 0xa: import section: section of 5 bytes, 1 left"},
		{"size of too many bytes", "0a 808080808000", "byte 0x9: import section: size: integer has more bytes than its type allows"},
		{"size too large", "0a ffffffff1f", "byte 0x9: import section: size: integer does not fit its type"},
		{"no count", "0a 00", "byte 0xa: import section: number of imports: ends inside an integer"},
		{"count past the end", "0a 05 ffffffff0f", "byte 0xa: import section: 4294967295 imports, 0 bytes left"},
		{"count of types", "07 05 ffffffff0f", "byte 0xa: type section: 4294967295 types, 0 bytes left"},
		{"inner count", "07 08 01 72 ffffffff0f 00", "byte 0xc: type section: 4294967295 fields, 1 byte left"},
		{"left over", "0a 02 00 00", "byte 0xb: import section: 1 byte more than its items take"},
		{"name past the end", "0b 08 01 00 9003 616161 00", "byte 0xe: export section: name of 400 bytes, 4 left"},
		{"name no UTF-8", "0a 06 01 00 01ff 01 00", `byte 0xd: import section: name "\xff" is not UTF-8`},
		{"form of name", "0a 05 01 03 00 01 00", "byte 0xb: import section: unknown form of name 0x03"},
		{"attribute", "0a 09 01 02 0161 01 03 00 01 00", "byte 0xf: import section: unknown attribute of name 0x03"},
		{"attribute twice", "0a 0d 01 02 0161 02 000162 000162 01 00", `byte 0x12: import section: name "a" has attribute 0x00 twice`},
		{"sort", "0a 06 01 00 0161 06 00", "byte 0xe: import section: unknown sort 0x06"},
		{"sort of import", "0a 07 01 00 0161 00 00 00", "byte 0xe: import section: type of an import or export has sort core func"},
		{"core sort", "0b 08 01 00 0161 00 09 00 00", "byte 0xf: export section: unknown core sort 0x09"},
		{"type bound", "0a 06 01 00 0161 03 02", "byte 0xf: import section: unknown type bound 0x02"},
		{"value bound", "0a 06 01 00 0161 02 60", "byte 0xf: import section: unknown value type 0x60"},
		{"presence", "0b 07 01 00 0161 01 00 02", "byte 0x10: export section: unknown presence of ascribed type 0x02"},
		{"type", "07 02 01 20", "byte 0xb: type section: unknown type 0x20"},
		{"value type", "07 03 01 70 60", "byte 0xc: type section: unknown value type 0x60"},
		{"end of case", "07 07 01 71 01 0161 00 01", "byte 0x10: type section: end of case is 0x01, want 0x00"},
		{"result", "07 04 01 40 00 02", "byte 0xd: type section: unknown result 0x02"},
		{"several results", "07 05 01 40 00 01 01", "byte 0xe: type section: number of results is 0x01, want 0x00"},
		{"declaration", "07 05 01 41 01 05 00", "byte 0xd: type section: unknown declaration 0x05"},
		{"import in an instance type", "07 08 01 42 01 03 00 0161 00", "byte 0xd: type section: import in an instance type"},
		{"core type", "03 03 01 10 00", "byte 0xb: core type section: unknown core type 0x10"},
		{"core sub type", "03 05 01 00 60 00 00", "byte 0xc: core type section: 0x00 before a core type that is no sub type"},
		{"alias", "06 05 01 01 03 00 00", "byte 0xc: alias section: unknown target of alias 0x03"},
		{"alias of a core func by component", "06 06 01 00 00 00 00 00", "byte 0xb: alias section: alias of a core func by target 0x00"},
		{"alias of an outer func", "06 05 01 01 02 00 00", "byte 0xb: alias section: alias of a func by target 0x02"},
		{"flag of a built-in", "08 03 01 0c 02", "byte 0xc: canon section: unknown operand of thread.yield 0x02"},
		{"instance", "05 03 01 02 00", "byte 0xb: instance section: unknown form of instance 0x02"},
		{"core instance", "02 03 01 02 00", "byte 0xb: core instance section: unknown form of core instance 0x02"},
		{"sort of core argument", "02 07 01 00 00 01 00 11 00", "byte 0xf: core instance section: sort of argument is 0x11, want 0x12"},
		{"canon", "08 02 01 3f", "byte 0xb: canon section: unknown canon 0x3f"},
		{"canon option", "08 07 01 01 00 00 01 0a 00", "byte 0xf: canon section: unknown option 0x0a"},
		{"sort of lift", "08 06 01 00 01 00 00 00", "byte 0xc: canon section: sort of lift is 0x01, want 0x00"},
		{"results of start", "09 03 00 00 02", "byte 0xc: start section: start function with 2 results, 1 is the most"},
		{"core module", "01 08 0061736d 0d000100", "byte 0xa: core module section: header of core module: version 13, layer 1"},
		{"component", "04 08 0061736d 01000000", "byte 0xa: component section: header of component: version 1, layer 0"},
		{"no component", "04 00", "byte 0xa: component section: empty, not WebAssembly"},
		{"depth", "07 a203" + "01" + strings.Repeat("420101", 139), "byte 0x139: type section: types nest more than 100 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := Decode(unhex(t, preamble+tt.bytes))
			if c != nil || err == nil || err.Error() != tt.want {
				t.Errorf("Decode(%s) = %v, %v, want %s", tt.bytes, c, err, tt.want)
			}
			if e := new(DecodeError); !errors.As(err, &e) {
				t.Errorf("error is a %T, want a %T", err, e)
			}
		})
	}
}

func TestDecode_header(t *testing.T) {
	t.Parallel()
	tests := []struct {
		bytes, want  string
		isCoreModule bool
	}{
		{"", "empty, not WebAssembly", false},
		{"0061 73", "not WebAssembly: begins with 00 61 73 (WebAssembly begins with 00 61 73 6d)", false},
		{"23 21 2f 62 69 6e 2f 73 68", "not WebAssembly: begins with 23 21 2f 62 69 6e 2f 73 (WebAssembly begins with 00 61 73 6d)", false},
		{"0061736d 01000000", "core module, not a component: version 1, layer 0 (a component has version 13, layer 1)", true},
		{"0061736d 0e000100", "unknown kind of WebAssembly: version 14, layer 1 (a component has version 13, layer 1)", false},
	}
	for _, tt := range tests {
		b := unhex(t, tt.bytes)
		c, err := Decode(b)
		if c != nil || err == nil || err.Error() != tt.want {
			t.Errorf("Decode(%s) = %v, %v, want %s", tt.bytes, c, err, tt.want)
		}
		if e := new(HeaderError); !errors.As(err, &e) {
			t.Errorf("error is a %T, want a %T", err, e)
		}
		if got := IsCoreModule(b); got != tt.isCoreModule {
			t.Errorf("IsCoreModule(%s) = %v, want %v", tt.bytes, got, tt.isCoreModule)
		}
	}
	if !IsComponent(unhex(t, preamble)) {
		t.Error("IsComponent of an empty component = false")
	}
}

// An offset inside a nested component counts from the start of the outermost input.
func TestNested_Decode_offset(t *testing.T) {
	t.Parallel()
	inner := preamble + "0c 00"
	middle := preamble + "04 0a" + inner
	outer := preamble + "00 02 0178" + "04 14" + middle
	c, err := Decode(unhex(t, outer))
	if err != nil {
		t.Fatal(err)
	}
	c, err = c.Sections[1].(*Nested).Decode()
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Sections[0].(*Nested).Decode()
	want := "byte 0x20: unknown section id 12 (the last known is 11)"
	if err == nil || err.Error() != want {
		t.Errorf("Decode() error = %v, want %s", err, want)
	}
}

// What is embedded is not copied.
func TestDecode_sharesInput(t *testing.T) {
	t.Parallel()
	b := unhex(t, preamble+"01 08 0061736d 01000000"+"00 03 0178 00")
	c, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if &c.Sections[0].(*CoreModule).Bytes[0] != &b[10] || &c.Sections[1].(*Custom).Data[0] != &b[22] {
		t.Error("Decode copied embedded bytes")
	}
}

func TestItems(t *testing.T) {
	t.Parallel()
	c := &Component{Sections: []Section{
		Types{PrimitiveType{U8}},
		Imports{
			{Name{Name: "t"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
			{Name{Name: "f"}, ExternType{Sort: SortFunc}},
			{Name{Name: "m"}, ExternType{Sort: SortCoreModule}},
		},
		&CoreModule{},
		CoreInstances{CoreInline{}},
		CoreTypes{CoreType{}},
		Aliases{{SortCoreMemory, CoreInstanceExport{}}, {SortType, InstanceExport{}}},
		Canons{Lower{}, Lift{}, Builtin{Op: OpResourceDrop}},
		&Nested{},
		Instances{Inline{}},
		&Custom{},
		&Start{Results: 1},
		Exports{{Item: SortIndex{SortFunc, 1}}, {Item: SortIndex{SortInstance, 0}}},
	}}
	var got []string
	for i := range c.Items() {
		got = append(got, itemText(i.SortIndex))
	}
	want := `(type 0) (type 1) (func 0) (core module 0) (core module 1) (core instance 0) (core type 0) ` +
		`(core memory 0) (type 2) (core func 0) (func 1) (core func 1) (component 0) (instance 0) (value 0) ` +
		`(func 2) (instance 1)`
	if s := strings.Join(got, " "); s != want {
		t.Errorf("Items() = %s\nwant      %s", s, want)
	}
	for range c.Items() {
		break
	}
	var counts Counts
	for i := range c.Items() {
		if got := counts.Add(i.Sort); got != i.Index {
			t.Errorf("index of the next %s = %d, want %d", i.Sort, got, i.Index)
		}
	}
	if got := counts.Len(SortFunc); got != 3 {
		t.Errorf("Len(func) = %d, want 3", got)
	}
}

func TestComponent_Imports(t *testing.T) {
	t.Parallel()
	c := sharing()
	var got []string
	for i := range c.Imports() {
		got = append(got, i.Name.Name)
	}
	for e := range c.Exports() {
		got = append(got, e.Name.Name)
	}
	want := "demo:draw/types@1.0.0 demo:draw/canvas@1.0.0 run"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("imports and exports = %s, want %s", s, want)
	}
}
