package wit

import "strings"

// Func is a function.
type Func struct {
	// Name is the name without annotations; empty for a constructor.
	Name     string
	Kind     FuncKind
	Accessor Accessor
	// Resource is the type that the function belongs to, nil where Kind is [Freestanding].
	Resource *TypeDef
	Async    bool
	// Params are the parameters, without the self of a method.
	Params []Param
	// Result is nil where the function returns nothing. That of a constructor is set only where it
	// can fail.
	Result Type
	Docs   string
	Stability
	// ExternalID is a name that the function has outside of WIT.
	ExternalID string
}

// Param is a parameter.
type Param struct {
	Name string
	Type Type
}

// FuncKind says how a function belongs to a resource.
type FuncKind uint8

// The kinds of functions.
const (
	Freestanding FuncKind = iota
	Method
	Static
	Constructor
)

// Accessor says whether a function reads or writes a property.
type Accessor uint8

// The kinds of accessors.
const (
	NoAccessor Accessor = iota
	Getter
	Setter
)

var (
	kindAnnotations     = [...]string{Method: "[method]", Static: "[static]", Constructor: "[constructor]"}
	accessorAnnotations = [...]string{NoAccessor: "", Getter: "[get]", Setter: "[set]"}
)

// ExternName returns the name of the function in component binaries, such as "[method]r.f".
func (f *Func) ExternName() string {
	n := FuncName{Kind: f.Kind, Accessor: f.Accessor, Name: f.Name}
	if f.Resource != nil {
		n.Resource = f.Resource.Name
	}
	return n.String()
}

// FuncName is the name of a function in a component binary, in its parts.
type FuncName struct {
	Kind     FuncKind
	Accessor Accessor
	Resource string
	Name     string
}

// ParseFuncName takes the name of a function in a component binary apart. It always succeeds: what
// is not annotated is the name of a free-standing function.
func ParseFuncName(s string) FuncName {
	var n FuncName
	for kind, annotation := range kindAnnotations {
		if rest, ok := strings.CutPrefix(s, annotation); ok && annotation != "" {
			n.Kind, s = FuncKind(kind), rest
		}
	}
	if n.Kind == Constructor {
		n.Resource = s
		return n
	}
	for accessor, annotation := range accessorAnnotations {
		if rest, ok := strings.CutPrefix(s, annotation); ok && annotation != "" {
			n.Accessor, s = Accessor(accessor), rest
		}
	}
	if n.Kind != Freestanding {
		n.Resource, s, _ = strings.Cut(s, ".")
	}
	n.Name = s
	return n
}

// String returns the name as it is in component binaries.
func (n FuncName) String() string {
	switch n.Kind {
	case Freestanding:
		return accessorAnnotations[n.Accessor] + n.Name
	case Constructor:
		return kindAnnotations[n.Kind] + n.Resource
	default:
		return kindAnnotations[n.Kind] + accessorAnnotations[n.Accessor] + n.Resource + "." + n.Name
	}
}

func (*Func) item() {}
