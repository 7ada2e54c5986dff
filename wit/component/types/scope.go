package types

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// ErrValue is the error of an import or export that is a value.
var ErrValue = errors.New("a value, which no toolchain supports: imports and exports of values are a proposal of the Component Model, and off wherever it is known")

// scope is a component, component type or instance type being read.
type scope struct {
	view
	imports, exports  []Extern
	imported, defined []bound
}

func newScope(a *Arena, parent *view) *scope { return &scope{view: view{arena: a, parent: parent}} }

func (v *view) instanceType(t component.InstanceType) (ID, error) {
	s := newScope(v.arena, v.now())
	if err := s.decls(t.Decls); err != nil {
		return 0, err
	}
	return v.arena.add(&Instance{Exports: s.exports, bound: s.defined}), nil
}

func (v *view) componentType(t component.ComponentType) (ID, error) {
	s := newScope(v.arena, v.now())
	if err := s.decls(t.Decls); err != nil {
		return 0, err
	}
	return v.arena.add(&Component{Imports: s.imports, Exports: s.exports, imported: s.imported, defined: s.defined}), nil
}

func (s *scope) decls(decls []component.Decl) error {
	for _, d := range decls {
		if err := s.decl(d); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) decl(d component.Decl) error {
	switch d := d.(type) {
	case component.CoreTypeDecl:
		s.coreType(d.Type)
		return nil
	case component.TypeDecl:
		s.typeDef(d.Type)
		return nil
	case component.AliasDecl:
		return s.alias(d.Alias)
	case component.ImportDecl:
		return s.importDecl(d.Name, d.Type)
	case component.ExportDecl:
		e, bounds, err := s.declare(d.Name, d.Type)
		s.exports = append(s.exports, e)
		s.defined = append(s.defined, bounds...)
		return err
	default:
		return fmt.Errorf("%T is not a declaration that this version knows", d)
	}
}

func (s *scope) coreType(t component.CoreType) {
	s.pushID(component.SortCoreType, s.arena.Intern(Module{string(t.Bytes)}))
}

func (s *scope) typeDef(t component.Type) {
	v := s.now()
	s.push(component.SortType, &item{build: func() (ID, error) { return v.definition(t) }})
}

func (s *scope) alias(a component.Alias) error {
	switch t := a.Target.(type) {
	case component.InstanceExport:
		instance, err := s.item(component.SortInstance, t.Instance)
		if err != nil {
			return s.absent(a.Sort, err)
		}
		arena := s.arena
		s.push(a.Sort, &item{build: func() (ID, error) { return exportOf(arena, instance, a.Sort, t.Name) }})
	case component.Outer:
		it, err := s.outer(a.Sort, t)
		if err != nil {
			return s.absent(a.Sort, err)
		}
		s.push(a.Sort, it)
	case component.CoreInstanceExport:
		// Makes a core item, which no component's type mentions.
	}
	return nil
}

// absent adds an item whose type is an error. It is one at once where the component is not valid;
// where something about it is not known, only if the type is needed.
func (s *scope) absent(sort component.Sort, err error) error {
	var lost *lostError
	if !errors.As(err, &lost) {
		return err
	}
	s.push(sort, &item{build: func() (ID, error) { return 0, err }})
	return nil
}

func exportOf(a *Arena, instance *item, sort component.Sort, name string) (ID, error) {
	id, err := instance.force(a)
	if err != nil {
		return 0, err
	}
	t, ok := a.Type(id).(*Instance)
	if !ok {
		return 0, fmt.Errorf("alias of export %q of what is no instance", name)
	}
	e, ok := t.Export(name)
	if !ok {
		return 0, fmt.Errorf("alias of export %q, which the instance does not have", name)
	}
	if e.Sort != sort {
		return 0, fmt.Errorf("alias of export %q as a %s, which is a %s", name, sort, e.Sort)
	}
	return e.Type, nil
}

func (s *scope) importDecl(n component.Name, t component.ExternType) error {
	e, bounds, err := s.declare(n, t)
	s.imports = append(s.imports, e)
	s.imported = append(s.imported, bounds...)
	return err
}

// declare adds an item that is known by its type alone: an import, or the export of a type. It
// returns the item and the resources that come with it.
func (s *scope) declare(n component.Name, t component.ExternType) (Extern, []bound, error) {
	id, bounds, err := s.declared(n.Name, t)
	if err == nil {
		err = s.arena.room()
	}
	if err != nil {
		return Extern{}, nil, fmt.Errorf("%q: %w", n.Name, err)
	}
	s.pushID(t.Sort, id)
	return Extern{Name: n, Sort: t.Sort, Type: id}, bounds, nil
}

func (s *scope) declared(name string, t component.ExternType) (ID, []bound, error) {
	switch t.Sort {
	case component.SortFunc:
		id, _, err := expect[Func](&s.view, component.SortType, t.Index, "a function type")
		return id, nil, err
	case component.SortComponent:
		id, _, err := expect[*Component](&s.view, component.SortType, t.Index, "a component type")
		return id, nil, err
	case component.SortCoreModule:
		id, _, err := expect[Module](&s.view, component.SortCoreType, t.Index, "a module type")
		return id, nil, err
	case component.SortInstance:
		id, _, err := expect[*Instance](&s.view, component.SortType, t.Index, "an instance type")
		if err != nil {
			return 0, nil, err
		}
		id, fresh := s.arena.open(id)
		for i, b := range fresh {
			fresh[i].path = slices.Concat([]string{name}, b.path)
		}
		return id, fresh, nil
	case component.SortType:
		if t.Bound == component.BoundSubResource {
			r := s.arena.NewResource(name)
			return s.arena.named(s.arena.ResourceType(r), name), []bound{{r, []string{name}}}, nil
		}
		id, err := s.get(component.SortType, t.Index)
		if err != nil {
			return 0, nil, err
		}
		return s.arena.named(id, name), nil, nil
	case component.SortValue:
		return 0, nil, ErrValue
	default:
		return 0, nil, fmt.Errorf("imports and exports of a %s are not supported", t.Sort)
	}
}
