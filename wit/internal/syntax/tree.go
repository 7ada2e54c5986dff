package syntax

// Name is a name where it is written.
type Name struct {
	Text string
	Span
}

// File is one file.
type File struct {
	// Package is nil where the file does not say to what package it belongs.
	Package *PackageName
	Docs    string
	Items   []Item
}

// PackageName is the name of a package. Version is empty where it has none.
type PackageName struct {
	Namespace, Name, Version string
	Span
}

// Item is an item of a package: an [*Interface], a [*World], a [*TopUse] or a [*Package].
type Item interface{ item() }

// Package is a package inside a file.
type Package struct {
	Name  PackageName
	Docs  string
	Items []Item
}

// TopUse gives an interface or world a name in a file.
type TopUse struct {
	Path Path
	As   *Name
}

// Path refers to an interface or world.
type Path struct {
	// Package is nil for what is in the same package.
	Package *PackageName
	Name    Name
}

// Head is what stands before an item.
type Head struct {
	Docs  string
	Gates Gates
}

// Gates are the attributes of an item. What is absent is empty.
type Gates struct {
	Since, Unstable, Deprecated, ExternalID string
	// At is where the last of them is.
	At Span
}

// Interface is an interface.
type Interface struct {
	Head
	Name Name
	InterfaceBody
}

// InterfaceBody is the inside of an interface.
type InterfaceBody struct{ Items []InterfaceItem }

// InterfaceItem is an item of an interface: a [*Use], a [*TypeDef] or a [*Func].
type InterfaceItem interface{ interfaceItem() }

// World is a world.
type World struct {
	Head
	Name  Name
	Items []WorldItem
}

// WorldItem is an item of a world: an [*Extern], a [*Use], a [*TypeDef] or an [*Include].
type WorldItem interface{ worldItem() }

// Extern is an import or export. One of Path, Interface and Func is set. Name is nil for an
// interface that goes by its own name.
type Extern struct {
	Head
	Export    bool
	Name      *Name
	Path      *Path
	Interface *InterfaceBody
	Func      *Func
}

// Include takes over what another world has.
type Include struct {
	Head
	Path  Path
	Names []Rename
}

// Rename gives an item another name. As is nil where it keeps its own.
type Rename struct {
	Name Name
	As   *Name
}

// Use brings in types of another interface.
type Use struct {
	Head
	Path  Path
	Names []Rename
}

// TypeDef is a type with a name.
type TypeDef struct {
	Head
	Name Name
	Form Form
	// Type is what an alias stands for.
	Type *Type
	// Members are those of a record, variant, enum or flags.
	Members []Member
	// Funcs are those of a resource.
	Funcs []*Func
}

// Form is what a type is.
type Form uint8

// The forms of types.
const (
	Alias Form = iota
	Record
	Variant
	Enum
	Flags
	Resource
)

// Member is a field, case or flag. Type is nil where it has none.
type Member struct {
	Docs string
	Name Name
	Type *Type
}

// Func is a function.
type Func struct {
	Head
	Name     Name
	Kind     FuncKind
	Accessor Accessor
	Async    bool
	Params   []Param
	Result   *Type
	// Span is that of the word "func" or what stands for it.
	Span
}

// FuncKind says how a function belongs to a resource.
type FuncKind uint8

// The kinds of functions, numbered as in the model.
const (
	Free FuncKind = iota
	Method
	Static
	Constructor
)

// Accessor says whether a function reads or writes a property.
type Accessor uint8

// The kinds of accessors, numbered as in the model.
const (
	NoAccessor Accessor = iota
	Getter
	Setter
)

// Param is a parameter.
type Param struct {
	Name Name
	Type *Type
}

// Type is a type where it is used.
type Type struct {
	Kind TypeKind
	Span
	// Name is that of a primitive or of a named type, or of the resource of a handle.
	Name string
	// Args are the types between "<" and ">"; those of a result are two and may be nil.
	Args []*Type
	// Length is that of a fixed list.
	Length uint32
}

// TypeKind is a kind of type.
type TypeKind uint8

// The kinds of types.
const (
	Primitive TypeKind = iota
	Named
	Own
	Borrow
	List
	FixedList
	Map
	Tuple
	Option
	Result
	Stream
	Future
)

func (*Interface) item() {}
func (*World) item()     {}
func (*TopUse) item()    {}
func (*Package) item()   {}

func (*Use) interfaceItem()     {}
func (*TypeDef) interfaceItem() {}
func (*Func) interfaceItem()    {}

func (*Extern) worldItem()  {}
func (*Use) worldItem()     {}
func (*TypeDef) worldItem() {}
func (*Include) worldItem() {}
