package diff

import "github.com/wasmcp/wasmcp-go/wit"

// equality compares types. It remembers what it has compared, since types can be small and yet stand
// for trees of any size.
type equality struct {
	known map[[2]*wit.TypeDef]bool
	// old and new are the packages that are compared.
	old, new wit.PackageName
}

// resources reports whether two resources are one to those who are linked by names: of the same
// name, in interfaces of the same name.
func (e equality) resources(a, b *wit.TypeDef) bool {
	return a.Name == b.Name && e.owners(a.Owner, b.Owner)
}

// owners reports whether two interfaces are one, or two worlds. Versions of another package have to
// be compatible.
func (e equality) owners(a, b wit.Owner) bool {
	x, xIs := a.(*wit.Interface)
	y, yIs := b.(*wit.Interface)
	if !xIs || !yIs {
		return xIs == yIs
	}
	xID, xOK := x.ID()
	yID, yOK := y.ID()
	if !xOK || !yOK {
		return xOK == yOK
	}
	if !sameID(xID, yID) {
		return false
	}
	own := xID.Package == e.old && yID.Package == e.new
	return own || track(xID.Package.Version) == track(yID.Package.Version)
}

// sameID compares all of two names but their versions.
func sameID(a, b wit.ID) bool {
	return a.Name == b.Name && a.Package.Namespace == b.Package.Namespace && a.Package.Name == b.Package.Name
}

// track returns the part of a version that compatible versions share.
func track(version string) string {
	v, ok := wit.ParseVersion(version)
	if !ok {
		return version
	}
	return v.Track()
}

// types reports whether two types are the same. Types of one name and owner are: how they differ is
// said where they are defined.
func (e equality) types(a, b wit.Type) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	x, xIs := a.(*wit.TypeDef)
	y, yIs := b.(*wit.TypeDef)
	switch {
	case xIs && yIs:
		return x.Name == y.Name && e.owners(x.Owner, y.Owner) || e.defs(resolve(x), resolve(y))
	case xIs:
		return e.named(resolve(x), b)
	case yIs:
		return e.named(resolve(y), a)
	}
	return e.parts(a, b)
}

// named reports whether a definition is no more than a name of t.
func (e equality) named(r resolved, t wit.Type) bool {
	alias, ok := r.kind.(wit.Alias)
	return ok && e.types(alias.Type, t)
}

func (e equality) defs(a, b resolved) bool {
	if a.def.Name == b.def.Name && e.owners(a.def.Owner, b.def.Owner) {
		return true
	}
	key := [2]*wit.TypeDef{a.def, b.def}
	same, ok := e.known[key]
	if !ok {
		same = e.kinds(a, b)
		e.known[key] = same
	}
	return same
}

func (e equality) kinds(a, b resolved) bool {
	if a.what() != b.what() {
		return false
	}
	same := true
	say := func(string, ...any) { same = false }
	switch x := a.kind.(type) {
	case wit.Record:
		e.members(say, "", fieldMembers(x), fieldMembers(b.kind.(wit.Record)))
	case wit.Variant:
		e.members(say, "", caseMembers(x), caseMembers(b.kind.(wit.Variant)))
	case wit.Enum:
		e.members(say, "", labelMembers(x.Cases), labelMembers(b.kind.(wit.Enum).Cases))
	case wit.Flags:
		e.members(say, "", labelMembers(x.Flags), labelMembers(b.kind.(wit.Flags).Flags))
	case wit.Alias:
		return e.types(x.Type, b.kind.(wit.Alias).Type)
	default:
		return false
	}
	return same
}

func (e equality) parts(a, b wit.Type) bool {
	switch x := a.(type) {
	case wit.Primitive:
		return a == b
	case wit.List:
		y, ok := b.(wit.List)
		return ok && e.types(x.Elem, y.Elem)
	case wit.FixedList:
		y, ok := b.(wit.FixedList)
		return ok && x.Length == y.Length && e.types(x.Elem, y.Elem)
	case wit.Option:
		y, ok := b.(wit.Option)
		return ok && e.types(x.Some, y.Some)
	case wit.Stream:
		y, ok := b.(wit.Stream)
		return ok && e.types(x.Elem, y.Elem)
	case wit.Future:
		y, ok := b.(wit.Future)
		return ok && e.types(x.Elem, y.Elem)
	case wit.Result:
		y, ok := b.(wit.Result)
		return ok && e.types(x.Ok, y.Ok) && e.types(x.Err, y.Err)
	case wit.Map:
		y, ok := b.(wit.Map)
		return ok && e.types(x.Key, y.Key) && e.types(x.Value, y.Value)
	case wit.Own:
		y, ok := b.(wit.Own)
		return ok && e.types(x.Resource, y.Resource)
	case wit.Borrow:
		y, ok := b.(wit.Borrow)
		return ok && e.types(x.Resource, y.Resource)
	case wit.Tuple:
		y, ok := b.(wit.Tuple)
		if !ok || len(x.Types) != len(y.Types) {
			return false
		}
		for i := range x.Types {
			if !e.types(x.Types[i], y.Types[i]) {
				return false
			}
		}
		return true
	}
	return false
}
