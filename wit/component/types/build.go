package types

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// What follows is for whoever reads components by other rules than [Of], such as a validator, and
// builds their types piece by piece.

// NewName returns a new name for a type: what an import or export of it defines. It is equal to the type
// and has an ID of its own.
func (a *Arena) NewName(target ID, name string) ID { return a.named(target, name) }

// NewInstance returns the type of an instance. Introduced are the resources that the type itself
// introduces, each with the names that lead to it; the type of an instance at hand has none.
func (a *Arena) NewInstance(exports []Extern, introduced []Defined) ID {
	return a.add(&Instance{Exports: exports, bound: boundBy(introduced)})
}

// NewComponent returns the type of a component. Imported are the resources that whoever instantiates
// it supplies, defined those that each instantiation makes; their paths begin with the name of an
// import, and of an export.
func (a *Arena) NewComponent(imports, exports []Extern, imported, defined []Defined) ID {
	return a.add(&Component{Imports: imports, Exports: exports, imported: boundBy(imported), defined: boundBy(defined)})
}

func boundBy(list []Defined) []bound {
	out := make([]bound, len(list))
	for i, d := range list {
		out[i] = bound{d.Resource, d.Path}
	}
	return out
}

// Open returns the type of an instance at hand that has the given instance type: the resources that
// the type introduces become fresh ones, which are returned too, each with its path in the instance.
func (a *Arena) Open(id ID) (ID, []Defined) {
	opened, fresh := a.open(id)
	out := make([]Defined, len(fresh))
	for i, b := range fresh {
		out[i] = Defined{b.resource, b.path}
	}
	return opened, out
}

// Rename is [Arena.Instantiate] where also the types that the component imports become the types that
// are supplied for them: renamed has the one for the other.
func (a *Arena) Rename(c *Component, arg func(path []string) (ResourceID, bool), renamed map[ID]ID) Instantiation {
	return a.instantiate(c, arg, renamed)
}

// Len returns how many types there are.
func (a *Arena) Len() int { return len(a.nodes) }

// Spent returns how many parts of instance and component types have been made, and of the paths to
// resources in them. It is what memory and time grow with.
func (a *Arena) Spent() int { return a.spent }

// Depth returns how many levels of types in types a type has.
func (a *Arena) Depth(id ID) int { return a.nodes[id].depth }

// Explicit returns, for each resource that exports show, the names that lead to the first export
// that does, and the resources that they mention in the order in which they come.
func (a *Arena) Explicit(exports []Extern) (paths map[ResourceID][]string, mentioned []ResourceID) {
	p := pathsOf(a)
	p.externs(exports, nil)
	w := walk{a: a, seen: make(map[ID]bool), hidden: make(map[ResourceID]bool)}
	w.externs(exports)
	return p.of, slices.Clone(w.found)
}

func pathsOf(a *Arena) *paths {
	return &paths{a: a, of: make(map[ResourceID][]string), seen: make(map[ID]bool)}
}

// Kind says what a type is, such as "a record".
func (a *Arena) Kind(id ID) string {
	switch t := a.Type(id).(type) {
	case Primitive:
		return component.Primitive(t).String()
	case Record:
		return "a record"
	case Variant:
		return "a variant"
	case List, FixedList:
		return "a list"
	case Tuple:
		return "a tuple"
	case Flags:
		return "flags"
	case Enum:
		return "an enum"
	case Option:
		return "an option"
	case Result:
		return "a result"
	case Own:
		return "an own handle"
	case Borrow:
		return "a borrow handle"
	case Stream:
		return "a stream"
	case Future:
		return "a future"
	case Map:
		return "a map"
	case Resource:
		return "a resource"
	case Func:
		return "a function type"
	case *Instance:
		return "an instance type"
	case *Component:
		return "a component type"
	default:
		return "a core module type"
	}
}

// Introduces reports whether the type of an instance introduces resources.
func (a *Arena) Introduces(id ID) bool {
	t, ok := a.Type(id).(*Instance)
	return ok && len(t.bound) > 0
}
