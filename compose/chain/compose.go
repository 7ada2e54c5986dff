package chain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Compose carries the plan out. The error is that of [compose.Graph.Encode], or says what about a
// framework component keeps it from being used.
func (plan *Plan) Compose() (*compose.Output, error) {
	if plan.options.Info.ListTTL > 0 {
		for _, c := range plan.providers() {
			if c.open() {
				return nil, &ListTTLError{c.Name, c.Dynamic}
			}
		}
	}
	b := &builder{
		plan: plan,
		graph: compose.New(compose.Options{
			Host: plan.mayImport, ImportVersion: plan.options.ImportVersion,
			Strip: plan.options.Strip, Release: plan.options.Release,
		}),
		parts: map[Part]*compose.Node{},
	}
	if err := b.build(); err != nil {
		return nil, err
	}
	description, err := json.Marshal(plan.Description())
	if err != nil {
		return nil, err
	}
	tool, version, _ := strings.Cut(plan.options.Tool, " ")
	out, err := b.graph.Encode(compose.Metadata{
		Name:    plan.options.Info.Name,
		Tool:    tool,
		Version: version,
		Custom:  []component.Custom{{Name: SectionName, Data: description}},
	})
	if err != nil {
		return nil, err
	}
	if b.instances > mostMemories {
		out.Warnings = append(out.Warnings, fmt.Sprintf(
			"the server has %d components with memories; wasmtime does not run one with more than %d", b.instances, mostMemories))
	}
	return out, nil
}

// mostMemories is how many memories wasmtime 48 can link in one component.
const mostMemories = 100

// mayImport reports whether the result may leave an import to its host. A handler is used inside a
// chain, which gives it what is the contract's.
func (plan *Plan) mayImport(name string) bool {
	n, ok := parseName(name)
	if !ok {
		return false
	}
	switch {
	case strings.HasPrefix(n.pkg, "wasi:"):
		return true
	case n.pkg == contractPackage:
		return plan.Kind == Handler && slices.Contains([]string{"context", "handler", "session", "types"}, n.name)
	}
	return slices.ContainsFunc(plan.options.AllowImports, func(allowed string) bool {
		return allowed == name || allowed == n.pkg+"/"+n.name
	})
}

type builder struct {
	plan  *Plan
	graph *compose.Graph
	// parts are the framework's nodes, as far as there are any yet.
	parts map[Part]*compose.Node
	// users are the nodes of components that the user gave, which libraries serve.
	users  []*compose.Node
	labels map[string]int
	// made are the nodes of all components that were given, in the order in which they were made.
	made []madeNode
	// instances counts the nodes.
	instances int
}

// madeNode is a node, and what it is an instance of.
type madeNode struct {
	of   *Component
	node *compose.Node
}

func (b *builder) build() error {
	server := b.plan.Kind == Server
	for _, f := range b.plan.Framework {
		if f.Component != nil && f.Part != Capabilities {
			n, err := b.instantiate(f.Component, string(f.Part))
			if err != nil {
				return err
			}
			b.parts[f.Part] = n
		}
	}
	if context := b.parts[Context]; context != nil {
		if err := b.kept(context, streamsInterface, nil); err != nil {
			return err
		}
		if sessions := b.parts[Sessions]; sessions != nil {
			b.give(sessions, context) // a store may want to know of the request
		}
	}
	if server && b.plan.Links[len(b.plan.Links)-1].Providers == nil {
		if _, err := b.rest(); err != nil {
			return err
		}
	}
	next, err := b.links()
	if err != nil {
		return err
	}
	if err := b.libraries(); err != nil {
		return err
	}
	if err := b.guardAll(); err != nil {
		return err
	}
	if err := b.redirect(); err != nil {
		return err
	}
	if !server {
		return b.export(next, "handler")
	}
	transport := b.parts[Transport]
	b.give(transport, next)
	for _, part := range []Part{Context, ServerInfo, StateKey, Sessions, Authenticator} {
		if n := b.parts[part]; n != nil {
			b.give(transport, n)
		}
	}
	for _, x := range transport.Component().Type().Exports {
		if err := b.graph.Export(transport, x.Name.Name); err != nil {
			return err
		}
	}
	return nil
}

// links builds the chain from its end and returns its first link, or what stands for a chain
// without any.
func (b *builder) links() (*compose.Node, error) {
	next := b.parts[MethodNotFound]
	for i := range slices.Backward(b.plan.Links) {
		link := &b.plan.Links[i]
		var n *compose.Node
		var err error
		if link.Middleware != nil {
			n, err = b.user(link.Middleware)
		} else {
			n, err = b.group(link)
		}
		if err != nil {
			return nil, err
		}
		if next != nil {
			b.give(n, next)
		}
		next = n
	}
	return next, nil
}

// rest instantiates a component that holds everything nobody gave, where there is no router at the
// end of the chain to hold it.
func (b *builder) rest() (*compose.Node, error) {
	g := newGenerator(b.graph.Arena())
	written, err := b.left(g)
	if err != nil || written == nil {
		return nil, err
	}
	return b.generated(g, "constants", written)
}

// left adds the parts that nobody gave to a component being generated, as the transport wants them,
// and returns which they are. Once added they are not added again.
func (b *builder) left(g *generator) ([]Part, error) {
	transport := b.parts[Transport]
	if transport == nil {
		return nil, nil
	}
	var written []Part
	for _, part := range []Part{MethodNotFound, ServerInfo, StateKey, Sessions, Authenticator} {
		if b.parts[part] != nil {
			continue
		}
		iface := string(part)
		if part == MethodNotFound {
			iface = "handler"
		}
		name, t, err := b.imported(transport.Component(), iface)
		if err != nil {
			continue // a transport that does not ask needs no answer
		}
		c := constantInterface{name: name, typ: t}
		switch part {
		case MethodNotFound:
			err = g.addEnd(name, t)
		case ServerInfo:
			info := b.plan.options.Info.fields()
			if changing := b.plan.changing(); changing != nil && g.hasField(t, "get", "changing") {
				info["changing"] = changing
			}
			c.results = map[string]any{"get": info}
			err = g.addConstants(c)
		case StateKey:
			c.results = map[string]any{"get": b.plan.stateKey()}
			err = g.addConstants(c)
		default:
			err = g.addConstants(c)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", transport.Component().Name(), err)
		}
		written = append(written, part)
	}
	return written, nil
}

// generated instantiates a generated component that fills the parts written.
func (b *builder) generated(g *generator, label string, written []Part) (*compose.Node, error) {
	label = b.label(label)
	c, err := b.graph.Add(compose.Input{Name: label, Bytes: g.finish()})
	if err != nil {
		return nil, err
	}
	n := b.graph.Instantiate(c, label)
	for _, part := range written {
		b.parts[part] = n
	}
	return n, nil
}

// libraries instantiates every library and connects whoever imports what it exports.
func (b *builder) libraries() error {
	var nodes []*compose.Node
	for i := range b.plan.Libraries {
		n, err := b.user(&b.plan.Libraries[i])
		if err != nil {
			return err
		}
		nodes = append(nodes, n)
	}
	for _, library := range nodes {
		for _, user := range b.users {
			if user != library {
				b.give(user, library)
			}
		}
	}
	return nil
}

// user instantiates a component that the user gave and connects it to the context.
func (b *builder) user(c *Component) (*compose.Node, error) {
	n, err := b.instantiate(c, c.Name)
	if err != nil {
		return nil, err
	}
	if context := b.parts[Context]; context != nil {
		b.give(n, context)
	}
	if err := b.session(n); err != nil {
		return nil, err
	}
	b.users = append(b.users, n)
	return n, nil
}

func (b *builder) instantiate(c *Component, label string) (*compose.Node, error) {
	added, err := b.add(c)
	if err != nil {
		return nil, err
	}
	n := b.graph.Instantiate(added, b.label(label))
	b.made = append(b.made, madeNode{c, n})
	return n, nil
}

func (b *builder) add(c *Component) (*compose.Component, error) {
	added, err := b.graph.Add(compose.Input{Name: c.Name, Bytes: c.part.Bytes, Decoded: c.part.Decoded})
	if err != nil {
		return nil, &DamagedError{c.Name, err}
	}
	return added, nil
}

// label makes a label unique by counting the instances that ask for it.
func (b *builder) label(s string) string {
	if b.labels == nil {
		b.labels = map[string]int{}
	}
	b.labels[s]++
	b.instances++
	if n := b.labels[s]; n > 1 {
		return fmt.Sprintf("%s-%d", s, n)
	}
	return s
}

// give connects what to imports and from exports, as far as to does not have it yet.
func (b *builder) give(to, from *compose.Node) { b.graph.ConnectMatching(to, from) }

func (b *builder) export(n *compose.Node, name string) error {
	return b.graph.Export(n, contractExport(n.Component(), name))
}

// imported finds an interface of the contract among a component's imports.
func (b *builder) imported(c *compose.Component, name string) (string, *types.Instance, error) {
	for _, x := range c.Type().Imports {
		if n, ok := contractName(x.Name.Name); ok && n.name == name {
			if t, ok := b.graph.Arena().Type(x.Type).(*types.Instance); ok {
				return x.Name.Name, t, nil
			}
		}
	}
	return "", nil, fmt.Errorf("it does not import %s/%s", contractPackage, name)
}

// contractExport finds the full name under which a component exports an interface of the contract.
func contractExport(c *compose.Component, name string) string {
	for _, x := range c.Type().Exports {
		if n, ok := contractName(x.Name.Name); ok && n.name == name {
			return x.Name.Name
		}
	}
	return contractPackage + "/" + name
}
