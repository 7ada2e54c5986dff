package types

import "github.com/wasmcp/wasmcp-go/wit/component"

// ID names a type in its [Arena]. The zero ID is no type: a variant case, result, stream or future
// without one, or a function without a result.
type ID uint32

// ResourceID is the identity of a resource type. No two resource types are equal unless their
// identities are.
type ResourceID uint32

// Type is a type: one of [Primitive], [Record], [Variant], [List], [FixedList], [Tuple], [Flags],
// [Enum], [Option], [Result], [Own], [Borrow], [Stream], [Future], [Map], [Resource], [Func],
// [*Instance], [*Component] or [Module].
type Type interface{ typ() }

// Primitive is a primitive value type.
type Primitive component.Primitive

// Record is a record type.
type Record struct{ Fields []Field }

// Field is a record's field or a function's parameter.
type Field struct {
	Name string
	Type ID
}

// Variant is a variant type.
type Variant struct{ Cases []Case }

// Case is a case of a variant; Type is zero where it carries nothing.
type Case struct {
	Name string
	Type ID
}

// List is a list type.
type List struct{ Elem ID }

// FixedList is a list of a fixed length.
type FixedList struct {
	Elem   ID
	Length uint32
}

// Tuple is a tuple type.
type Tuple struct{ Types []ID }

// Flags is a flags type.
type Flags struct{ Names []string }

// Enum is an enum type.
type Enum struct{ Names []string }

// Option is an option type.
type Option struct{ Some ID }

// Result is a result type; a zero side carries nothing.
type Result struct{ Ok, Err ID }

// Own is an owning handle. Resource is a type that is a [Resource].
type Own struct{ Resource ID }

// Borrow is a borrowed handle. Resource is a type that is a [Resource].
type Borrow struct{ Resource ID }

// Stream is a stream type; Elem is zero where its elements carry nothing.
type Stream struct{ Elem ID }

// Future is a future type; Elem is zero where it carries nothing.
type Future struct{ Elem ID }

// Map is a map type.
type Map struct{ Key, Value ID }

// Resource is a resource type.
type Resource struct{ ID ResourceID }

// Func is the type of a function; Result is zero where it returns nothing.
type Func struct {
	Async  bool
	Params []Field
	Result ID
}

// Instance is the type of an instance. Exports are in the order of the binary.
type Instance struct {
	Exports []Extern
	// bound are the resources that the type itself introduces and that become those of an
	// instance when one is imported. The type of an instance at hand has none.
	bound []bound
	names map[string]int
}

// Component is the type of a component. Imports and Exports are in the order of the binary.
type Component struct {
	Imports, Exports []Extern
	// imported are the resources that whoever instantiates the component supplies, defined are
	// those that each instantiation makes afresh. Paths start at an import and at an export.
	imported, defined []bound
	importNames       map[string]int
	exportNames       map[string]int
}

// bound is a resource that a type introduces, and where: the name of an import or export, then
// those of exports of instances in it.
type bound struct {
	resource ResourceID
	path     []string
}

// Module is the type of a core module as it is written in the binary. For a module at hand it is what
// the module imports and exports, and has no bytes where that is not known here.
type Module struct{ Bytes string }

func (Primitive) typ()  {}
func (Record) typ()     {}
func (Variant) typ()    {}
func (List) typ()       {}
func (FixedList) typ()  {}
func (Tuple) typ()      {}
func (Flags) typ()      {}
func (Enum) typ()       {}
func (Option) typ()     {}
func (Result) typ()     {}
func (Own) typ()        {}
func (Borrow) typ()     {}
func (Stream) typ()     {}
func (Future) typ()     {}
func (Map) typ()        {}
func (Resource) typ()   {}
func (Func) typ()       {}
func (*Instance) typ()  {}
func (*Component) typ() {}
func (Module) typ()     {}

// Extern is an import or export: a name and the type of what it names.
type Extern struct {
	Name component.Name
	Sort component.Sort
	// Type is the type of a function, instance, component, module or value, and for
	// [component.SortType] the type itself.
	Type ID
}

// Export returns the export of this name.
func (t *Instance) Export(name string) (Extern, bool) { return find(t.Exports, t.names, name) }

// Export returns the export of this name.
func (t *Component) Export(name string) (Extern, bool) {
	return find(t.Exports, t.exportNames, name)
}

// Import returns the import of this name.
func (t *Component) Import(name string) (Extern, bool) {
	return find(t.Imports, t.importNames, name)
}

// find looks name up by way of index, or one by one where there is none.
func find(externs []Extern, index map[string]int, name string) (Extern, bool) {
	if index != nil {
		i, ok := index[name]
		if !ok {
			return Extern{}, false
		}
		return externs[i], true
	}
	for _, e := range externs {
		if e.Name.Name == name {
			return e, true
		}
	}
	return Extern{}, false
}

// indexed returns an index for [find], nil where there is too little to be worth one.
func indexed(externs []Extern) map[string]int {
	if len(externs) < 16 {
		return nil
	}
	index := make(map[string]int, len(externs))
	for i, e := range externs {
		index[e.Name.Name] = i
	}
	return index
}
