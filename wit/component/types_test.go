package component

import "testing"

func TestTypes(t *testing.T) {
	testBothWays(t, []sectionCase{
		{"none", Types(nil), "07 01 00"},
		{
			"primitives",
			Types{
				PrimitiveType{Bool}, PrimitiveType{S8}, PrimitiveType{U8}, PrimitiveType{S16}, PrimitiveType{U16},
				PrimitiveType{S32}, PrimitiveType{U32}, PrimitiveType{S64}, PrimitiveType{U64}, PrimitiveType{F32},
				PrimitiveType{F64}, PrimitiveType{Char}, PrimitiveType{String}, PrimitiveType{ErrorContext},
			},
			"07 0f 0e 7f 7e 7d 7c 7b 7a 79 78 77 76 75 74 73 64",
		},
		{
			"record",
			Types{Record{[]Field{{"a", prim(U8)}, {"b-c", index(0)}}}},
			"07 0b 01 72 02 0161 7d 03622d63 00",
		},
		{
			"variant",
			Types{Variant{[]Case{{"a", nil}, {"b", ptr(prim(String))}}}},
			"07 0c 01 71 02 0161 00 00 0162 01 73 00",
		},
		// An index shares its space with the opcodes, which are negative: 63 is the last in one byte.
		{"index 63", Types{List{index(63)}}, "07 03 01 70 3f"},
		{"index 64", Types{List{index(64)}}, "07 04 01 70 c000"},
		{"index 2³²-1", Types{List{index(1<<32 - 1)}}, "07 07 01 70 ffffffff0f"},
		{"fixed list", Types{FixedList{prim(U8), 200}}, "07 05 01 67 7d c801"},
		{"tuple", Types{Tuple{[]ValType{prim(U8), index(1)}}}, "07 05 01 6f 02 7d 01"},
		{"flags", Types{Flags{[]string{"a", "b"}}}, "07 07 01 6e 02 0161 0162"},
		{"enum", Types{Enum{[]string{"a", "b"}}}, "07 07 01 6d 02 0161 0162"},
		{"option", Types{Option{prim(Char)}}, "07 03 01 6b 74"},
		{
			"result",
			Types{Result{}, Result{Ok: ptr(prim(U8))}, Result{Err: ptr(index(0))}, Result{ptr(prim(U8)), ptr(prim(String))}},
			"07 11 04 6a 00 00  6a 01 7d 00  6a 00 01 00  6a 01 7d 01 73",
		},
		{"handles", Types{Own{1}, Borrow{128}}, "07 06 02 69 01 68 8001"},
		{"stream", Types{Stream{}, Stream{ptr(prim(U8))}}, "07 06 02 66 00 66 01 7d"},
		{"future", Types{Future{}, Future{ptr(index(3))}}, "07 06 02 65 00 65 01 03"},
		{"map", Types{Map{prim(String), index(0)}}, "07 04 01 63 73 00"},
		{
			"func",
			Types{Func{}, Func{Params: []Field{{"a", prim(U8)}}, Result: ptr(index(2))}, Func{Async: true}},
			"07 10 03 40 00 01 00  40 01 0161 7d 00 02  43 00 01 00",
		},
		{"resource", Types{Resource{Rep: 0x7f}, Resource{0x7f, ptr(uint32(3))}}, "07 08 02 3f 7f 00 3f 7f 01 03"},
		{"empty types", Types{ComponentType{}, InstanceType{}}, "07 05 02 41 00 42 00"},
		{
			"declarations",
			Types{ComponentType{[]Decl{
				CoreTypeDecl{CoreType{[]byte{0x60, 0x00, 0x00}}},
				TypeDecl{InstanceType{[]Decl{
					ExportDecl{Name{Name: "r"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
					AliasDecl{Alias{SortType, Outer{1, 0}}},
				}}},
				ImportDecl{Name{Name: "i"}, ExternType{Sort: SortInstance}},
				ExportDecl{Name{Name: "f", ExternalID: "x"}, ExternType{Sort: SortFunc, Index: 1}},
			}}},
			`07 25 01 41 04  00 60 00 00  01 42 02 04 00 0172 03 01 02 03 02 01 00
			03 00 0169 05 00  04 02 0166 01 02 0178 01 01`,
		},
	})
}

func TestCoreTypes(t *testing.T) {
	core := func(s string) CoreType { return CoreType{unhex(t, s)} }
	testBothWays(t, []sectionCase{
		{"none", CoreTypes(nil), "03 01 00"},
		{"func", CoreTypes{core("60 02 7f 7e 01 7d")}, "03 07 01 60 02 7f 7e 01 7d"},
		{"struct and array", CoreTypes{core("5f 02 78 00 7f 01"), core("5e 6370 01")}, "03 0b 02 5f 02 78 00 7f 01 5e 6370 01"},
		{"rec", CoreTypes{core("4e 02 50 00 60 00 00 4f 01 00 60 00 00")}, "03 0e 01 4e 02 50 00 60 00 00 4f 01 00 60 00 00"},
		{"sub", CoreTypes{core("00 50 00 60 00 00")}, "03 07 01 00 50 00 60 00 00"},
		{
			"module",
			CoreTypes{core(`50 09
				00 0161 0162 00 00
				00 0161 0162 01 70 01 00 10
				00 0161 0162 02 04 80808080808001
				00 0161 0162 03 64 8001 01
				00 0161 0162 04 00 00
				01 60 00 00
				02 10 01 01 00
				03 0166 00 00
				03 0174 01 6f 00 01`)},
			`03 49 01 50 09
				00 0161 0162 00 00
				00 0161 0162 01 70 01 00 10
				00 0161 0162 02 04 80808080808001
				00 0161 0162 03 64 8001 01
				00 0161 0162 04 00 00
				01 60 00 00
				02 10 01 01 00
				03 0166 00 00
				03 0174 01 6f 00 01`,
		},
	})
}
