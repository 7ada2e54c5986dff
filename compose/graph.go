package compose

import (
	"fmt"
	"hash/maphash"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Graph is a composition being built. It is not safe for concurrent use.
type Graph struct {
	options    Options
	arena      *types.Arena
	components []*Component
	contents   contents
	alike      map[likeness][]*Component // to find equal bytes
	nodes      []*Node
	exports    []export
	exported   map[string]string // by [wit.UniqueName]
}

// Input is a component to add. Name is what errors call it; Bytes must not change while the graph
// or its output is in use.
type Input struct {
	Name  string
	Bytes []byte
	// Decoded is what [component.DecodeTypes] returns for Bytes; nil where that is still to be done.
	Decoded *component.Component
}

// Component is a component that was added to a graph.
type Component struct {
	input Input
	typ   *types.Component
	hash  uint64 // of its bytes, once another component has as many
	// imports and exports are names of interfaces by semver track, highest version first.
	imports, exports map[string][]string
}

// Node is one instance of a component in a graph.
type Node struct {
	component *Component
	label     string
	index     int
	args      map[string]argument // by name of import
	importsAs map[string]string   // names that imports have in the result, by their own
	written   map[string]bool     // imports that are not left to the host, see WriteTypes
}

// argument is what an import is connected to.
type argument struct {
	node *Node
	name string
}

// Metadata is what [Graph.Encode] writes into the result beside the composition.
type Metadata struct {
	// Name is the result's name in its component-name section; empty for none.
	Name string
	// Tool and Version are written as processed-by in the producers section; an empty Tool
	// leaves the section out.
	Tool, Version string
	// Custom sections are written last, as they are.
	Custom []component.Custom
}

type export struct {
	argument
	as string
}

// New returns an empty graph.
func New(o Options) *Graph {
	return &Graph{
		options:  o,
		arena:    types.NewArena(),
		contents: contents{seed: maphash.MakeSeed(), release: o.Release},
		alike:    make(map[likeness][]*Component),
		exported: make(map[string]string),
	}
}

// Arena returns the arena that holds the types of the graph's components.
func (g *Graph) Arena() *types.Arena { return g.arena }

// Add adds a component. Adding equal bytes again returns the component already there, so that it
// is stored once. The error is that of [component.DecodeTypes] or [types.Of] under the input's name.
func (g *Graph) Add(in Input) (*Component, error) {
	like := g.contents.likeness([][]byte{in.Bytes})
	if c := g.find(like, in.Bytes); c != nil {
		return c, nil
	}
	decoded := in.Decoded
	in.Decoded = nil // not wanted again
	if decoded == nil {
		var err error
		if decoded, err = component.DecodeTypes(in.Bytes); err != nil {
			return nil, fmt.Errorf("%s: %w", in.Name, err)
		}
	}
	typ, err := types.Of(g.arena, decoded)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Name, err)
	}
	c := &Component{input: in, typ: typ, imports: tracks(typ.Imports), exports: tracks(typ.Exports)}
	g.components = append(g.components, c)
	g.alike[like] = append(g.alike[like], c)
	return c, nil
}

// find returns the component that has these bytes. Hashes come first, since components of one size
// may be many and alike for long.
func (g *Graph) find(like likeness, b []byte) *Component {
	content, hash := [][]byte{b}, uint64(0)
	for _, c := range g.alike[like] {
		if sameBytes(c.input.Bytes, b) {
			return c
		}
	}
	for _, c := range g.alike[like] {
		if hash == 0 {
			hash = g.contents.hash(content)
		}
		if c.hash == 0 {
			c.hash = g.contents.hash([][]byte{c.input.Bytes})
		}
		if c.hash == hash && g.contents.equal([][]byte{c.input.Bytes}, content) {
			return c
		}
	}
	return nil
}

// sameBytes reports whether two slices are the same and so need not be looked at.
func sameBytes(a, b []byte) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// Name returns the name the component was first added under.
func (c *Component) Name() string { return c.input.Name }

// Type returns the type of the component. Its Imports and Exports are in the order of the binary.
func (c *Component) Type() *types.Component { return c.typ }

// Import returns the name of the import that is meant by name: the one equal to it, or else the
// one of the same interface on the same semver track. The bool is false where there is none.
func (c *Component) Import(name string) (string, bool) {
	if _, ok := c.typ.Import(name); ok {
		return name, true
	}
	return highest(c.imports, name)
}

// Export returns the name of the export that is meant by name, as [Component.Import] does. Where
// several are on the track it is the one of the highest version.
func (c *Component) Export(name string) (string, bool) {
	if _, ok := c.typ.Export(name); ok {
		return name, true
	}
	return highest(c.exports, name)
}

// Instantiate adds an instance of a component. Errors and the component-name section call it by
// its label, which should be unique.
func (g *Graph) Instantiate(c *Component, label string) *Node {
	n := &Node{component: c, label: label, index: len(g.nodes), args: make(map[string]argument)}
	g.nodes = append(g.nodes, n)
	return n
}

// Label returns the label the node was made with.
func (n *Node) Label() string { return n.label }

// Component returns the component that the node is an instance of.
func (n *Node) Component() *Component { return n.component }

// Connect gives the exporter's export exportName for the importer's import importName. Names are
// exact: use [Component.Import] and [Component.Export] to find those on a semver track. The error
// is a [*NoImportError], a [*NoExportError] or a [*ConnectedError]; whether the types fit is known,
// and said, only when the whole graph is checked.
func (g *Graph) Connect(importer *Node, importName string, exporter *Node, exportName string) error {
	if _, ok := importer.component.typ.Import(importName); !ok {
		return noImport(importer, importName)
	}
	if _, ok := exporter.component.typ.Export(exportName); !ok {
		return noExport(exporter, exportName)
	}
	if a, ok := importer.args[importName]; ok {
		return &ConnectedError{Node: importer.label, Import: importName, Exporter: a.node.label, Export: a.name}
	}
	importer.args[importName] = argument{exporter, exportName}
	return nil
}

// WriteTypes has an import of n written into the result instead of leaving it to the host. That is possible
// for an interface that holds types alone, none of them a resource; what the host supplies may need it from
// the host all the same. The error is a [*NoImportError].
func (g *Graph) WriteTypes(n *Node, name string) error {
	if _, ok := n.component.typ.Import(name); !ok {
		return noImport(n, name)
	}
	if n.written == nil {
		n.written = make(map[string]bool)
	}
	n.written[name] = true
	return nil
}

// ConnectMatching connects every import of importer that has no argument yet to the export of
// exporter that [Component.Export] finds for it, and returns how many there were.
func (g *Graph) ConnectMatching(importer, exporter *Node) int {
	connected := 0
	for _, i := range importer.component.typ.Imports {
		name := i.Name.Name
		if _, ok := importer.args[name]; ok {
			continue
		}
		if export, ok := exporter.component.Export(name); ok {
			importer.args[name] = argument{exporter, export}
			connected++
		}
	}
	return connected
}

// Export exports an export of a node from the result, under the same name. The error is a
// [*NoExportError] or a [*DuplicateExportError].
func (g *Graph) Export(n *Node, name string) error { return g.ExportAs(n, name, name) }

// ExportAs is [Graph.Export] under another name. The error may be an [*ExportNameError] as well.
func (g *Graph) ExportAs(n *Node, name, as string) error {
	e, ok := n.component.typ.Export(name)
	switch {
	case !ok:
		return noExport(n, name)
	case as != name && !validExport(name, as):
		return &ExportNameError{Node: n.label, Export: name, As: as}
	case as != name && IsInterface(as) && e.Sort != component.SortInstance:
		return &ExportNameError{n.label, name, as, e.Sort}
	}
	if existing, ok := g.exported[wit.UniqueName(as)]; ok {
		return &DuplicateExportError{n.label, as, existing}
	}
	g.exported[wit.UniqueName(as)] = as
	g.exports = append(g.exports, export{argument{n, name}, as})
	return nil
}

func noImport(n *Node, name string) error {
	imports := names(n.component.typ.Imports)
	return &NoImportError{n.label, name, imports, nearest(name, imports)}
}

func noExport(n *Node, name string) error {
	exports := names(n.component.typ.Exports)
	return &NoExportError{n.label, name, exports, nearest(name, exports)}
}

func names(externs []types.Extern) []string {
	out := make([]string, len(externs))
	for i, e := range externs {
		out[i] = e.Name.Name
	}
	return out
}
