package wit

// arenaOf returns the arena of a package. That of one which has not been resolved here, but been
// decoded or made, is found by going through it.
func (r *resolver) arenaOf(p *Package) *arena {
	if a, ok := r.arenas[p]; ok {
		return a
	}
	a := newArena(r)
	r.arenas[p] = a
	for _, i := range p.Interfaces {
		a.walkInterface(i)
	}
	var worlds []*worldDraft
	for _, w := range p.Worlds {
		worlds = append(worlds, a.walkWorld(w))
	}
	a.settle(p, worlds)
	return a
}

func (a *arena) walkInterface(i *Interface) {
	a.interfaces = append(a.interfaces, i)
	for _, t := range i.Types {
		a.walkDef(t)
	}
	for _, f := range i.AllFuncs() {
		a.walkFunc(f)
	}
}

func (a *arena) walkWorld(w *World) *worldDraft {
	d := &worldDraft{world: w}
	for _, i := range w.Imports {
		if t, ok := i.Item.(*TypeDef); ok {
			a.walkDef(t)
		}
	}
	d.funcs = append(d.funcs, worldFuncs(w.Imports)...)
	d.funcs = append(d.funcs, worldFuncs(w.Exports)...)
	for _, items := range [][]WorldItem{w.Imports, w.Exports} {
		for _, i := range items {
			if iface, ok := i.Item.(*Interface); ok && iface.Package == nil {
				a.walkInterface(iface)
			}
		}
	}
	for _, f := range d.funcs {
		a.walkFunc(f)
	}
	return d
}

// worldFuncs returns the functions among items: first those that belong to nothing, then those of
// resources.
func worldFuncs(items []WorldItem) []*Func {
	var free, methods []*Func
	for _, i := range items {
		switch item := i.Item.(type) {
		case *Func:
			free = append(free, item)
		case *TypeDef:
			if r, ok := item.Kind.(*Resource); ok {
				methods = append(methods, r.Funcs...)
			}
		}
	}
	return append(free, methods...)
}

func (a *arena) walkDef(t *TypeDef) {
	list := payloads(t.Kind)
	if alias, ok := t.Kind.(Alias); ok {
		list = parts(alias.Type)
	}
	for _, part := range list {
		a.walkType(part, t.Stability)
	}
	a.define(t, false)
}

func (a *arena) walkFunc(f *Func) {
	if f.Kind == Method {
		a.use(Borrow{f.Resource}, Stability{}, true)
	}
	for _, p := range f.Params {
		a.walkType(p.Type, Stability{})
	}
	if f.Result != nil {
		a.walkType(f.Result, Stability{})
	}
}

func (a *arena) walkType(t Type, s Stability) {
	for _, part := range parts(t) {
		a.walkType(part, s)
	}
	a.use(t, s, true)
}
