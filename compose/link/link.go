package link

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// Instance is an instance of a component that is to be part of the result. The same component can
// be given several times under different names.
type Instance struct {
	// Name is what items and the result call it; see [IsName].
	Name string
	// Source is what the component is called, such as its file.
	Source string
	Bytes  []byte
	// Digest is written into the plan as it is.
	Digest string
}

// Options say what is not to be found out. The zero value finds out everything.
type Options struct {
	// Connect gives an export for an import.
	Connect []Connection
	// Host are imports left to the host although something exports them. An item without an
	// instance is that import of every instance.
	Host []Item
	// Exports are what the result exports, instead of all exports of the instances that supply
	// no other. An item without a name is all exports of an instance, and one without an instance
	// that of the only instance that has it.
	Exports []Export
	// Rename gives exports of the result other names, and imports that are left to the host.
	Rename []Export

	// Valid tells that all components are known to be valid, as [validate.Component] finds them. Otherwise
	// that is checked.
	Valid bool

	Graph    compose.Options
	Metadata compose.Metadata
}

// Connection is an export that is to supply an import. Where the export has no name it is the one
// that fits the import, and where it has no instance the one that has it.
type Connection struct{ Import, Export Item }

// Export is an export of an instance, and its name in the result; empty for its own.
type Export struct {
	Item
	As string
}

// Link connects instances and returns what it did, and the result. The error joins all that is
// wrong: what this package says, and what [compose.Graph.Encode] does.
func Link(instances []Instance, o Options) (*Plan, *compose.Output, error) {
	l, err := decide(instances, o)
	if err != nil {
		return nil, nil, advised(err, instances, o)
	}
	out, err := l.graph.Encode(o.Metadata)
	if err != nil {
		return nil, nil, advised(err, instances, o)
	}
	return l.plan(out), out, nil
}

// decide makes the graph of instances.
func decide(instances []Instance, o Options) (*linker, error) {
	l := &linker{options: o, graph: compose.New(o.Graph), byName: make(map[string]*node)}
	if err := l.add(instances); err != nil {
		return nil, err
	}
	l.makeIndex()
	l.choose()
	l.match()
	l.breakCycles()
	l.advise()
	l.connect()
	l.planExports()
	if len(l.errs) > 0 {
		return nil, errors.Join(append(l.errs, l.certain(l.graph.Check())...)...)
	}
	return l, nil
}

// linker is a plan in the making.
type linker struct {
	options Options
	graph   *compose.Graph
	nodes   []*node
	byName  map[string]*node
	index   index
	exports []Export
	errs    []error
}

// node is an instance.
type node struct {
	Instance
	*compose.Node
	wires []Wire // one for each import, in their order
}

func (n *node) typ() *types.Component { return n.Component().Type() }

// wire returns the wire of an import that n has.
func (n *node) wire(name string) *Wire {
	for i := range n.wires {
		if n.wires[i].Import == name {
			return &n.wires[i]
		}
	}
	return nil
}

func (l *linker) fail(err error) { l.errs = append(l.errs, err) }

// add makes the instances. What is wrong with any component is an error.
func (l *linker) add(instances []Instance) error {
	var errs []error
	sources := make(map[string][]string)
	indexes := make(map[string][]int)
	for at, i := range instances {
		sources[i.Name] = append(sources[i.Name], i.Source)
		indexes[i.Name] = append(indexes[i.Name], at)
	}
	inputs := make([]compose.Input, len(instances))
	for n, i := range instances {
		inputs[n] = compose.Input{Name: i.Source, Bytes: i.Bytes}
	}
	compose.Decode(inputs)
	for at, i := range instances {
		s := sources[i.Name]
		delete(sources, i.Name) // is told once
		if len(s) > 1 || len(s) == 1 && !IsName(i.Name) {
			errs = append(errs, &NameError{i.Name, s, indexes[i.Name]})
			continue
		}
		c, err := l.graph.Add(inputs[at])
		if err == nil && !l.options.Valid && !slices.ContainsFunc(l.nodes, func(n *node) bool { return n.Component() == c }) {
			if err = validate.Component(i.Bytes, validate.Open); err != nil {
				err = fmt.Errorf("%s is not a valid component: %w", i.Source, err)
			}
		}
		if err == nil && isPackage(l.graph.Arena(), c.Type()) {
			err = &PackageError{i.Source}
		}
		if err != nil {
			errs = append(errs, &InputError{at, err})
			continue
		}
		n := &node{Instance: i, Node: l.graph.Instantiate(c, i.Name)}
		for _, x := range n.typ().Imports {
			n.wires = append(n.wires, Wire{Import: x.Name.Name})
		}
		l.nodes = append(l.nodes, n)
		l.byName[i.Name] = n
	}
	return errors.Join(errs...)
}

// isPackage reports whether a component is a WIT package in binary form, as [component.IsPackage] does.
func isPackage(a *types.Arena, t *types.Component) bool {
	for _, e := range t.Exports {
		wrapper, ok := a.Type(e.Type).(*types.Component)
		if !ok || e.Sort != component.SortType || len(wrapper.Exports) != 1 {
			return false
		}
		x := wrapper.Exports[0]
		if x.Sort != component.SortInstance && x.Sort != component.SortComponent || !compose.IsInterface(x.Name.Name) {
			return false
		}
	}
	return len(t.Imports) == 0 && len(t.Exports) > 0
}

// connect hands what was decided to the graph. The names are those of its components, so that it
// finds them.
func (l *linker) connect() {
	for _, n := range l.nodes {
		for _, w := range n.wires {
			if w.From == "" {
				continue
			}
			if err := l.graph.Connect(n.Node, w.Import, l.byName[w.From].Node, w.Export); err != nil {
				l.fail(err)
			}
		}
	}
}

// certain keeps those errors of a graph in which something is still open that remain whatever is
// decided.
func (l *linker) certain(err error) (list []error) {
	for _, e := range parts(err) {
		var cycle *compose.CycleError
		var typ *compose.TypeError
		if errors.As(e, &cycle) || errors.As(e, &typ) && typ.WantOrigin == "" {
			list = append(list, e)
		}
	}
	return list
}
