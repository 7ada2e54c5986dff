package validate

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// side is the imports or the exports of a scope.
type side struct {
	what    string
	externs []types.Extern
	index   map[string]int
	strong  map[string]string
	// named are the types that imports or exports of this side may mention.
	named map[types.ID]bool
	// known are types that have been found to mention named ones alone.
	known map[types.ID]bool
	// resources are the names of those resources that imports or exports of the scope itself are.
	resources     map[types.ID]string
	resourceNames map[string]bool
}

func newSide(what string) *side { return &side{what: what} }

// put sets a value in a map that is made when the first one is.
func put[K comparable, V any](m *map[K]V, key K, value V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[key] = value
}

// externType is the type of an import or export that is declared. For a type, id is what it is called
// from then on, and of the type that it is a name for; fresh is whether it is a new resource.
type externType struct {
	sort  component.Sort
	id    types.ID
	of    types.ID
	fresh bool
}

// externType returns what is declared under a name.
func (s *scope) externType(name string, t component.ExternType) (externType, *Error) {
	x := externType{sort: t.Sort}
	var err *Error
	switch t.Sort {
	case component.SortCoreModule:
		var c coreType
		if c, err = at(s.coreTypes, component.SortCoreType, t.Index); err != nil {
			return x, err
		}
		if c.module == nil {
			return x, failf("core type %d is not the type of a module", t.Index)
		}
		x.id = s.v.moduleID(c.module)
	case component.SortFunc:
		x.id, _, err = typeOf[types.Func](s, t.Index, "a function type")
	case component.SortInstance:
		x.id, _, err = typeOf[*types.Instance](s, t.Index, "an instance type")
	case component.SortComponent:
		x.id, _, err = typeOf[*types.Component](s, t.Index, "a component type")
	case component.SortValue:
		x.id, err = s.valueType(t.Value)
	case component.SortType:
		if t.Bound == component.BoundSubResource {
			r := s.v.arena.NewResource(name)
			x.of = s.v.arena.ResourceType(r)
			x.fresh = true
		} else if x.of, err = s.typ(t.Index); err != nil {
			return x, err
		}
		x.id = s.v.arena.NewName(x.of, name)
	default:
		err = failf("type of sort %s", t.Sort)
	}
	return x, err
}

func (s *scope) importItem(name component.Name, t component.ExternType) *Error {
	x, err := s.externType(name.Name, t)
	if err != nil {
		return err
	}
	switch {
	case x.sort == component.SortInstance:
		var fresh []types.Defined
		x.id, fresh = s.v.arena.Open(x.id)
		for _, d := range fresh {
			s.imported = append(s.imported, types.Defined{Resource: d.Resource, Path: append([]string{name.Name}, d.Path...)})
		}
	case x.fresh:
		r := s.v.arena.Type(x.of).(types.Resource)
		s.imported = append(s.imported, types.Defined{Resource: r.ID, Path: []string{name.Name}})
	}
	return s.addExtern(s.imports, name, x)
}

// exportDecl adds an export of a component type or instance type.
func (s *scope) exportDecl(name component.Name, t component.ExternType) *Error {
	x, err := s.externType(name.Name, t)
	if err != nil {
		return err
	}
	if x.fresh {
		s.own(s.v.arena.Type(x.of).(types.Resource).ID)
	}
	return s.addExport(name, x)
}

func (s *scope) addExport(name component.Name, x externType) *Error {
	if x.sort == component.SortInstance {
		var fresh []types.Defined
		x.id, fresh = s.v.arena.Open(x.id)
		for _, d := range fresh {
			s.own(d.Resource)
		}
	}
	return s.addExtern(s.exports, name, x)
}

// export adds an export of a component.
func (s *scope) export(e component.Export) *Error {
	id, err := s.item(e.Item.Sort, e.Item.Index)
	if err != nil {
		return err
	}
	x := externType{sort: e.Item.Sort, id: id}
	if e.Item.Sort == component.SortType {
		x.of, x.id = id, s.v.arena.NewName(id, e.Name.Name)
	}
	if e.Type == nil {
		return s.addExport(e.Name, x)
	}
	ascribed, err := s.externType(e.Name.Name, *e.Type)
	if err != nil {
		return in(err, "ascribed type")
	}
	if ascribed.fresh || ascribed.sort == component.SortInstance && s.v.arena.Introduces(ascribed.id) {
		return failf("ascribed type that introduces resources, which those of the item do not fit")
	}
	if m := s.v.arena.Subtype(types.Extern{Sort: x.sort, Type: x.id}, types.Extern{Sort: ascribed.sort, Type: ascribed.id}); m != nil {
		return failf("does not have the type that it is said to have: %v", m)
	}
	return s.addExport(e.Name, ascribed)
}

// addExtern adds an import or export to the index space of its sort and to its side.
func (s *scope) addExtern(to *side, name component.Name, x externType) *Error {
	if len(to.externs) >= maxItems {
		return failf("more than %d %ss", maxItems, to.what)
	}
	if err := s.push(x.sort, x.id); err != nil {
		return err
	}
	if x.sort == component.SortValue && to == s.exports {
		s.values[len(s.values)-1].used = true
		if m, err := s.v.measure(x.id); err != nil || m.borrow {
			return first(err, failf("value of a type with a borrow handle, which ends with a call"))
		}
	}
	e := types.Extern{Name: name, Sort: x.sort, Type: x.id}
	if err := s.visible(to, e, x.of); err != nil {
		return err
	}
	if x.sort == component.SortType {
		if _, ok := s.v.arena.Type(x.id).(types.Resource); ok {
			put(&to.resources, x.id, name.Name)
			put(&to.resourceNames, name.Name, true)
		}
	}
	if err := s.v.checkName(to, e); err != nil {
		return err
	}
	size, err := s.v.externSize(e)
	if err != nil {
		return err
	}
	if s.size += size; s.size > limits.Parts {
		return failf("imports and exports of %d parts, %d are the most", s.size, limits.Parts)
	}
	put(&to.index, name.Name, len(to.externs))
	to.externs = append(to.externs, e)
	return nil
}

func first(errs ...*Error) *Error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkName checks the name of an import or export that comes next on a side, and what it says of its type.
func (v *validator) checkName(to *side, e types.Extern) *Error {
	n, err := v.parseName(e.Name.Name)
	if err != nil {
		return err
	}
	if err := v.attributes(n, e); err != nil {
		return err
	}
	if err := v.annotated(to, n, e); err != nil {
		return err
	}
	if prev, ok := to.strong[n.canonical]; ok {
		return failf("name conflicts with %s %s", to.what, quote(prev))
	}
	put(&to.strong, n.canonical, e.Name.Name)
	if _, ok := to.index[e.Name.Name]; ok {
		return failf("name is that of another %s", to.what)
	}
	return v.setter(to, n, e)
}

// attributes checks the attributes of a name.
func (v *validator) attributes(n externName, e types.Extern) *Error {
	a := e.Name
	if a.VersionSuffix != "" {
		if err := v.gate(CanonicalNames, "version suffix"); err != nil {
			return err
		}
		switch {
		case e.Sort != component.SortInstance:
			return failf("version suffix of a %s, only instances have one", e.Sort)
		case a.Implements == "" && !n.isInterface:
			return failf("version suffix of what names no interface")
		}
	}
	if a.Implements != "" || a.ExternalID != "" {
		if err := v.gate(Implements, "name that implements an interface, or external id"); err != nil {
			return err
		}
	}
	named := n
	if a.Implements != "" {
		switch {
		case n.isInterface || n.annotation != "" || n.accessor != "":
			return failf("name that implements %s has to be a plain label", quote(a.Implements))
		case e.Sort != component.SortInstance:
			return failf("%s that implements %s, only instances implement interfaces", e.Sort, quote(a.Implements))
		}
		var err *Error
		if named, err = v.parseName(a.Implements); err != nil {
			return in(err, "implements")
		}
		if !named.isInterface {
			return failf("implements %s, which names no interface", quote(a.Implements))
		}
	}
	return versionOf(named, a.VersionSuffix)
}

// versionOf checks the version of an interface's name together with its suffix.
func versionOf(n externName, suffix string) *Error {
	switch {
	case !n.hasVersion && suffix == "":
		return nil
	case !n.hasVersion:
		return failf("version suffix %s of a name without a version", quote(suffix))
	case suffix == "" && isVersion(n.version):
		return nil
	case suffix == "":
		return failf("version %s is not a semantic version", quote(n.version))
	}
	full := n.version + suffix
	canonical, rest, ok := splitVersion(full)
	if !ok {
		return failf("version %s is not a semantic version", quote(full))
	}
	if canonical != n.version || rest != suffix {
		return failf("version %s with suffix %s, expected %s and %s", quote(n.version), quote(suffix), quote(canonical), quote(rest))
	}
	return nil
}
