package link_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// maker makes a random component of a universe.
type maker struct {
	*universe
	r        *rand.Rand
	sections []component.Section
	count    map[component.Sort]uint32
	version  map[*contract]int
	// imported and exported are the types of interfaces that this component has.
	imported, exported map[*contract]scopeNames
	imports, exports   map[string]bool // by what must be unique
	reexport           []component.Export
}

// scopeNames are types by what they are called in a scope.
type scopeNames map[string]named

type named struct {
	index uint32
	flat  []byte // core types
}

// place is where types are defined.
type place interface {
	typ(component.Type) uint32
}

func (m *maker) add(s component.Section, sort component.Sort) uint32 {
	m.sections = append(m.sections, s)
	m.count[sort]++
	return m.count[sort] - 1
}

func (m *maker) typ(t component.Type) uint32 { return m.add(component.Types{t}, component.SortType) }

func (m *maker) alias(sort component.Sort, instance uint32, name string) uint32 {
	return m.add(component.Aliases{{Sort: sort, Target: component.InstanceExport{Instance: instance, Name: name}}}, sort)
}

func (m *maker) chance(n int) bool { return m.r.IntN(n) == 0 }

// free reports whether a name can be had beside others, and takes it.
func free(names map[string]bool, name string) bool {
	key := wit.UniqueName(name)
	if names[key] {
		return false
	}
	names[key] = true
	return true
}

// component returns a component in binary form.
func (u *universe) component(r *rand.Rand) []byte {
	m := &maker{
		universe: u, r: r, count: make(map[component.Sort]uint32), version: make(map[*contract]int),
		imported: make(map[*contract]scopeNames), exported: make(map[*contract]scopeNames),
		imports: make(map[string]bool), exports: make(map[string]bool),
	}
	for _, c := range u.interfaces {
		m.version[c] = r.IntN(len(c.versions))
	}
	for range r.IntN(4) {
		m.importInterface(u.interfaces[r.IntN(len(u.interfaces))])
	}
	if m.chance(2) {
		m.importWorld()
	}
	if m.chance(4) {
		m.importOthers()
	}
	for range r.IntN(3) {
		m.exportInterface(u.interfaces[r.IntN(len(u.interfaces))])
	}
	if m.chance(2) {
		m.exportWorld()
	}
	if m.chance(4) {
		m.exportOthers()
	}
	for _, x := range m.reexport {
		if m.chance(3) && free(m.exports, x.Name.Name) {
			m.export(x)
		}
	}
	return (&component.Component{Sections: m.sections}).Encode()
}

func (m *maker) export(x component.Export) uint32 { return m.add(component.Exports{x}, x.Item.Sort) }

func (m *maker) importItem(name component.Name, t component.ExternType) uint32 {
	return m.add(component.Imports{{Name: name, Type: t}}, t.Sort)
}

// decls are the declarations of an instance type.
type decls struct {
	list  []component.Decl
	types uint32
}

func (d *decls) next() uint32 { d.types++; return d.types - 1 }

func (d *decls) typ(t component.Type) uint32 {
	d.list = append(d.list, component.TypeDecl{Type: t})
	return d.next()
}

func (d *decls) outer(levels, index uint32) uint32 {
	d.list = append(d.list, component.AliasDecl{Alias: component.Alias{Sort: component.SortType, Target: component.Outer{Count: levels, Index: index}}})
	return d.next()
}

func (d *decls) export(name string, t component.ExternType) uint32 {
	d.list = append(d.list, component.ExportDecl{Name: component.Name{Name: name}, Type: t})
	if t.Sort == component.SortType {
		return d.next()
	}
	return 0
}

// entries declares entries, given the types that they may refer to.
func (d *decls) entries(list []entry, names scopeNames) {
	for _, e := range list {
		switch {
		case e.nested != nil:
			in := new(decls)
			in.entries(e.nested, make(scopeNames))
			d.export(e.name, component.ExternType{Sort: component.SortInstance, Index: d.typ(component.InstanceType{Decls: in.list})})
		case e.function != nil:
			t, _, _ := function(d, names, e)
			d.export(e.name, component.ExternType{Sort: component.SortFunc, Index: t})
		case e.def.op == "resource":
			names[e.name] = named{d.export(e.name, component.ExternType{Sort: component.SortType, Bound: component.BoundSubResource}), []byte{i32}}
		default:
			t, flat := define(d, names, *e.def)
			names[e.name] = named{d.export(e.name, component.ExternType{Sort: component.SortType, Index: t}), flat}
		}
	}
}

// importInterface imports some of an interface, after those whose types it uses.
func (m *maker) importInterface(c *contract) {
	if m.imported[c] != nil {
		return
	}
	d, names, have := new(decls), make(scopeNames), make(map[string]bool)
	for _, u := range c.uses {
		m.importInterface(u.of)
		if t, ok := m.imported[u.of][u.name]; ok {
			i := d.export(u.name, component.ExternType{Sort: component.SortType, Index: d.outer(1, t.index)})
			names[u.name], have[u.name] = named{i, t.flat}, true
		}
	}
	list := subset(m.r, c.entries, m.version[c], have, m.chance(2))
	d.entries(list, names)
	name := component.Name{Name: c.name + c.versions[m.version[c]]}
	if m.chance(8) {
		name = component.Name{Name: labels[m.r.IntN(len(labels))], Implements: name.Name}
	}
	m.imported[c] = make(scopeNames)
	if !free(m.imports, name.Name) {
		return
	}
	instance := m.importItem(name, component.ExternType{Sort: component.SortInstance, Index: m.typ(component.InstanceType{Decls: d.list})})
	for _, e := range list {
		if e.def != nil {
			m.imported[c][e.name] = named{m.alias(component.SortType, instance, e.name), names[e.name].flat}
		}
	}
	m.again(component.SortInstance, instance, "again-"+fmt.Sprint(instance))
}

// again notes something imported that may be exported again.
func (m *maker) again(sort component.Sort, index uint32, name string) {
	m.reexport = append(m.reexport, component.Export{Name: component.Name{Name: name}, Item: component.SortIndex{Sort: sort, Index: index}})
}

// importWorld imports what stands in worlds beside interfaces: types, some of them of interfaces, and
// functions.
func (m *maker) importWorld() {
	m.importUses()
	names := make(scopeNames)
	for _, e := range subset(m.r, m.world, 0, make(map[string]bool), false) {
		if !m.known(names, e) || !free(m.imports, e.name) {
			continue
		}
		name := component.Name{Name: e.name}
		switch {
		case e.nested != nil:
			d := new(decls)
			d.entries(e.nested, make(scopeNames))
			m.importItem(name, component.ExternType{Sort: component.SortInstance, Index: m.typ(component.InstanceType{Decls: d.list})})
		case e.function != nil:
			m.importFunction(names, e)
		case e.def.op == "resource":
			names[e.name] = named{m.importItem(name, component.ExternType{Sort: component.SortType, Bound: component.BoundSubResource}), []byte{i32}}
		default:
			t, flat := define(m, names, *e.def)
			i := m.importItem(name, component.ExternType{Sort: component.SortType, Index: t})
			names[e.name] = named{i, flat}
			m.again(component.SortType, i, fmt.Sprintf("again-t-%d", i))
		}
	}
}

func (m *maker) importFunction(names scopeNames, e entry) {
	t, _, _ := function(m, names, e)
	i := m.importItem(component.Name{Name: e.name}, component.ExternType{Sort: component.SortFunc, Index: t})
	m.again(component.SortFunc, i, fmt.Sprintf("again-f-%d", i))
}

// importUses imports types of interfaces under names of the world's own, and functions of those.
func (m *maker) importUses() {
	s := &entries{u: &universe{r: m.r}, versions: 1}
	names := make(scopeNames)
	for _, c := range m.interfaces {
		for _, e := range c.entries {
			t, ok := m.imported[c][e.name]
			if ok && m.chance(3) && free(m.imports, e.name) {
				s.types = append(s.types, scoped{e.name, e.def.op == "resource"})
				names[e.name] = named{m.importItem(component.Name{Name: e.name}, component.ExternType{Sort: component.SortType, Index: t.index}), t.flat}
			}
		}
	}
	for range m.r.IntN(3) {
		s.function(labels[m.r.IntN(len(labels))], 0)
	}
	for _, e := range s.list {
		if free(m.imports, e.name) {
			m.importFunction(names, e)
		}
	}
}

// known reports whether all that an entry refers to is there, and is of the world itself.
func (m *maker) known(names scopeNames, e entry) bool {
	for _, n := range e.needs() {
		if _, ok := names[n]; !ok {
			return false
		}
	}
	return true
}

// importOthers imports what WIT has no words for.
func (m *maker) importOthers() {
	module := []byte("\x50\x01\x03\x06memory\x02\x00\x01")
	if free(m.imports, "module") {
		m.sections = append(m.sections, component.CoreTypes{{Bytes: module}})
		m.count[component.SortCoreType]++
		i := m.importItem(component.Name{Name: "module"}, component.ExternType{Sort: component.SortCoreModule, Index: m.count[component.SortCoreType] - 1})
		m.again(component.SortCoreModule, i, "again-module")
	}
	if free(m.imports, "component") {
		d := new(decls)
		d.entries(m.world, make(scopeNames))
		i := m.importItem(component.Name{Name: "component"}, component.ExternType{Sort: component.SortComponent, Index: m.typ(component.ComponentType{Decls: d.list})})
		m.again(component.SortComponent, i, "again-component")
	}
}

// exportInterface exports much of a version of an interface.
func (m *maker) exportInterface(c *contract) {
	name := c.name + c.versions[m.version[c]]
	if m.exported[c] != nil || !free(m.exports, name) {
		return
	}
	names, have := make(scopeNames), make(map[string]bool)
	var uses []entry
	for _, u := range c.uses {
		types := m.exported[u.of]
		if types == nil {
			m.importInterface(u.of)
			types = m.imported[u.of]
		}
		def := u.def()
		if t, ok := types[u.name]; ok && len(def.needs()) == 0 {
			names[u.name], have[u.name] = t, true
			uses = append(uses, def)
		}
	}
	list := subset(m.r, c.entries, m.version[c], have, m.chance(3))
	i := m.instance(uses, list, names)
	i = m.export(component.Export{Name: component.Name{Name: name}, Item: component.SortIndex{Sort: component.SortInstance, Index: i}})
	m.exported[c] = make(scopeNames)
	for _, e := range list {
		if e.def != nil {
			m.exported[c][e.name] = named{m.alias(component.SortType, i, e.name), names[e.name].flat}
		}
	}
}

// def returns the entry that a type of another interface is.
func (f foreign) def() entry {
	for _, e := range f.of.entries {
		if e.name == f.name && e.def != nil {
			return e
		}
	}
	panic(f.name)
}

// instance makes an instance of types that are there, and of entries. As encoders do, it is one of a
// component that exports what it imports, since a resource gets a name only so.
func (m *maker) instance(uses, list []entry, names scopeNames) uint32 {
	in := &maker{universe: m.universe, r: m.r, count: make(map[component.Sort]uint32)}
	inside, outside := make(scopeNames), make(scopeNames)
	var of component.Instantiate
	for i, e := range append(uses[:len(uses):len(uses)], list...) {
		name := component.Name{Name: fmt.Sprintf("import-%d", i)}
		var t component.ExternType
		x := component.Export{Name: component.Name{Name: e.name}}
		var item uint32
		switch {
		case e.nested != nil:
			item = m.instance(nil, e.nested, make(scopeNames))
			d := new(decls)
			d.entries(e.nested, make(scopeNames))
			t = component.ExternType{Sort: component.SortInstance, Index: in.typ(component.InstanceType{Decls: d.list})}
		case e.function != nil:
			item = m.lift(names, e)
			index, _, _ := function(in, inside, e)
			t = component.ExternType{Sort: component.SortFunc, Index: index}
			index, _, _ = function(in, outside, e)
			x.Type = &component.ExternType{Sort: component.SortFunc, Index: index}
		case e.def.op == "resource":
			if i >= len(uses) {
				names[e.name] = named{m.typ(component.Resource{Rep: i32}), []byte{i32}}
			}
			t = component.ExternType{Sort: component.SortType, Bound: component.BoundSubResource}
		default:
			if i >= len(uses) {
				index, flat := define(m, names, *e.def)
				names[e.name] = named{index, flat}
			}
			index, _ := define(in, inside, *e.def)
			t = component.ExternType{Sort: component.SortType, Index: index}
			if i >= len(uses) {
				index, _ = define(in, outside, *e.def)
				x.Type = &component.ExternType{Sort: component.SortType, Index: index}
			}
		}
		x.Item = component.SortIndex{Sort: t.Sort, Index: in.importItem(name, t)}
		if e.def != nil {
			item = names[e.name].index
			inside[e.name] = named{x.Item.Index, nil}
		}
		of.Args = append(of.Args, component.Arg{Name: name.Name, Item: component.SortIndex{Sort: t.Sort, Index: item}})
		if index := in.export(x); e.def != nil {
			outside[e.name] = named{index, nil}
		}
	}
	nested := &component.Nested{Bytes: (&component.Component{Sections: in.sections}).Encode()}
	of.Component = m.add(nested, component.SortComponent)
	return m.add(component.Instances{of}, component.SortInstance)
}

// exportWorld exports types and functions as they are.
func (m *maker) exportWorld() {
	names := make(scopeNames)
	for _, e := range subset(m.r, m.world, 0, make(map[string]bool), false) {
		if !m.known(names, e) || !free(m.exports, e.name) {
			continue
		}
		x := component.Export{Name: component.Name{Name: e.name}, Item: component.SortIndex{Sort: component.SortType}}
		switch {
		case e.nested != nil:
			x.Item = component.SortIndex{Sort: component.SortInstance, Index: m.instance(nil, e.nested, make(scopeNames))}
			m.export(x)
		case e.function != nil:
			x.Item = component.SortIndex{Sort: component.SortFunc, Index: m.lift(names, e)}
			m.export(x)
		case e.def.op == "resource":
			x.Item.Index = m.typ(component.Resource{Rep: i32})
			names[e.name] = named{m.export(x), []byte{i32}}
		default:
			var flat []byte
			x.Item.Index, flat = define(m, names, *e.def)
			names[e.name] = named{m.export(x), flat}
		}
	}
}

// exportOthers exports a core module and a component.
func (m *maker) exportOthers() {
	if free(m.exports, "module") {
		i := m.add(&component.CoreModule{Bytes: coreModule(nil, nil)}, component.SortCoreModule)
		m.export(component.Export{Name: component.Name{Name: "module"}, Item: component.SortIndex{Sort: component.SortCoreModule, Index: i}})
	}
	if free(m.exports, "component") {
		in := &maker{
			universe: m.universe, r: m.r, count: make(map[component.Sort]uint32), version: m.version,
			imported: make(map[*contract]scopeNames), exported: make(map[*contract]scopeNames),
			imports: make(map[string]bool), exports: make(map[string]bool),
		}
		in.importInterface(m.interfaces[m.r.IntN(len(m.interfaces))])
		in.exportWorld()
		i := m.add(&component.Nested{Bytes: (&component.Component{Sections: in.sections}).Encode()}, component.SortComponent)
		m.export(component.Export{Name: component.Name{Name: "component"}, Item: component.SortIndex{Sort: component.SortComponent, Index: i}})
	}
}

const i32, i64, f32, f64 = 0x7f, 0x7e, 0x7d, 0x7c

// function defines the type of a function and returns its core types.
func function(p place, names scopeNames, e entry) (index uint32, params, results []byte) {
	f := component.Func{Async: e.function.async}
	for i, x := range e.function.params {
		v, flat := value(p, names, x)
		name := fmt.Sprintf("p%d", i)
		if i == 0 && wit.ParseFuncName(e.name).Kind == wit.Method {
			name = "self"
		}
		f.Params = append(f.Params, component.Field{Name: name, Type: v})
		params = append(params, flat...)
	}
	if e.function.result != nil {
		v, flat := value(p, names, *e.function.result)
		f.Result, results = &v, flat
	}
	return p.typ(f), params, results
}

// define defines the type that a name is to be for.
func define(p place, names scopeNames, x expr) (uint32, []byte) {
	switch x.op {
	case "record":
		var t component.Record
		var all []byte
		for i, of := range x.of {
			v, flat := value(p, names, of)
			t.Fields = append(t.Fields, component.Field{Name: fmt.Sprintf("f%d", i), Type: v})
			all = append(all, flat...)
		}
		return p.typ(t), all
	case "variant":
		v, flat := value(p, names, x.of[0])
		return p.typ(component.Variant{Cases: []component.Case{{Name: "one", Type: &v}, {Name: "none"}}}), append([]byte{i32}, flat...)
	case "enum":
		return p.typ(component.Enum{Names: []string{"one", "two"}}), []byte{i32}
	case "flags":
		return p.typ(component.Flags{Names: []string{"one", "two"}}), []byte{i32}
	}
	v, flat := value(p, names, x.of[0])
	if v.Primitive != 0 {
		return p.typ(component.PrimitiveType{Primitive: v.Primitive}), flat
	}
	return v.Index, flat
}

// value defines the type of a value where it takes that, and returns its core types.
func value(p place, names scopeNames, x expr) (component.ValType, []byte) {
	var of []component.ValType
	var flats [][]byte
	for _, e := range x.of {
		v, flat := value(p, names, e)
		of, flats = append(of, v), append(flats, flat)
	}
	at := func(t component.Type) component.ValType { return component.ValType{Index: p.typ(t)} }
	switch x.op {
	case "prim":
		flat := map[component.Primitive][]byte{component.S64: {i64}, component.F32: {f32}, component.F64: {f64}, component.String: {i32, i32}}[x.prim]
		if flat == nil {
			flat = []byte{i32}
		}
		return component.ValType{Primitive: x.prim}, flat
	case "name":
		return component.ValType{Index: names[x.name].index}, names[x.name].flat
	case "own":
		return at(component.Own{Resource: names[x.name].index}), []byte{i32}
	case "borrow":
		return at(component.Borrow{Resource: names[x.name].index}), []byte{i32}
	case "list":
		return at(component.List{Elem: of[0]}), []byte{i32, i32}
	case "map":
		return at(component.Map{Key: component.ValType{Primitive: component.String}, Value: of[0]}), []byte{i32, i32}
	case "option":
		return at(component.Option{Some: of[0]}), append([]byte{i32}, flats[0]...)
	case "tuple":
		return at(component.Tuple{Types: of}), append(append([]byte(nil), flats[0]...), flats[1]...)
	case "result":
		return at(component.Result{Ok: &of[0], Err: &of[1]}), append([]byte{i32}, join(flats[0], flats[1])...)
	case "stream":
		return at(component.Stream{Elem: &of[0]}), []byte{i32}
	default:
		return at(component.Future{Elem: &of[0]}), []byte{i32}
	}
}

// join returns core types that hold either list.
func join(a, b []byte) []byte {
	if len(a) < len(b) {
		a, b = b, a
	}
	out := append([]byte(nil), a...)
	for i, t := range b {
		switch {
		case out[i] == t:
		case out[i] != i64 && out[i] != f64 && t != i64 && t != f64:
			out[i] = i32
		default:
			out[i] = i64
		}
	}
	return out
}

// lift makes a function of a core module that has nothing else.
func (m *maker) lift(names scopeNames, e entry) uint32 {
	t, params, results := function(m, names, e)
	const maxParams = 16
	if len(params) > maxParams {
		params = []byte{i32}
	}
	if len(results) > 1 {
		results = []byte{i32}
	}
	module := m.add(&component.CoreModule{Bytes: coreModule(params, results)}, component.SortCoreModule)
	i := m.add(component.CoreInstances{component.CoreInstantiate{Module: module}}, component.SortCoreInstance)
	core := func(sort component.Sort, name string) uint32 {
		return m.add(component.Aliases{{Sort: sort, Target: component.CoreInstanceExport{Instance: i, Name: name}}}, sort)
	}
	return m.add(component.Canons{component.Lift{
		CoreFunc: core(component.SortCoreFunc, "f"), Type: t,
		Options: []component.CanonOption{
			{Kind: component.OptMemory, Index: core(component.SortCoreMemory, "memory")},
			{Kind: component.OptRealloc, Index: core(component.SortCoreFunc, "realloc")},
		},
	}}, component.SortFunc)
}

// coreModule returns a core module with a memory, an allocator and a function, which trap.
func coreModule(params, results []byte) []byte {
	section := func(b []byte, id byte, payload ...byte) []byte {
		return append(binary.AppendUvarint(append(b, id), uint64(len(payload))), payload...)
	}
	list := func(items []byte) []byte { return append([]byte{byte(len(items))}, items...) }
	types := append([]byte{2, 0x60}, append(list(params), list(results)...)...)
	types = append(types, 0x60, 4, i32, i32, i32, i32, 1, i32)
	b := section([]byte("\x00asm\x01\x00\x00\x00"), 1, types...)
	b = section(b, 3, 2, 0, 1)
	b = section(b, 5, 1, 0, 1)
	exports := []byte("\x03\x01f\x00\x00\x07realloc\x00\x01\x06memory\x02\x00")
	b = section(b, 7, exports...)
	return section(b, 10, 2, 3, 0, 0x00, 0x0b, 3, 0, 0x00, 0x0b)
}
