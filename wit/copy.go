package wit

import "github.com/wasmcp/wasmcp-go/wit/internal/syntax"

// copier copies what belongs to one world into another that includes it.
type copier struct {
	p        *packageResolver
	from, to *World
	renames  map[string]syntax.Rename
	// defs are the copies of types, entries those of their places in the arena.
	defs    map[*TypeDef]*TypeDef
	entries map[*arenaType]*arenaType
}

// name returns what an item is called in the new world.
func (c *copier) name(name string) string {
	if r, ok := c.renames[name]; ok {
		return r.As.Text
	}
	return name
}

// item copies an item that goes by a name.
func (c *copier) item(i WorldItem) WorldItem {
	switch item := i.Item.(type) {
	case *TypeDef:
		i.Item = c.def(item)
	case *Func:
		f := c.fn(item)
		f.Name = c.name(f.Name)
		i.Item = f
	case *Interface:
		if item.Package == nil {
			i.Item = c.iface(item)
		}
	}
	i.Name = c.name(i.Name)
	return i
}

// def copies a type of the world; others stay.
func (c *copier) def(t *TypeDef) *TypeDef {
	if copied, ok := c.defs[t]; ok {
		return copied
	}
	if t.Owner != Owner(c.from) {
		return t
	}
	n := *t
	n.Owner, n.Name = c.to, c.name(t.Name)
	c.fill(&n, t)
	return &n
}

// fill gives the copy n of t its definition and its place in the arena.
func (c *copier) fill(n, t *TypeDef) {
	in := c.kindsOf(n, t)
	switch k := t.Kind.(type) {
	case Record:
		r := Record{make([]Field, len(k.Fields))}
		for i, f := range k.Fields {
			r.Fields[i] = Field{f.Name, in.typ(f.Type), f.Docs}
		}
		n.Kind = r
	case Variant:
		v := Variant{make([]Case, len(k.Cases))}
		for i, f := range k.Cases {
			v.Cases[i] = Case{f.Name, in.typ(f.Type), f.Docs}
		}
		n.Kind = v
	case Alias:
		n.Kind = Alias{in.alias(k.Type)}
	case *Resource:
		n.Kind = new(Resource)
	}
	c.p.facts[n] = c.p.factsOf(t)
	c.defs[t] = n
	e := &arenaType{def: n, stability: n.Stability}
	c.p.arena.defs[n] = e
	c.p.arena.list = append(c.p.arena.list, e)
}

// resource copies the functions of a resource, which comes after all types.
func (c *copier) resource(t *TypeDef) {
	r, ok := t.Kind.(*Resource)
	if !ok {
		return
	}
	copied := c.defs[t].Kind.(*Resource)
	for _, f := range r.Funcs {
		copied.Funcs = append(copied.Funcs, c.fn(f))
	}
}

func (c *copier) fn(f *Func) *Func {
	n := *f
	if f.Resource != nil {
		n.Resource = c.def(f.Resource)
	}
	in := c.kindsOf(&n, f)
	n.Params = make([]Param, len(f.Params))
	if f.Kind == Method {
		in.typ(Borrow{f.Resource})
	}
	for i, p := range f.Params {
		n.Params[i] = Param{p.Name, in.typ(p.Type)}
	}
	if f.Result != nil {
		n.Result = in.typ(f.Result)
	} else if r := resultOf(f); r != nil {
		in.typ(r)
	}
	return &n
}

// iface copies an interface that is written inside the world.
func (c *copier) iface(i *Interface) *Interface {
	n := *i
	n.Types, n.Funcs, n.order = nil, nil, nil
	for _, t := range i.Types {
		def := *t
		def.Owner = &n
		c.fill(&def, t)
		n.Types = append(n.Types, &def)
	}
	for _, f := range i.AllFuncs() {
		copied := c.fn(f)
		n.order = append(n.order, copied)
		if copied.Resource == nil {
			n.Funcs = append(n.Funcs, copied)
			continue
		}
		r := copied.Resource.Kind.(*Resource)
		r.Funcs = append(r.Funcs, copied)
	}
	c.p.arena.interfaces = append(c.p.arena.interfaces, &n)
	c.p.arena.copiedFrom[&n] = i
	return &n
}

// within copies the types that one function or type refers to.
type within struct {
	*copier
	to, from any
	old      *arena
}

func (c *copier) kindsOf(to, from any) *within {
	return &within{c, to, from, c.p.arenaOf(c.from.Package)}
}

// alias copies what an alias stands for, whose outermost type has no place of its own in the arena.
func (w *within) alias(t Type) Type {
	switch t := t.(type) {
	case *TypeDef:
		return w.def(t)
	case Own:
		return Own{w.def(t.Resource)}
	case Borrow:
		return Borrow{w.def(t.Resource)}
	}
	return w.rebuild(t)
}

// typ copies a type, and its place in the arena if it has one of its own.
func (w *within) typ(t Type) Type {
	if t == nil {
		return nil
	}
	switch t := t.(type) {
	case Primitive:
		return t
	case *TypeDef:
		return w.def(t)
	}
	n := w.alias(t)
	if old := w.old.lookup(w.from, t); old != nil {
		w.enter(n, old)
	}
	return n
}

func (w *within) enter(n Type, old *arenaType) {
	a := w.p.arena
	e, ok := w.entries[old]
	if !ok {
		e = &arenaType{typ: n, stability: old.stability}
		w.entries[old] = e
		a.list = append(a.list, e)
	}
	if a.copies[w.to] == nil {
		a.copies[w.to] = make(map[string]*arenaType)
	}
	a.copies[w.to][a.key(n)] = e
	if !ok {
		a.copies[e] = a.copies[w.to]
	}
}

// rebuild copies a type with the types that it is made of.
func (w *within) rebuild(t Type) Type {
	switch t := t.(type) {
	case List:
		return List{w.typ(t.Elem)}
	case FixedList:
		return FixedList{w.typ(t.Elem), t.Length}
	case Option:
		return Option{w.typ(t.Some)}
	case Stream:
		return Stream{w.typ(t.Elem)}
	case Future:
		return Future{w.typ(t.Elem)}
	case Map:
		return Map{w.typ(t.Key), w.typ(t.Value)}
	case Result:
		return Result{w.typ(t.Ok), w.typ(t.Err)}
	case Tuple:
		n := Tuple{make([]Type, len(t.Types))}
		for i, e := range t.Types {
			n.Types[i] = w.typ(e)
		}
		return n
	default:
		return t
	}
}
