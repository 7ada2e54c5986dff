package types

// Instantiation is what the types of a component become when it is instantiated.
type Instantiation struct {
	// Imports are what each import expects, in the order of the component's.
	Imports []Extern
	// Instance is the type of the instance.
	Instance ID
	// Defined are the resources that are the instance's own.
	Defined []Defined
}

// Defined is a resource of an instance and the names of the export that shows it, from the
// instance's export inwards; the path is empty where no export does.
type Defined struct {
	Resource ResourceID
	Path     []string
}

// Instantiate works out the types of an instance of c. The function arg says which resource is
// supplied for one that the component imports at a path, the name of an import and then names of
// exports of instances; where it returns false the resource stays what the component calls it.
//
// Nothing is checked: call [Arena.Subtype] for every argument with what Imports expects.
func (a *Arena) Instantiate(c *Component, arg func(path []string) (ResourceID, bool)) Instantiation {
	return a.instantiate(c, arg, nil)
}

func (a *Arena) instantiate(c *Component, arg func(path []string) (ResourceID, bool), renamed map[ID]ID) Instantiation {
	to := make(map[ResourceID]ResourceID, len(c.imported)+len(c.defined))
	for _, b := range c.imported {
		if r, ok := arg(b.path); ok {
			to[b.resource] = r
		}
	}
	var in Instantiation
	for _, b := range c.defined {
		fresh := a.NewResource(a.ResourceName(b.resource))
		to[b.resource] = fresh
		in.Defined = append(in.Defined, Defined{fresh, b.path})
	}
	s := a.substitution(to)
	imports := s
	if len(renamed) > 0 {
		// What an import expects is compared by structure, so names matter in exports alone.
		s = a.substitution(to)
		s.done, s.renaming = renamed, true
	}
	in.Imports, _ = imports.externs(c.Imports)
	exports, _ := s.externs(c.Exports)
	in.Instance = a.add(&Instance{Exports: exports})
	return in
}

// ResourceAt returns the resource that is reached from a type by names of exports of instances; an
// empty path is the type itself. The bool is false where there is none.
func (a *Arena) ResourceAt(id ID, path []string) (ResourceID, bool) {
	for _, name := range path {
		t, ok := a.Type(id).(*Instance)
		if !ok {
			return 0, false
		}
		e, ok := t.Export(name)
		if !ok {
			return 0, false
		}
		id = e.Type
	}
	r, ok := a.Type(id).(Resource)
	return r.ID, ok
}
