package component

import "testing"

func TestImports(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", Imports(nil), "0a 01 00"},
		{
			"types",
			Imports{
				{Name{Name: "m"}, ExternType{Sort: SortCoreModule, Index: 1}},
				{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 2}},
				{Name{Name: "v"}, ExternType{Sort: SortValue, Value: []byte{0x01, 0x7f}}},
				{Name{Name: "w"}, ExternType{Sort: SortValue, Value: []byte{0x00, 0x03}}},
				{Name{Name: "t"}, ExternType{Sort: SortType, Bound: BoundEq, Index: 3}},
				{Name{Name: "r"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
				{Name{Name: "c"}, ExternType{Sort: SortComponent, Index: 4}},
				{Name{Name: "i"}, ExternType{Sort: SortInstance, Index: 128}},
			},
			`0a 2e 08  00 016d 00 11 01  00 0166 01 02  00 0176 02 01 7f  00 0177 02 00 03
			00 0174 03 00 03  00 0172 03 01  00 0163 04 04  00 0169 05 8001`,
		},
		{
			"attributes",
			Imports{
				{Name{Name: "p", Implements: "a:b/c"}, ExternType{Sort: SortInstance}},
				{Name{Name: "a:b/c@0.2", VersionSuffix: ".1"}, ExternType{Sort: SortInstance}},
				{Name{Name: "p", Implements: "i", VersionSuffix: "v", ExternalID: "e"}, ExternType{Sort: SortFunc}},
			},
			`0a 2f 03  02 0170 01 00 05613a622f63 05 00
			02 09613a622f6340302e32 01 01 022e31 05 00
			02 0170 03 00 0169 01 0176 02 0165 01 00`,
		},
		{
			"names of older drafts",
			Imports{{Name{Name: "unlocked-dep=<a:b>"}, ExternType{Sort: SortComponent}}},
			"0a 17 01 00 12 756e6c6f636b65642d6465703d3c613a623e 04 00",
		},
	})
}

func TestExports(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", Exports(nil), "0b 01 00"},
		{
			"with and without type",
			Exports{
				{Name: Name{Name: "f"}, Item: SortIndex{SortFunc, 1}},
				{Name{Name: "g"}, SortIndex{SortFunc, 1}, &ExternType{Sort: SortFunc, Index: 5}},
				{Name{Name: "t"}, SortIndex{SortType, 0}, &ExternType{Sort: SortType, Bound: BoundSubResource}},
				{Name: Name{Name: "m"}, Item: SortIndex{SortCoreModule, 0}},
			},
			"0b 1e 04  00 0166 01 01 00  00 0167 01 01 01 01 05  00 0174 03 00 01 03 01  00 016d 00 11 00 00",
		},
	})
}

// An attribute that is there and says nothing is as good as absent.
func TestDecode_emptyAttribute(t *testing.T) {
	t.Parallel()
	c, err := Decode(unhex(t, preamble+"0a 09 01 02 0161 01 02 00 05 00"))
	if err != nil {
		t.Fatal(err)
	}
	want := unhex(t, preamble+"0a 06 01 00 0161 05 00")
	if got := c.Encode(); string(got) != string(want) {
		t.Errorf("Encode() = %x, want %x", got, want)
	}
}

// Old encoders wrote another byte before the names of interfaces.
func TestDecode_legacyNameForm(t *testing.T) {
	t.Parallel()
	c, err := Decode(unhex(t, preamble+"0a 0a 01 01 05613a622f63 05 00"))
	if err != nil {
		t.Fatal(err)
	}
	want := unhex(t, preamble+"0a 0a 01 00 05613a622f63 05 00")
	if got := c.Encode(); string(got) != string(want) {
		t.Errorf("Encode() = %x, want %x", got, want)
	}
}
