package chain

import (
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose"
)

// group builds a group of providers: their instances, a router before them, and the capabilities
// component before that.
func (b *builder) group(link *Link) (*compose.Node, error) {
	providers := link.Providers
	filled := b.plan.filled(Capabilities)
	c, err := b.add(filled)
	if err != nil {
		return nil, err
	}
	nodes := make([]*compose.Node, len(providers))
	for i := range providers {
		if nodes[i], err = b.user(&providers[i]); err != nil {
			return nil, err
		}
	}
	g := newGenerator(b.graph.Arena())
	if err := b.router(g, c, link); err != nil {
		return nil, fmt.Errorf("%s: %w", filled.Name, err)
	}
	written, err := b.left(g)
	if err != nil {
		return nil, err
	}
	router, err := b.generated(g, "router", written)
	if err != nil {
		return nil, err
	}
	if context := b.parts[Context]; context != nil {
		b.give(router, context)
	}
	node := b.graph.Instantiate(c, b.label("capabilities"))
	b.made = append(b.made, madeNode{filled, node})
	if context := b.parts[Context]; context != nil {
		b.give(node, context)
	}
	n := map[string]int{}
	for i, p := range providers {
		for _, capability := range p.Capabilities {
			importer, name := router, routed{capability: capability}.importName(n[capability])
			if b.plan.direct(link, capability) && !p.listsAreKnown(capability) {
				importer = node
				if name, _, err = b.imported(c, capability); err != nil {
					return nil, err
				}
			}
			if err := b.graph.Connect(importer, name, nodes[i], contractExport(nodes[i].Component(), capability)); err != nil {
				return nil, err
			}
			n[capability]++
		}
	}
	b.give(node, router)
	return node, nil
}

// direct reports whether a capability needs no router before it: one provider alone has it in the
// whole composition, under its own names, and whatever nobody else could be meant by may reach it.
// Copying arguments and results once more would cost a call 15 µs.
func (plan *Plan) direct(link *Link, capability string) bool {
	having := slices.DeleteFunc(plan.providers(), func(c *Component) bool { return !c.has(capability) })
	if len(having) != 1 || having[0].settled() {
		return false
	}
	if c := having[0]; capability == "completions" && !c.assists() && slices.ContainsFunc(plan.providers(), func(other *Component) bool {
		return other != c && (other.has("prompts") || other.has("resources"))
	}) {
		return false
	}
	last := plan.Kind == Server && link == &plan.Links[len(plan.Links)-1]
	return having[0].open() || last
}

// router writes the router of a group in terms of what the capabilities component imports.
func (b *builder) router(g *generator, c *compose.Component, link *Link) error {
	r := &router{belongings: b.plan.belongings(link)}
	var err error
	if r.typesName, r.types, err = b.imported(c, "types"); err != nil {
		return err
	}
	if r.contextName, r.context, err = b.imported(c, "context"); err != nil {
		return err
	}
	if r.providedName, r.provided, err = b.imported(c, "provided"); err != nil {
		return err
	}
	for _, capability := range capabilities {
		name, t, err := b.imported(c, capability)
		if err != nil {
			return err
		}
		o := routed{capability: capability, name: name, typ: t, direct: b.plan.direct(link, capability)}
		for i, p := range r.members {
			if p.has(capability) {
				o.providers = append(o.providers, i)
				o.listed = o.direct && p.listsAreKnown(capability)
			}
		}
		r.offered = append(r.offered, o)
	}
	return r.write(g)
}
