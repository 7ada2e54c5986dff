package component

// everything returns a component with each section, type, canon and name that the format has. It
// is well formed, but not valid.
func everything() *Component {
	instance := InstanceType{[]Decl{
		ExportDecl{Name{Name: "r"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
		TypeDecl{Borrow{0}},
		TypeDecl{Func{Params: []Field{{"self", index(1)}}, Result: ptr(prim(String))}},
		ExportDecl{Name{Name: "[method]r.f"}, ExternType{Sort: SortFunc, Index: 2}},
	}}
	world := ComponentType{[]Decl{
		CoreTypeDecl{CoreType{[]byte{0x50, 0x01, 0x03, 0x01, 'f', 0x00, 0x00}}},
		TypeDecl{instance},
		ImportDecl{Name{Name: "a:b/c@1.0.0"}, ExternType{Sort: SortInstance}},
		AliasDecl{Alias{SortType, InstanceExport{0, "r"}}},
		AliasDecl{Alias{SortType, Outer{1, 2}}},
		TypeDecl{InstanceType{}},
		ExportDecl{Name{Name: "d"}, ExternType{Sort: SortInstance, Index: 3}},
	}}
	return &Component{Sections: []Section{
		Types{
			PrimitiveType{U8},
			PrimitiveType{ErrorContext},
			Record{[]Field{{"a", prim(U8)}, {"b-c", index(0)}}},
			Variant{[]Case{{"a", nil}, {"b", ptr(prim(String))}}},
			List{index(64)},
			FixedList{prim(U8), 16},
			Tuple{[]ValType{prim(F32), prim(F64)}},
			Flags{[]string{"a", "b"}},
			Enum{[]string{"a", "b"}},
			Option{prim(Char)},
			Result{}, Result{ptr(prim(Bool)), ptr(index(3))}, Result{Err: ptr(prim(S8))},
			Resource{Rep: 0x7f}, Resource{0x7f, ptr(uint32(0))},
			Own{13}, Borrow{13},
			Stream{}, Stream{ptr(prim(U8))}, Future{}, Future{ptr(prim(U8))},
			Map{prim(String), prim(S64)},
			Func{}, Func{Async: true, Params: []Field{{"a", prim(S16)}}, Result: ptr(prim(U16))},
			instance, world, InstanceType{}, ComponentType{},
		},
		CoreTypes{{[]byte{0x60, 0x01, 0x7f, 0x00}}, {[]byte{0x50, 0x00}}},
		Imports{
			{Name{Name: "a:b/c@1.0.0"}, ExternType{Sort: SortInstance, Index: 24}},
			{Name{"p", "a:b/c", ".0", "id"}, ExternType{Sort: SortInstance, Index: 24}},
			{Name{Name: "f"}, ExternType{Sort: SortFunc, Index: 22}},
			{Name{Name: "m"}, ExternType{Sort: SortCoreModule, Index: 1}},
			{Name{Name: "c"}, ExternType{Sort: SortComponent, Index: 27}},
			{Name{Name: "t"}, ExternType{Sort: SortType, Bound: BoundEq, Index: 2}},
			{Name{Name: "r"}, ExternType{Sort: SortType, Bound: BoundSubResource}},
			{Name{Name: "v"}, ExternType{Sort: SortValue, Value: []byte{0x01, 0x73}}},
		},
		&CoreModule{[]byte("\x00asm\x01\x00\x00\x00")},
		CoreInstances{CoreInstantiate{Module: 1}, CoreInline{}},
		Aliases{
			{SortCoreFunc, CoreInstanceExport{0, "f"}},
			{SortCoreTable, CoreInstanceExport{0, "t"}},
			{SortCoreMemory, CoreInstanceExport{0, "m"}},
			{SortCoreGlobal, CoreInstanceExport{0, "g"}},
			{SortCoreTag, CoreInstanceExport{0, "x"}},
			{SortType, InstanceExport{0, "r"}},
			{SortFunc, InstanceExport{0, "[method]r.f"}},
			{SortCoreModule, Outer{0, 0}},
			{SortCoreType, Outer{0, 0}},
		},
		CoreInstances{
			CoreInline{[]CoreExport{{"f", SortIndex{SortCoreFunc, 0}}, {"m", SortIndex{SortCoreMemory, 0}}}},
			CoreInstantiate{1, []CoreArg{{"env", 2}, {"", 0}}},
		},
		Canons{
			Lift{0, []CanonOption{{OptMemory, 0}, {OptRealloc, 0}, {Kind: OptUTF8}, {OptPostReturn, 0}}, 22},
			Lift{0, []CanonOption{{Kind: OptAsync}, {OptCallback, 0}, {Kind: OptUTF16}}, 23},
			Lower{0, []CanonOption{{Kind: OptLatin1UTF16}, {OptCoreType, 0}, {Kind: OptGC}}},
			Builtin{Op: OpResourceNew, Resource: 13},
			Builtin{Op: OpResourceDrop, Resource: 13},
			Builtin{Op: OpResourceRep, Resource: 13},
			Builtin{Op: 0x05},
			Builtin{Op: 0x0f, Operands: []byte{0x11, 0x01, 0x06}},
			Builtin{Op: 0x09, Operands: []byte{0x00, 0x73, 0x00}},
		},
		&Nested{Bytes: (&Component{Sections: []Section{
			Aliases{{SortCoreModule, Outer{1, 1}}},
			CoreInstances{CoreInstantiate{Module: 0}},
		}}).Encode()},
		Instances{
			Instantiate{Component: 1},
			Instantiate{1, []Arg{{"a:b/c@1.0.0", SortIndex{SortInstance, 0}}, {"m", SortIndex{SortCoreModule, 0}}}},
			Inline{[]InlineExport{{Name{Name: "f"}, SortIndex{SortFunc, 0}}, {Name{Name: "p", Implements: "a:b/c"}, SortIndex{SortInstance, 0}}}},
		},
		&Start{Func: 0, Args: []uint32{0}, Results: 1},
		Exports{
			{Name: Name{Name: "f"}, Item: SortIndex{SortFunc, 0}},
			{Name{Name: "g"}, SortIndex{SortFunc, 0}, &ExternType{Sort: SortFunc, Index: 22}},
			{Name: Name{Name: "a:b/c@1.0.0", ExternalID: "x"}, Item: SortIndex{SortInstance, 0}},
		},
		(&Names{Component: "all", Sorts: []SortNames{{SortFunc, []IndexName{{0, "f"}}}}}).Custom(),
		Producers{{"language", []Producer{{"Go", "1.26"}}}}.Custom(),
		&Custom{"description", []byte("Has everything.")},
		&Custom{"other", []byte{1, 2, 3}},
		&Custom{"producers", []byte{0xff}},
	}}
}
