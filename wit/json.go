package wit

import (
	"slices"
	"strconv"

	"github.com/wasmcp/wasmcp-go/wit/internal/jsontext"
)

// JSON returns r in the JSON form that `wasm-tools component wit --json` has: worlds, interfaces,
// types and packages as four lists that refer to one another by index. Order and indices of what
// was read from text are the same too.
func (r *Resolution) JSON() []byte {
	w := newJSONWriter(r)
	root := jsontext.New(
		"worlds", jsontext.List(w.worlds, w.world),
		"interfaces", jsontext.List(w.interfaces, w.iface),
		"types", jsontext.List(w.types, w.typeDef),
		"packages", jsontext.List(r.Packages, w.pkg),
	)
	return jsontext.AppendIndented(nil, root)
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
	return r.resolution(p)
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
	interfaces, worlds := jsontext.Object(nil), jsontext.Object(nil)
	for _, i := range p.Interfaces {
		interfaces = interfaces.Add(i.Name, w.ifaceAt[i])
	}
	for _, world := range p.Worlds {
		worlds = worlds.Add(world.Name, w.worldAt[world])
	}
	o := jsontext.New("name", p.Name.String())
	o = o.Docs(p.Docs)
	return o.Add("interfaces", interfaces).Add("worlds", worlds)
}

func (w *jsonWriter) world(world *World) any {
	a := w.r.arenas[world.Package]
	o := jsontext.New(
		"name", world.Name,
		"imports", w.items(a, world.Imports),
		"exports", w.items(a, world.Exports),
		"package", w.packages[world.Package],
	)
	return o.Docs(world.Docs).Stability(world.Stability.Since, world.Stability.Unstable, world.Stability.Deprecated)
}

func (w *jsonWriter) items(a *arena, items []WorldItem) jsontext.Object {
	o := jsontext.Object(nil)
	var methods []*Func
	for _, i := range items {
		switch item := i.Item.(type) {
		case *Interface:
			o = o.Add(w.worldInterface(i, item))
		case *TypeDef:
			o = o.Add(i.Name, jsontext.New("type", w.typeAt[a.defs[item]]))
			if r, ok := item.Kind.(*Resource); ok {
				methods = append(methods, r.Funcs...)
			}
		case *Func:
			o = o.Add(item.ExternName(), jsontext.New("function", w.fn(a, item)))
		}
	}
	for _, f := range methods {
		o = o.Add(f.ExternName(), jsontext.New("function", w.fn(a, f)))
	}
	return o
}

func (w *jsonWriter) worldInterface(i WorldItem, iface *Interface) (string, any) {
	name := i.Name
	if name == "" {
		name = "interface-" + strconv.Itoa(w.ifaceAt[iface])
	}
	o := jsontext.New("id", w.ifaceAt[iface])
	o = o.Stability(i.Stability.Since, i.Stability.Unstable, i.Stability.Deprecated).Text("external_id", i.ExternalID)
	if iface.Package != nil {
		o = o.Docs(i.Docs)
	}
	return name, jsontext.New("interface", o)
}

func (w *jsonWriter) iface(i *Interface) any {
	p, docs, stability := i.Package, i.Docs, i.Stability
	var name any = i.Name
	if p == nil {
		in := w.inline[i]
		p, docs, stability, name = in.pkg, in.item.Docs, in.item.Stability, nil
	}
	a := w.r.arenas[p]
	types, functions := jsontext.Object(nil), jsontext.Object(nil)
	for _, t := range i.Types {
		types = types.Add(t.Name, w.typeAt[a.defs[t]])
	}
	for _, f := range i.AllFuncs() {
		functions = functions.Add(f.ExternName(), w.fn(a, f))
	}
	o := jsontext.New("name", name, "types", types, "functions", functions)
	o = o.Docs(docs).Stability(stability.Since, stability.Unstable, stability.Deprecated).Add("package", w.packages[p])
	if from := a.copiedFrom[i]; from != nil {
		o = o.Add("clone_of", w.ifaceAt[from])
	}
	return o
}
