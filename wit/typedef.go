package wit

// TypeDef is a type with a name. It is a [Type] itself.
type TypeDef struct {
	Name  string
	Owner Owner
	Kind  Kind
	Docs  string
	Stability
	// ExternalID is a name that the type has outside of WIT.
	ExternalID string
}

// Owner is where a type is defined: an [*Interface] or a [*World].
type Owner interface{ owner() }

// Kind is what a TypeDef defines: a [Record], [Variant], [Enum], [Flags], [*Resource], [Alias] or
// [Use].
type Kind interface{ kind() }

// Record is a record type.
type Record struct{ Fields []Field }

// Field is a field of a record.
type Field struct {
	Name string
	Type Type
	Docs string
}

// Variant is a variant type.
type Variant struct{ Cases []Case }

// Case is a case of a variant. Type is nil where it carries nothing.
type Case struct {
	Name string
	Type Type
	Docs string
}

// Enum is an enum type; its cases carry nothing.
type Enum struct{ Cases []Label }

// Flags is a flags type.
type Flags struct{ Flags []Label }

// Label is a case of an enum or one of the flags.
type Label struct{ Name, Docs string }

// Resource is a resource type. It is shared by all that refer to it: resources are equal only to
// themselves.
type Resource struct {
	// Funcs are its constructor, methods and static functions, in order.
	Funcs []*Func
}

// Alias is another name for a type.
type Alias struct{ Type Type }

// Use brings in a type of another interface, under its own or another name.
type Use struct{ Type *TypeDef }

func (Record) kind()    {}
func (Variant) kind()   {}
func (Enum) kind()      {}
func (Flags) kind()     {}
func (*Resource) kind() {}
func (Alias) kind()     {}
func (Use) kind()       {}

// Resource returns the resource that t is, by whatever name, or nil.
func (t *TypeDef) Resource() *Resource {
	switch k := t.Kind.(type) {
	case *Resource:
		return k
	case Use:
		return k.Type.Resource()
	case Alias:
		if t, ok := k.Type.(*TypeDef); ok {
			return t.Resource()
		}
	}
	return nil
}

// references calls f with the interface that t is used from, if it is. All other types of other
// interfaces come by way of such a t.
func (t *TypeDef) references(f func(*Interface)) {
	if use, ok := t.Kind.(Use); ok {
		if i, ok := use.Type.Owner.(*Interface); ok {
			f(i)
		}
	}
}

func (*TypeDef) item() {}
func (*TypeDef) typ()  {}
