package compose

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Encode checks the graph and lays the result out. The error is that of [Graph.Check], or an
// [*UnknownResourceError], which only a component that is not valid leads to.
func (g *Graph) Encode(m Metadata) (out *Output, err error) {
	c, err := g.check()
	if err != nil {
		return nil, err
	}
	// Types are written far down a recursion, and deep in one such a resource may be met.
	defer func() {
		switch unknown := recover().(type) {
		case nil:
		case *UnknownResourceError:
			out, err = nil, unknown
		default:
			panic(unknown)
		}
	}()
	e := &encoder{
		checked:    c,
		builder:    newBuilder(),
		components: make(map[*Component]uint32),
		trees:      make(map[component.Section]*tree),
		instances:  make([]uint32, len(g.nodes)),
		hosts:      make(map[*hostImport]uint32),
		aliases:    make(map[aliased]uint32),
	}
	e.root = newScope(e, nil)
	e.writeImports()
	e.writeComponents()
	for _, n := range c.order {
		e.writeInstance(n)
	}
	e.writeExports()
	return e.output(m), nil
}

// encoder writes a checked graph.
type encoder struct {
	*checked
	builder    *builder
	root       *scope
	components map[*Component]uint32
	trees      map[component.Section]*tree // what is written for components and core modules
	instances  []uint32                    // by node
	hosts      map[*hostImport]uint32
	aliases    map[aliased]uint32

	imports, exports []string // names written
}

// aliased is an export of an instance of the result that was given an index.
type aliased struct {
	sort     component.Sort
	instance uint32
	name     string
}

// writeImports writes what is left to the host, and the instances of types that stand for imports
// which are not.
func (e *encoder) writeImports() {
	for _, h := range e.host.imports {
		if !h.inside {
			e.writeImport(h)
		}
	}
	for _, h := range e.host.imports {
		if h.inside && !h.equal {
			e.writeTypes(h)
		}
	}
}

func (e *encoder) writeImport(h *hostImport) {
	e.root.within = h
	defer func() { e.root.within = nil }()
	var t component.ExternType
	if h.sort == component.SortInstance {
		t = component.ExternType{Sort: h.sort, Index: e.root.define(e.root.instanceType(h.externs()))}
	} else {
		t = e.root.externType(types.Extern{Name: h.name, Sort: h.sort, Type: h.typ})
	}
	index := e.builder.importItem(h.name, t)
	if h.sort == component.SortType {
		e.root.introduced(h.typ, index)
	}
	e.hosts[h] = index
	e.imports = append(e.imports, h.name.Name)
}

// writeTypes makes an instance of types. One that goes by a name outside is that, so that what an instance
// shows of it has the name too.
func (e *encoder) writeTypes(h *hostImport) {
	var in component.Inline
	for _, item := range h.items {
		in.Exports = append(in.Exports, component.InlineExport{
			Name: item.Name,
			Item: component.SortIndex{Sort: component.SortType, Index: e.root.typ(item.Type)},
		})
	}
	e.hosts[h] = e.builder.instance(in)
}

// writeComponents writes each component once, after the core modules that several have.
func (e *encoder) writeComponents() {
	var units []*unit
	of := make(map[*Component]*unit)
	for _, n := range e.order {
		if c := n.component; of[c] == nil {
			of[c] = &unit{tree: scan(c.input.Bytes, e.options.Strip)}
			units = append(units, of[c])
		}
	}
	if !e.options.KeepDuplicates {
		hoisted := e.contents.shareComponents(units)
		for _, u := range e.contents.shareModules(slices.Concat(units, hoisted)) {
			section := &component.CoreModule{Bytes: u.tree.bytes}
			e.trees[section] = u.tree
			u.index = e.builder.coreModule(section)
		}
	}
	for _, u := range units {
		e.writeUnit(u)
	}
	for c, u := range of {
		if u.same != nil {
			u = u.same
		}
		e.components[c] = u.index
	}
}

// writeUnit writes a component after those that are shared and inside of it.
func (e *encoder) writeUnit(u *unit) {
	if u.written || u.same != nil {
		return
	}
	u.written = true
	u.tree.all(func(p *part) {
		if p.shared != nil && p.id == sectionComponent {
			e.writeUnit(p.shared)
		}
	})
	section := &component.Nested{Bytes: u.tree.bytes}
	e.trees[section] = u.tree
	u.index = e.builder.nested(section)
}

func (e *encoder) writeInstance(n *Node) {
	in := component.Instantiate{Component: e.components[n.component]}
	for _, i := range n.component.typ.Imports {
		in.Args = append(in.Args, component.Arg{
			Name: i.Name.Name,
			Item: component.SortIndex{Sort: i.Sort, Index: e.arg(n, i)},
		})
	}
	e.instances[n.index] = e.builder.instance(in)
}

// arg returns the index of what n is given for an import.
func (e *encoder) arg(n *Node, i types.Extern) uint32 {
	if a, ok := n.args[i.Name.Name]; ok {
		return e.alias(i.Sort, e.instances[a.node.index], a.name)
	}
	h := e.host.byUse[use{n, i.Name.Name}]
	if h.inside && h.equal {
		return e.root.typ(h.typ) // may be a type of an instance, which is there by now
	}
	return e.hosts[h]
}

// alias returns the index of an export of an instance.
func (e *encoder) alias(s component.Sort, instance uint32, name string) uint32 {
	key := aliased{s, instance, name}
	i, ok := e.aliases[key]
	if !ok {
		i = e.builder.aliasExport(s, instance, name)
		e.aliases[key] = i
	}
	return i
}

// imported returns the index in the result of a type that one of its imports exports; false where
// that import is satisfied inside.
func (e *encoder) imported(o hostItem) (uint32, bool) {
	index, ok := e.hosts[o.from]
	if !ok || o.from.inside {
		return 0, false
	}
	if o.name == "" {
		return index, true
	}
	return e.alias(component.SortType, index, o.name), true
}

// resource returns the index in the result of a resource that an import or an instance exports.
func (e *encoder) resource(r types.ResourceID) uint32 {
	o := e.origins[r]
	index := uint32(0)
	switch {
	case o.node != nil && !o.hidden:
		index = e.instances[o.node.index]
	case o.host != nil && len(o.path) == 0:
		return e.hosts[o.host]
	case o.host != nil:
		index = e.hosts[o.host]
	default:
		panic(&UnknownResourceError{Resource: e.arena.ResourceName(r)})
	}
	for _, name := range o.path[:len(o.path)-1] {
		index = e.alias(component.SortInstance, index, name)
	}
	return e.alias(component.SortType, index, last(o.path))
}
