package wit

// Interface is an interface. One that is written inside a world has neither Name nor Package.
type Interface struct {
	Name    string
	Package *Package
	Docs    string
	Stability
	// Types are the types that the interface uses or defines, in order.
	Types []*TypeDef
	// Funcs are its functions, in order, without those of its resources.
	Funcs []*Func

	// order are all functions as they were written.
	order []*Func
}

// AllFuncs returns the functions of i and those of its resources. They are in the order in which
// they were parsed, and otherwise those of resources come first.
func (i *Interface) AllFuncs() []*Func {
	funcs := make([]*Func, 0, len(i.order))
	for _, t := range i.Types {
		if r, ok := t.Kind.(*Resource); ok {
			funcs = append(funcs, r.Funcs...)
		}
	}
	funcs = append(funcs, i.Funcs...)
	if len(funcs) == len(i.order) {
		return i.order
	}
	return funcs
}

// ID returns the full name of i. The bool is false for an interface that has none.
func (i *Interface) ID() (ID, bool) {
	if i.Package == nil {
		return ID{}, false
	}
	return ID{i.Package.Name, i.Name}, true
}

// Type returns the type of i with this name, or nil.
func (i *Interface) Type(name string) *TypeDef {
	for _, t := range i.Types {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// Func returns the function of i with this name, or nil.
func (i *Interface) Func(name string) *Func {
	for _, f := range i.Funcs {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// references calls f with every interface that i refers to, often repeatedly.
func (i *Interface) references(f func(*Interface)) {
	for _, t := range i.Types {
		t.references(f)
	}
}

// live returns i after all interfaces whose types it uses, directly or not.
func (i *Interface) live() []*Interface {
	var list []*Interface
	seen := make(map[*Interface]bool)
	var visit func(*Interface)
	visit = func(i *Interface) {
		if !seen[i] {
			seen[i] = true
			i.references(visit)
			list = append(list, i)
		}
	}
	visit(i)
	return list
}

func (*Interface) item()  {}
func (*Interface) owner() {}
