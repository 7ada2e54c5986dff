package compose

import (
	"cmp"
	"errors"
	"slices"

	"github.com/wasmcp/wasmcp-go/internal/edit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Check does all of [Graph.Encode] but the writing. The error joins ([errors.Join]) everything
// that is wrong: [*CycleError], [*MissingImportsError], [*TypeError], [*ClosureError],
// [*MergeError], [*PlainNameError], [*CollisionError], [*ResourceNameError], [*HostCycleError], [*VisibilityError].
func (g *Graph) Check() error {
	_, err := g.check()
	return err
}

// checked is a graph whose types are known and fit.
type checked struct {
	*Graph
	order   []*Node          // exporters before importers
	of      []types.ID       // type of each node's instance, by index
	expects [][]types.Extern // what each node expects, by index
	host    *host
	origins map[types.ResourceID]origin
	exports []plannedExport
	before  map[argument][]argument // exports to come before one, whose types it uses
	owners  map[*Node]map[types.ID]owner
}

// origin is where a resource comes from: an export of a node, or an import from the host.
type origin struct {
	node   *Node // nil for the host
	host   *hostImport
	path   []string // names of exports, for a node from its own inwards
	hidden bool     // no export shows it
}

func (o origin) String() string {
	if o.node == nil {
		return "resource " + last(o.path) + " of the host's " + o.host.name.Name
	}
	if o.hidden {
		return "a resource that " + o.node.label + " keeps to itself"
	}
	if len(o.path) == 1 {
		return "resource " + o.path[0] + " of " + o.node.label
	}
	return "resource " + last(o.path) + " of " + o.path[0] + " of " + o.node.label
}

func last(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[len(s)-1]
}

func (g *Graph) check() (*checked, error) {
	order, err := g.sorted()
	if err != nil {
		return nil, err
	}
	c := &checked{
		Graph:   g,
		order:   order,
		of:      make([]types.ID, len(g.nodes)),
		expects: make([][]types.Extern, len(g.nodes)),
		origins: make(map[types.ResourceID]origin),
		before:  make(map[argument][]argument),
		owners:  make(map[*Node]map[types.ID]owner),
	}
	c.host = newHost(c)
	var errs []error
	for _, n := range order {
		errs = append(errs, c.node(n)...)
	}
	c.host.satisfyInside()
	if len(errs) == 0 {
		errs = c.planExports()
	}
	errs = append(errs, c.host.closedValues()...)
	c.host.moveTogether()
	errs = append(errs, c.host.plainNames()...)
	errs = append(errs, c.missing(), c.host.sort())
	return c, errors.Join(errs...)
}

// node works out the types of one instance, whose arguments' types are known.
func (c *checked) node(n *Node) (errs []error) {
	supplied := make(map[types.ResourceID]string) // by the import that supplies it
	in := c.arena.Instantiate(n.component.typ, func(path []string) (types.ResourceID, bool) {
		r, ok := c.supply(n, path)
		if ok {
			supplied[r] = path[0]
		}
		return r, ok
	})
	c.of[n.index], c.expects[n.index] = in.Instance, in.Imports
	for _, d := range in.Defined {
		c.origins[d.Resource] = origin{node: n, path: d.Path, hidden: len(d.Path) == 0}
	}
	for _, i := range in.Imports {
		if a, ok := n.args[i.Name.Name]; ok {
			if err := c.argument(n, i, a); err != nil {
				errs = append(errs, err)
			} else if i.Sort == component.SortType && !c.arena.HasResources(i.Type) {
				c.host.addSupplied(n, i)
			}
			continue
		}
		if err := c.closed(n, i, supplied); err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, c.host.add(n, i)...)
	}
	return errs
}

// supply returns the resource that n is given for one that it imports.
func (c *checked) supply(n *Node, path []string) (types.ResourceID, bool) {
	a, ok := n.args[path[0]]
	if !ok {
		return c.host.resource(n, path), true
	}
	e, ok := c.exported(a)
	if !ok {
		return 0, false
	}
	return c.arena.ResourceAt(e.Type, path[1:])
}

func (c *checked) exported(a argument) (types.Extern, bool) {
	return c.arena.Type(c.of[a.node.index]).(*types.Instance).Export(a.name)
}

func (c *checked) argument(n *Node, want types.Extern, a argument) error {
	got, _ := c.exported(a)
	all := c.arena.Mismatches(got, want)
	if len(all) == 0 {
		return nil
	}
	differences := make([]Difference, len(all))
	for i, m := range all {
		differences[i] = c.difference(m)
	}
	return &TypeError{
		Importer: n.label, Import: want.Name.Name,
		Exporter: a.node.label, Export: a.name,
		Difference: differences[0], More: differences[1:],
	}
}

// difference says where the resources come from that differ.
func (c *checked) difference(m *types.MismatchError) Difference {
	d := Difference{Mismatch: m}
	want, knownWant := c.origins[m.WantResource]
	got, knownGot := c.origins[m.GotResource]
	if knownWant && knownGot {
		d.WantOrigin, d.GotOrigin = want.String(), got.String()
	}
	return d
}

// closed checks that an import left to the host mentions no resource that the host cannot know, nor is
// called after one.
func (c *checked) closed(n *Node, i types.Extern, supplied map[types.ResourceID]string) error {
	if r := resourceOf(i.Name.Name); r != "" {
		if a, ok := n.args[r]; ok {
			return &ClosureError{Node: n.label, Import: i.Name.Name, Resource: r, Owner: r, Supplier: a.node.label}
		}
	}
	if !c.arena.HasResources(i.Type) || c.host.isEqual(n, i) {
		return nil
	}
	for _, r := range c.arena.Resources(i.Type) {
		o, known := c.origins[r]
		if !known || o.node == nil {
			continue
		}
		owner := supplied[r]
		return &ClosureError{
			Node: n.label, Import: i.Name.Name,
			Resource: last(o.path), Owner: owner, Supplier: n.args[owner].node.label,
		}
	}
	return nil
}

// missing returns an error with all imports that would go to the host and may not, if any.
func (c *checked) missing() error {
	if c.options.Host == nil {
		return nil
	}
	var out []MissingImport
	for _, h := range c.host.imports {
		if h.inside {
			continue
		}
		for _, u := range h.users {
			if !c.options.Host(u.name) {
				out = append(out, MissingImport{Node: u.node.label, Import: u.name, Near: c.near(u.name)})
			}
		}
	}
	if len(out) == 0 {
		return nil
	}
	slices.SortStableFunc(out, func(a, b MissingImport) int {
		return cmp.Or(cmp.Compare(a.Node, b.Node), cmp.Compare(a.Import, b.Import))
	})
	return &MissingImportsError{Missing: slices.CompactFunc(out, func(a, b MissingImport) bool {
		return a.Node == b.Node && a.Import == b.Import
	})}
}

// near returns what the graph exports of the interface called name, of whatever version, or else
// what it exports under the name that is least unlike.
func (c *checked) near(name string) (out []Near) {
	all := make([]Near, 0, len(c.nodes))
	for _, n := range c.nodes {
		for _, e := range n.component.typ.Exports {
			all = append(all, Near{Node: n.label, Export: e.Name.Name})
			if IsInterface(name) && unversioned(e.Name.Name) == unversioned(name) {
				out = append(out, Near{Node: n.label, Export: e.Name.Name})
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	best := farthest(name)
	for _, n := range all {
		if d := edit.Distance(name, n.Export, best); d < best {
			best, out = d, []Near{n}
		}
	}
	return out
}

// sorted returns the nodes, those that supply something before those that they supply it to, and
// otherwise by label, so that the result does not depend on the order in which they were made.
func (g *Graph) sorted() ([]*Node, error) {
	s := sorter{state: make([]visit, len(g.nodes))}
	byLabel := slices.SortedStableFunc(slices.Values(g.nodes), func(a, b *Node) int { return cmp.Compare(a.label, b.label) })
	for _, n := range byLabel {
		if err := s.visit(n); err != nil {
			return nil, err
		}
	}
	return s.order, nil
}

type visit uint8

const (
	unvisited visit = iota
	visiting
	visited
)

type sorter struct {
	state []visit
	order []*Node
	nodes []*Node     // being visited, each with
	path  []CycleStep // the import of it that is being followed
}

func (s *sorter) visit(n *Node) error {
	switch s.state[n.index] {
	case visited:
		return nil
	case visiting:
		return s.cycle(n)
	}
	s.state[n.index] = visiting
	for _, i := range n.component.typ.Imports {
		a, ok := n.args[i.Name.Name]
		if !ok {
			continue
		}
		s.nodes = append(s.nodes, n)
		s.path = append(s.path, CycleStep{n.label, i.Name.Name, a.node.label})
		if err := s.visit(a.node); err != nil {
			return err
		}
		s.nodes, s.path = s.nodes[:len(s.nodes)-1], s.path[:len(s.path)-1]
	}
	s.state[n.index] = visited
	s.order = append(s.order, n)
	return nil
}

// cycle returns the error for a path that has come back to n.
func (s *sorter) cycle(n *Node) error {
	start := slices.Index(s.nodes, n)
	return &CycleError{Path: slices.Clone(s.path[start:])}
}
