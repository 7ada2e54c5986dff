package component

import "fmt"

// component takes in the sections of a component.
func (s *worldScope) component(c *Component) error {
	for _, section := range c.Sections {
		if err := s.spend(itemCount(section)); err != nil {
			return err
		}
		s.section(section)
	}
	return nil
}

// itemCount returns how many items a section has.
func itemCount(s Section) int {
	switch s := s.(type) {
	case Instances:
		return len(s)
	case Aliases:
		return len(s)
	case Types:
		return len(s)
	case Canons:
		return len(s)
	case Imports:
		return len(s)
	case Exports:
		return len(s)
	default:
		return 1
	}
}

func (s *worldScope) section(section Section) {
	switch section := section.(type) {
	case *Nested:
		s.push(SortComponent, known(&componentNode{scope: s.now(), body: section}))
	case Instances:
		for _, i := range section {
			v := s.now()
			s.push(SortInstance, &lazy{build: func() (any, error) { return v.instance(i) }})
		}
	case Aliases:
		for _, a := range section {
			s.alias(a)
		}
	case Types:
		for _, t := range section {
			s.typeDef(t)
		}
	case Canons:
		for _, c := range section {
			if lift, ok := c.(Lift); ok {
				s.push(SortFunc, known(&funcNode{s.now(), lift.Type}))
			}
		}
	case Imports:
		for _, i := range section {
			s.importItem(i.Name, i.Type)
		}
	case Exports:
		for _, e := range section {
			s.exportItem(e)
		}
	}
}

// decls takes in the declarations of a component or instance type.
func (s *worldScope) decls(decls []Decl) error {
	if err := s.spend(len(decls)); err != nil {
		return err
	}
	for _, d := range decls {
		switch d := d.(type) {
		case TypeDecl:
			s.typeDef(d.Type)
		case AliasDecl:
			s.alias(d.Alias)
		case ImportDecl:
			s.importItem(d.Name, d.Type)
		case ExportDecl:
			item := s.declared(d.Type)
			s.push(d.Type.Sort, item)
			s.exports = append(s.exports, worldExtern{d.Name, d.Type.Sort, item})
		}
	}
	return nil
}

func (s *worldScope) typeDef(t Type) { s.push(SortType, known(&typeNode{def: t, scope: s.now()})) }

// declared returns the item that an import or export declares.
func (s *worldScope) declared(t ExternType) *lazy {
	v := s.now()
	switch t.Sort {
	case SortFunc:
		return known(&funcNode{v, t.Index})
	case SortType:
		if t.Bound == BoundSubResource {
			return known(new(typeNode))
		}
		return v.nameOf(v.at(SortType, t.Index))
	case SortInstance:
		return &lazy{build: func() (any, error) { return v.instanceOf(t.Index) }}
	case SortComponent:
		return &lazy{build: func() (any, error) {
			n, err := get[*typeNode](v, SortType, t.Index)
			if err != nil {
				return nil, err
			}
			ct, ok := n.end().def.(ComponentType)
			if !ok {
				return nil, fmt.Errorf("type %d is no component type", t.Index)
			}
			return &componentNode{scope: n.end().scope, decls: ct.Decls}, nil
		}}
	default:
		return &lazy{err: fmt.Errorf("a %s is nothing that WIT can express", t.Sort)}
	}
}

// nameOf returns a new name for a type.
func (s *worldScope) nameOf(l *lazy) *lazy {
	return &lazy{build: func() (any, error) {
		v, err := s.force(l)
		if err != nil {
			return nil, err
		}
		n, ok := v.(*typeNode)
		if !ok {
			return nil, fmt.Errorf("a type is expected")
		}
		return &typeNode{alias: n}, nil
	}}
}

// end returns the type that n is a name of in the end.
func (n *typeNode) end() *typeNode {
	for n.alias != nil {
		n = n.alias
	}
	return n
}

// instanceOf returns an instance of the instance type with this index. Each has types of its own.
func (s *worldScope) instanceOf(index uint32) (*instanceNode, error) {
	n, err := get[*typeNode](s, SortType, index)
	if err != nil {
		return nil, err
	}
	t, ok := n.end().def.(InstanceType)
	if !ok {
		return nil, fmt.Errorf("type %d is no instance type", index)
	}
	body := s.scope(n.end().scope, nil)
	if err := body.decls(t.Decls); err != nil {
		return nil, err
	}
	return &instanceNode{exports: body.exports}, nil
}

func (s *worldScope) importItem(n Name, t ExternType) {
	item, ok := s.args[n.Name]
	if !ok {
		item = s.declared(t)
	}
	s.push(t.Sort, item)
	s.imports = append(s.imports, worldExtern{n, t.Sort, item})
}

func (s *worldScope) exportItem(e Export) {
	var item *lazy
	switch {
	case e.Type != nil:
		item = s.declared(*e.Type)
	case e.Item.Sort == SortType:
		item = s.nameOf(s.at(SortType, e.Item.Index))
	default:
		item = s.at(e.Item.Sort, e.Item.Index)
	}
	s.push(e.Item.Sort, item)
	s.exports = append(s.exports, worldExtern{e.Name, e.Item.Sort, item})
}

func (s *worldScope) alias(a Alias) {
	switch t := a.Target.(type) {
	case InstanceExport:
		v := s.now()
		s.push(a.Sort, &lazy{build: func() (any, error) {
			i, err := get[*instanceNode](v, SortInstance, t.Instance)
			if err != nil {
				return nil, err
			}
			if e, ok := i.export(a.Sort, t.Name); ok {
				return v.force(e.item)
			}
			return nil, fmt.Errorf("instance %d has no %s %q", t.Instance, a.Sort, t.Name)
		}})
	case Outer:
		from := s
		for range t.Count {
			if from = from.parent; from == nil {
				s.push(a.Sort, &lazy{err: fmt.Errorf("alias of what is %d levels up", t.Count)})
				return
			}
		}
		s.push(a.Sort, from.at(a.Sort, t.Index))
	}
}

func (s *worldScope) instance(i Instance) (*instanceNode, error) {
	switch i := i.(type) {
	case Instantiate:
		return s.instantiate(i)
	case Inline:
		n := new(instanceNode)
		for _, e := range i.Exports {
			item := s.at(e.Item.Sort, e.Item.Index)
			if e.Item.Sort == SortType {
				item = s.nameOf(item)
			}
			n.exports = append(n.exports, worldExtern{e.Name, e.Item.Sort, item})
		}
		return n, nil
	default:
		panic(fmt.Sprintf("component: instance of type %T", i))
	}
}

func (s *worldScope) instantiate(i Instantiate) (*instanceNode, error) {
	c, err := get[*componentNode](s, SortComponent, i.Component)
	if err != nil {
		return nil, err
	}
	args := make(map[string]*lazy, len(i.Args))
	for _, a := range i.Args {
		args[a.Name] = s.at(a.Item.Sort, a.Item.Index)
	}
	inside := s.scope(c.scope, args)
	if c.body == nil {
		err = inside.decls(c.decls)
	} else {
		var body *Component
		if body, err = s.body(c.body); err == nil {
			err = inside.component(body)
		}
	}
	if err != nil {
		return nil, err
	}
	return &instanceNode{exports: inside.exports}, nil
}
