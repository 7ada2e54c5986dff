package types

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Of works out the type of a component. What the component holds inside is looked at only where its
// imports and exports depend on it, and core modules never are.
func Of(a *Arena, c *component.Component) (*Component, error) {
	a.limit = len(a.nodes) + maxTypes
	id, err := componentBody(a, nil, c)
	if err != nil {
		return nil, err
	}
	return a.Type(id).(*Component), nil
}

// componentBody returns the type of a component that stands in parent.
func componentBody(a *Arena, parent *view, c *component.Component) (ID, error) {
	s := newScope(a, parent)
	for _, section := range c.Sections {
		if err := s.section(section); err != nil {
			return 0, err
		}
	}
	return a.add(&Component{
		Imports: s.imports, Exports: s.exports,
		imported: s.imported, defined: a.definedBy(s),
	}), nil
}

func (s *scope) section(section component.Section) error {
	switch section := section.(type) {
	case *component.CoreModule:
		a := s.arena
		s.push(component.SortCoreModule, &item{build: func() (ID, error) { return a.Intern(moduleOf(section.Bytes)), nil }})
	case *component.Unread:
		s.unread(section)
	case component.CoreTypes:
		for _, t := range section {
			s.coreType(t)
		}
	case *component.Nested:
		s.nested(section)
	case component.Instances:
		for _, i := range section {
			v := s.now()
			s.push(component.SortInstance, &item{build: func() (ID, error) { return v.instance(i) }})
		}
	case component.Aliases:
		for _, a := range section {
			if err := s.alias(a); err != nil {
				return err
			}
		}
	case component.Types:
		for _, t := range section {
			s.typeDef(t)
		}
	case component.Canons:
		for _, c := range section {
			s.canon(c)
		}
	case component.Imports:
		for _, i := range section {
			if err := s.importDecl(i.Name, i.Type); err != nil {
				return fmt.Errorf("import %w", err)
			}
		}
	case component.Exports:
		for _, e := range section {
			if err := s.export(e); err != nil {
				return fmt.Errorf("export %w", err)
			}
		}
	}
	return nil
}

func (s *scope) nested(n *component.Nested) {
	v := s.now()
	s.push(component.SortComponent, &item{build: func() (ID, error) {
		c, err := n.DecodeTypes()
		if err != nil {
			return 0, err
		}
		return componentBody(v.arena, v, c)
	}})
}

// unread notes from which index on items cannot be told apart.
func (s *scope) unread(u *component.Unread) {
	for i, sort := range spaceSorts {
		if u.Adds(sort) && s.lost[i] == nil {
			s.lost[i] = &lostError{from: len(s.spaces[i]), why: u.Err}
		}
	}
}

func (s *scope) canon(c component.Canon) {
	lift, ok := c.(component.Lift)
	if !ok {
		return // makes a core function
	}
	v := s.now()
	s.push(component.SortFunc, &item{build: func() (ID, error) {
		id, _, err := expect[Func](v, component.SortType, lift.Type, "a function type")
		return id, err
	}})
}

func (s *scope) export(e component.Export) error {
	if e.Type != nil {
		// What is seen from outside is the ascribed type alone.
		x, _, err := s.declare(e.Name, *e.Type)
		s.exports = append(s.exports, x)
		return err
	}
	if e.Item.Sort == component.SortValue {
		return fmt.Errorf("%q: %w", e.Name.Name, ErrValue)
	}
	id, err := s.get(e.Item.Sort, e.Item.Index)
	if err != nil {
		return fmt.Errorf("%q: %w", e.Name.Name, err)
	}
	if e.Item.Sort == component.SortType {
		id = s.arena.named(id, e.Name.Name)
	}
	s.pushID(e.Item.Sort, id)
	s.exports = append(s.exports, Extern{Name: e.Name, Sort: e.Item.Sort, Type: id})
	return nil
}

// instance returns the type of an instance made inside a component. The component being valid is
// taken for granted: arguments are followed only to the resources they supply.
func (v *view) instance(i component.Instance) (ID, error) {
	switch i := i.(type) {
	case component.Instantiate:
		return v.instantiate(i)
	case component.Inline:
		exports := make([]Extern, len(i.Exports))
		for n, e := range i.Exports {
			id, err := v.get(e.Item.Sort, e.Item.Index)
			if err != nil {
				return 0, err
			}
			if e.Item.Sort == component.SortType {
				id = v.arena.named(id, e.Name.Name)
			}
			exports[n] = Extern{Name: e.Name, Sort: e.Item.Sort, Type: id}
		}
		return v.arena.add(&Instance{Exports: exports}), nil
	default:
		return 0, fmt.Errorf("%T is not an instance that this version knows", i)
	}
}

func (v *view) instantiate(i component.Instantiate) (ID, error) {
	_, c, err := expect[*Component](v, component.SortComponent, i.Component, "a component")
	if err != nil {
		return 0, err
	}
	args := make(map[string]component.SortIndex, len(i.Args))
	for _, a := range i.Args {
		args[a.Name] = a.Item
	}
	// An interface that uses types of another one is made by a component that imports these types, and
	// exports them under names of its own.
	renamed := make(map[ID]ID)
	for _, want := range c.Imports {
		if arg, ok := args[want.Name.Name]; ok && want.Sort == component.SortType && arg.Sort == want.Sort {
			id, err := v.get(arg.Sort, arg.Index)
			if err != nil {
				return 0, err
			}
			renamed[want.Type] = id
		}
	}
	var failed error
	in := v.arena.Rename(c, func(path []string) (ResourceID, bool) {
		arg, ok := args[path[0]]
		if !ok {
			return 0, false
		}
		id, err := v.get(arg.Sort, arg.Index)
		if err != nil {
			failed = err
			return 0, false
		}
		return v.arena.ResourceAt(id, path[1:])
	}, renamed)
	return in.Instance, failed
}

// definedBy returns the resources that exports mention and imports do not supply, with the first
// export that shows each.
func (a *Arena) definedBy(s *scope) []bound {
	w := walk{a: a, seen: make(map[ID]bool), hidden: make(map[ResourceID]bool)}
	w.hide(s.imported)
	w.externs(s.exports)
	if len(w.found) == 0 {
		return nil
	}
	p := pathsOf(a)
	p.externs(s.exports, nil)
	defined := make([]bound, len(w.found))
	for i, r := range w.found {
		path := p.of[r]
		if len(path) > 0 {
			// Inside, it may have gone by other names.
			a.resources[r].name = path[len(path)-1]
		}
		defined[i] = bound{r, path}
	}
	return defined
}

// paths are the names that lead to the first export of each resource.
type paths struct {
	a    *Arena
	of   map[ResourceID][]string
	seen map[ID]bool
}

func (p *paths) externs(exports []Extern, prefix []string) {
	for _, e := range exports {
		path := append(prefix[:len(prefix):len(prefix)], e.Name.Name)
		switch t := p.a.Type(e.Type).(type) {
		case Resource:
			if _, ok := p.of[t.ID]; !ok {
				p.of[t.ID] = path
			}
		case *Instance:
			if e.Sort == component.SortInstance && p.a.HasResources(e.Type) && !p.seen[e.Type] {
				p.seen[e.Type] = true
				p.externs(t.Exports, path)
			}
		}
	}
}
