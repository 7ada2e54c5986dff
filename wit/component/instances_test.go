package component

import "testing"

func TestCoreInstances(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", CoreInstances(nil), "02 01 00"},
		{
			"instantiate",
			CoreInstances{CoreInstantiate{Module: 2}, CoreInstantiate{0, []CoreArg{{"env", 1}, {"", 300}}}},
			"02 11 02  00 02 00  00 00 02 03656e76 12 01  00 12 ac02",
		},
		{
			"inline",
			CoreInstances{CoreInline{}, CoreInline{[]CoreExport{
				{"f", SortIndex{SortCoreFunc, 1}},
				{"t", SortIndex{SortCoreTable, 2}},
				{"m", SortIndex{SortCoreMemory, 3}},
				{"g", SortIndex{SortCoreGlobal, 4}},
				{"x", SortIndex{SortCoreTag, 5}},
			}}},
			"02 19 02  01 00  01 05 0166 00 01  0174 01 02  016d 02 03  0167 03 04  0178 04 05",
		},
	})
}

func TestInstances(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", Instances(nil), "05 01 00"},
		{
			"instantiate",
			Instances{Instantiate{Component: 1}, Instantiate{0, []Arg{
				{"a:b/c", SortIndex{SortInstance, 4}},
				{"f", SortIndex{SortFunc, 0}},
				{"v", SortIndex{SortValue, 0}},
				{"t", SortIndex{SortType, 0}},
				{"n", SortIndex{SortComponent, 0}},
				{"m", SortIndex{SortCoreModule, 9}},
			}}},
			"05 24 02  00 01 00  00 00 06 05613a622f63 05 04  0166 01 00  0176 02 00  0174 03 00  016e 04 00  016d 00 11 09",
		},
		{
			"inline",
			Instances{Inline{}, Inline{[]InlineExport{
				{Name{Name: "f"}, SortIndex{SortFunc, 7}},
				{Name{Name: "i", Implements: "a:b/c"}, SortIndex{SortInstance, 1}},
			}}},
			"05 17 02  01 00  01 02 00 0166 01 07  02 0169 01 00 05613a622f63 05 01",
		},
	})
}

func TestAliases(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", Aliases(nil), "06 01 00"},
		{
			"targets",
			Aliases{
				{SortFunc, InstanceExport{0, "f"}},
				{SortType, InstanceExport{1, "t"}},
				{SortCoreMemory, CoreInstanceExport{2, "m"}},
				{SortCoreModule, Outer{1, 3}},
				{SortCoreType, Outer{0, 0}},
				{SortComponent, Outer{2, 1}},
			},
			"06 1f 06  01 00 00 0166  03 00 01 0174  00 02 01 02 016d  00 11 02 01 03  00 10 02 00 00  04 02 02 01",
		},
	})
}

func TestEmbedded(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"core module", &CoreModule{unhex(t, "0061736d 01000000 000100")}, "01 0b 0061736d 01000000 000100"},
		{"component", &Nested{Bytes: unhex(t, preamble)}, "04 08 0061736d 0d000100"},
		{"start", &Start{Func: 1, Args: []uint32{2, 3}, Results: 1}, "09 05 01 02 02 03 01"},
		{"custom", &Custom{"x", []byte{1, 2}}, "00 04 0178 0102"},
		{"custom without data", &Custom{"x", []byte{}}, "00 02 0178"},
	})
}
