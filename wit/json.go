package wit

import "slices"

// JSON returns r in the JSON form that `wasm-tools component wit --json` has: worlds, interfaces,
// types and packages as four lists that refer to one another by index. Order and indices of what
// was read from text are the same too.
func (r *Resolution) JSON() []byte {
	w := newJSONWriter(r)
	root := object{
		{"worlds", list(w.worlds, w.world)},
		{"interfaces", list(w.interfaces, w.iface)},
		{"types", list(w.types, w.typeDef)},
		{"packages", list(r.Packages, w.pkg)},
	}
	return append(appendJSON(nil, root, ""), '\n')
}

// NewResolution returns p with all packages that it refers to. It is how packages that were decoded
// or made come to their JSON form.
func NewResolution(p *Package) *Resolution {
	r := newResolver(Options{AllFeatures: true})
	done := make(map[*Package]bool)
	var visit func(*Package)
	visit = func(p *Package) {
		if done[p] {
			return
		}
		done[p] = true
		for _, dep := range p.direct() {
			visit(dep)
		}
		r.known(p)
	}
	visit(p)
	for _, q := range r.resolved {
		r.arenaOf(q)
	}
	return &Resolution{Main: p, Packages: r.resolved, arenas: r.arenas}
}

// jsonWriter knows the indices of everything.
type jsonWriter struct {
	r          *Resolution
	worlds     []*World
	interfaces []*Interface
	types      []placedType
	packages   map[*Package]int
	worldAt    map[*World]int
	ifaceAt    map[*Interface]int
	typeAt     map[*arenaType]int
	arena      map[*TypeDef]*arena // that of the package that a type is in
	inline     map[*Interface]inlineInterface
}

// placedType is a type with the arena that it is in.
type placedType struct {
	*arenaType
	in *arena
}

// inlineInterface is where an interface inside a world is written.
type inlineInterface struct {
	item WorldItem
	pkg  *Package
}

func newJSONWriter(r *Resolution) *jsonWriter {
	w := &jsonWriter{
		r:        r,
		packages: make(map[*Package]int),
		worldAt:  make(map[*World]int),
		ifaceAt:  make(map[*Interface]int),
		typeAt:   make(map[*arenaType]int),
		arena:    make(map[*TypeDef]*arena),
		inline:   make(map[*Interface]inlineInterface),
	}
	for n, p := range r.Packages {
		w.packages[p] = n
		a := r.arenas[p]
		for _, i := range a.interfaces {
			w.ifaceAt[i] = len(w.interfaces)
			w.interfaces = append(w.interfaces, i)
		}
		for _, t := range a.list {
			w.typeAt[t] = len(w.types)
			w.types = append(w.types, placedType{t, a})
			if t.def != nil {
				w.arena[t.def] = a
			}
		}
		for _, world := range p.Worlds {
			w.worldAt[world] = len(w.worlds)
			w.worlds = append(w.worlds, world)
			for _, i := range slices.Concat(world.Imports, world.Exports) {
				if iface, ok := i.Item.(*Interface); ok && iface.Package == nil {
					w.inline[iface] = inlineInterface{i, p}
				}
			}
		}
	}
	return w
}

func (w *jsonWriter) pkg(p *Package) any {
	interfaces, worlds := object{}, object{}
	for _, i := range p.Interfaces {
		interfaces = append(interfaces, member{i.Name, w.ifaceAt[i]})
	}
	for _, world := range p.Worlds {
		worlds = append(worlds, member{world.Name, w.worldAt[world]})
	}
	o := object{{"name", p.Name.String()}}
	o = o.docs(p.Docs)
	return append(o, member{"interfaces", interfaces}, member{"worlds", worlds})
}

func (w *jsonWriter) world(world *World) any {
	a := w.r.arenas[world.Package]
	o := object{
		{"name", world.Name},
		{"imports", w.items(a, world.Imports)},
		{"exports", w.items(a, world.Exports)},
		{"package", w.packages[world.Package]},
	}
	return o.docs(world.Docs).stability(world.Stability)
}

func (w *jsonWriter) items(a *arena, items []WorldItem) object {
	o := object{}
	var methods []*Func
	for _, i := range items {
		switch item := i.Item.(type) {
		case *Interface:
			o = append(o, w.worldInterface(i, item))
		case *TypeDef:
			o = append(o, member{i.Name, object{{"type", w.typeAt[a.defs[item]]}}})
			if r, ok := item.Kind.(*Resource); ok {
				methods = append(methods, r.Funcs...)
			}
		case *Func:
			o = append(o, member{item.ExternName(), object{{"function", w.fn(a, item)}}})
		}
	}
	for _, f := range methods {
		o = append(o, member{f.ExternName(), object{{"function", w.fn(a, f)}}})
	}
	return o
}

func (w *jsonWriter) worldInterface(i WorldItem, iface *Interface) member {
	name := i.Name
	if name == "" {
		name = "interface-" + number(w.ifaceAt[iface])
	}
	o := object{{"id", w.ifaceAt[iface]}}
	o = o.stability(i.Stability).text("external_id", i.ExternalID)
	if iface.Package != nil {
		o = o.docs(i.Docs)
	}
	return member{name, object{{"interface", o}}}
}

func (w *jsonWriter) iface(i *Interface) any {
	p, docs, stability := i.Package, i.Docs, i.Stability
	var name any = i.Name
	if p == nil {
		in := w.inline[i]
		p, docs, stability, name = in.pkg, in.item.Docs, in.item.Stability, nil
	}
	a := w.r.arenas[p]
	types, functions := object{}, object{}
	for _, t := range i.Types {
		types = append(types, member{t.Name, w.typeAt[a.defs[t]]})
	}
	for _, f := range a.functions(i) {
		functions = append(functions, member{f.ExternName(), w.fn(a, f)})
	}
	o := object{{"name", name}, {"types", types}, {"functions", functions}}
	o = append(o.docs(docs).stability(stability), member{"package", w.packages[p]})
	if from := a.copiedFrom[i]; from != nil {
		o = append(o, member{"clone_of", w.ifaceAt[from]})
	}
	return o
}
