package component

// Component is one component binary, section by section in the order of its bytes. The order is
// part of its meaning: an item may only use items defined before it.
//
// Slices of bytes inside a decoded Component (core modules, custom data) are parts of the decoded
// input and must not be changed.
type Component struct {
	Sections []Section
}

// Section is one section of a component: [*Custom], [*CoreModule], [CoreInstances], [CoreTypes],
// [*Nested], [Instances], [Aliases], [Types], [Canons], [*Start], [Imports] or [Exports]; and of what
// [DecodeTypes] returns also [*Unread].
type Section interface{ section() }

// Custom is a custom section (id 0), kept as it is.
type Custom struct {
	Name string
	Data []byte
}

// CoreModule is a core module section (id 1). Bytes is the whole module with its preamble; it is
// never parsed here.
type CoreModule struct{ Bytes []byte }

// CoreInstances is a core instance section (id 2).
type CoreInstances []CoreInstance

// CoreTypes is a core type section (id 3).
type CoreTypes []CoreType

// Nested is a nested component section (id 4). Bytes is the whole component with its preamble;
// [Nested.Decode] it for its contents.
type Nested struct {
	Bytes []byte

	// offset is where Bytes begin in the input they were decoded from.
	offset int
}

// Offset returns where Bytes begin in the input that n was decoded from.
func (n *Nested) Offset() int { return n.offset }

// Instances is an instance section (id 5).
type Instances []Instance

// Aliases is an alias section (id 6).
type Aliases []Alias

// Types is a type section (id 7).
type Types []Type

// Canons is a canonical function section (id 8).
type Canons []Canon

// Start is a start section (id 9), which no released revision of the standard enables. It calls
// Func with the values Args and defines Results new values.
type Start struct {
	Func    uint32
	Args    []uint32
	Results uint32
}

// Imports is an import section (id 10).
type Imports []Import

// Exports is an export section (id 11).
type Exports []Export

func (*Custom) section()       {}
func (*CoreModule) section()   {}
func (CoreInstances) section() {}
func (CoreTypes) section()     {}
func (*Nested) section()       {}
func (Instances) section()     {}
func (Aliases) section()       {}
func (Types) section()         {}
func (Canons) section()        {}
func (*Start) section()        {}
func (Imports) section()       {}
func (Exports) section()       {}

// Sort is a kind of item that has an index space of its own. The values are those of the binary
// format; a core sort has 0x100 added.
type Sort uint16

// The sorts of the component level and of the core level.
const (
	SortFunc      Sort = 0x01
	SortValue     Sort = 0x02
	SortType      Sort = 0x03
	SortComponent Sort = 0x04
	SortInstance  Sort = 0x05

	SortCoreFunc     Sort = 0x100
	SortCoreTable    Sort = 0x101
	SortCoreMemory   Sort = 0x102
	SortCoreGlobal   Sort = 0x103
	SortCoreTag      Sort = 0x104
	SortCoreType     Sort = 0x110
	SortCoreModule   Sort = 0x111
	SortCoreInstance Sort = 0x112
)

// SortIndex names one item: a sort and an index in that sort's space.
type SortIndex struct {
	Sort  Sort
	Index uint32
}

// CoreInstance is a [CoreInstantiate] or a [CoreInline].
type CoreInstance interface{ coreInstance() }

// CoreInstantiate instantiates a core module.
type CoreInstantiate struct {
	Module uint32
	Args   []CoreArg
}

// CoreArg gives a core instance for all imports of one module name.
type CoreArg struct {
	Name     string
	Instance uint32
}

// CoreInline makes a core instance of items at hand.
type CoreInline struct{ Exports []CoreExport }

// CoreExport is an item of a [CoreInline], whose sort is a core sort.
type CoreExport struct {
	Name string
	Item SortIndex
}

func (CoreInstantiate) coreInstance() {}
func (CoreInline) coreInstance()      {}

// CoreType is a core type kept as its bytes, since only module types that are imported or
// exported would ever be looked into.
type CoreType struct{ Bytes []byte }

// Instance is an [Instantiate] or an [Inline].
type Instance interface{ instance() }

// Instantiate instantiates a component.
type Instantiate struct {
	Component uint32
	Args      []Arg
}

// Arg gives an item for one import of the component.
type Arg struct {
	Name string
	Item SortIndex
}

// Inline makes an instance of items at hand.
type Inline struct{ Exports []InlineExport }

// InlineExport is an item of an [Inline].
type InlineExport struct {
	Name Name
	Item SortIndex
}

func (Instantiate) instance() {}
func (Inline) instance()      {}

// Alias brings an item into this component's index spaces.
type Alias struct {
	Sort   Sort
	Target AliasTarget
}

// AliasTarget is an [InstanceExport], a [CoreInstanceExport] or an [Outer].
type AliasTarget interface{ aliasTarget() }

// InstanceExport is an export of an instance.
type InstanceExport struct {
	Instance uint32
	Name     string
}

// CoreInstanceExport is an export of a core instance.
type CoreInstanceExport struct {
	Instance uint32
	Name     string
}

// Outer is an item of an enclosing component or type, Count levels up (0 is this one).
type Outer struct {
	Count uint32
	Index uint32
}

func (InstanceExport) aliasTarget()     {}
func (CoreInstanceExport) aliasTarget() {}
func (Outer) aliasTarget()              {}

// Name is the name of an import or export with its attributes, which play no part in type
// checking and are kept through composition. An attribute that is absent is empty.
type Name struct {
	Name          string
	Implements    string
	VersionSuffix string
	ExternalID    string
}

// Import is one import.
type Import struct {
	Name Name
	Type ExternType
}

// Export is one export. Type is its ascribed type and nil where it has none.
type Export struct {
	Name Name
	Item SortIndex
	Type *ExternType
}

// ExternType is the type of an import or export. For Sort [SortCoreModule], [SortFunc],
// [SortComponent] and [SortInstance], Index is a type. For [SortType] it is a type where Bound is
// [BoundEq] and unused where Bound is [BoundSubResource]. For [SortValue] Value holds the rest.
type ExternType struct {
	Sort  Sort
	Index uint32
	Bound Bound
	Value []byte
}

// Bound is how a type import or export is bounded.
type Bound uint8

// The bounds: equal to a type, or some resource.
const (
	BoundEq          Bound = 0
	BoundSubResource Bound = 1
)

// ValType is the type of a value: a primitive, or the index of a defined type.
type ValType struct {
	// Primitive is 0 for a defined type.
	Primitive Primitive
	Index     uint32
}

// Primitive is a primitive value type, by its byte in the binary format.
type Primitive byte

// The primitive value types.
const (
	Bool         Primitive = 0x7f
	S8           Primitive = 0x7e
	U8           Primitive = 0x7d
	S16          Primitive = 0x7c
	U16          Primitive = 0x7b
	S32          Primitive = 0x7a
	U32          Primitive = 0x79
	S64          Primitive = 0x78
	U64          Primitive = 0x77
	F32          Primitive = 0x76
	F64          Primitive = 0x75
	Char         Primitive = 0x74
	String       Primitive = 0x73
	ErrorContext Primitive = 0x64
)

// Type is a definition in a type section: one of the types below.
type Type interface{ typ() }

// PrimitiveType gives a primitive an index.
type PrimitiveType struct{ Primitive Primitive }

// Record is a record type.
type Record struct{ Fields []Field }

// Field is a named type: a record's field or a function's parameter.
type Field struct {
	Name string
	Type ValType
}

// Variant is a variant type.
type Variant struct{ Cases []Case }

// Case is a case of a variant; Type is nil where it carries nothing.
type Case struct {
	Name string
	Type *ValType
}

// List is a list type.
type List struct{ Elem ValType }

// FixedList is a list of a fixed length.
type FixedList struct {
	Elem   ValType
	Length uint32
}

// Tuple is a tuple type.
type Tuple struct{ Types []ValType }

// Flags is a flags type.
type Flags struct{ Names []string }

// Enum is an enum type.
type Enum struct{ Names []string }

// Option is an option type.
type Option struct{ Some ValType }

// Result is a result type; a nil side carries nothing.
type Result struct{ Ok, Err *ValType }

// Own is an owning handle of the resource type with this index.
type Own struct{ Resource uint32 }

// Borrow is a borrowed handle of the resource type with this index.
type Borrow struct{ Resource uint32 }

// Stream is a stream type; Elem is nil where its elements carry nothing.
type Stream struct{ Elem *ValType }

// Future is a future type; Elem is nil where it carries nothing.
type Future struct{ Elem *ValType }

// Map is a map type.
type Map struct{ Key, Value ValType }

// Func is a function type; Result is nil where it returns nothing.
type Func struct {
	Async  bool
	Params []Field
	Result *ValType
}

// ComponentType is the type of a component.
type ComponentType struct{ Decls []Decl }

// InstanceType is the type of an instance; its Decls hold no imports.
type InstanceType struct{ Decls []Decl }

// Resource is a resource type defined by this component. Destructor is nil where it has none.
type Resource struct {
	// Rep is the byte of the core type that represents it, 0x7f for i32.
	Rep        byte
	Destructor *uint32
}

func (PrimitiveType) typ() {}
func (Record) typ()        {}
func (Variant) typ()       {}
func (List) typ()          {}
func (FixedList) typ()     {}
func (Tuple) typ()         {}
func (Flags) typ()         {}
func (Enum) typ()          {}
func (Option) typ()        {}
func (Result) typ()        {}
func (Own) typ()           {}
func (Borrow) typ()        {}
func (Stream) typ()        {}
func (Future) typ()        {}
func (Map) typ()           {}
func (Func) typ()          {}
func (ComponentType) typ() {}
func (InstanceType) typ()  {}
func (Resource) typ()      {}

// Decl is a declaration inside a component or instance type: [CoreTypeDecl], [TypeDecl],
// [AliasDecl], [ImportDecl] or [ExportDecl].
type Decl interface{ decl() }

// CoreTypeDecl declares a core type.
type CoreTypeDecl struct{ Type CoreType }

// TypeDecl declares a type.
type TypeDecl struct{ Type Type }

// AliasDecl declares an alias.
type AliasDecl struct{ Alias Alias }

// ImportDecl declares an import.
type ImportDecl struct {
	Name Name
	Type ExternType
}

// ExportDecl declares an export.
type ExportDecl struct {
	Name Name
	Type ExternType
}

func (CoreTypeDecl) decl() {}
func (TypeDecl) decl()     {}
func (AliasDecl) decl()    {}
func (ImportDecl) decl()   {}
func (ExportDecl) decl()   {}

// Canon is a canonical definition: a [Lift], a [Lower] or a [Builtin].
type Canon interface{ canon() }

// Lift makes a component function of a core function.
type Lift struct {
	CoreFunc uint32
	Options  []CanonOption
	Type     uint32
}

// Lower makes a core function of a component function.
type Lower struct {
	Func    uint32
	Options []CanonOption
}

// Builtin is any other canonical definition; each makes one core function. Op is its byte in the
// binary format. Resource is the type of resource.new, resource.drop and resource.rep; the
// operands of all others are kept as bytes in Operands.
type Builtin struct {
	Op       byte
	Resource uint32
	Operands []byte
}

func (Lift) canon()    {}
func (Lower) canon()   {}
func (Builtin) canon() {}

// The canonical definitions that every component of WASI 0.2 may use.
const (
	OpResourceNew  byte = 0x02
	OpResourceDrop byte = 0x03
	OpResourceRep  byte = 0x04
)

// CanonOption is one option of a lift or lower. Index is meaningful for [OptMemory],
// [OptRealloc], [OptPostReturn], [OptCallback] and [OptCoreType].
type CanonOption struct {
	Kind  OptKind
	Index uint32
}

// OptKind is the kind of a canonical option, by its byte in the binary format.
type OptKind byte

// The canonical options.
const (
	OptUTF8        OptKind = 0x00
	OptUTF16       OptKind = 0x01
	OptLatin1UTF16 OptKind = 0x02
	OptMemory      OptKind = 0x03
	OptRealloc     OptKind = 0x04
	OptPostReturn  OptKind = 0x05
	OptAsync       OptKind = 0x06
	OptCallback    OptKind = 0x07
	OptCoreType    OptKind = 0x08
	OptGC          OptKind = 0x09
)
