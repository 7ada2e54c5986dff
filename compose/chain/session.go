package chain

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose"
)

// sessionInterface is what components use a session by.
const sessionInterface = "session"

// streamsInterface is what the context has streams kept by.
const streamsInterface = "streams"

// session connects a component that uses sessions to what keeps them.
func (b *builder) session(user *compose.Node) error {
	if b.plan.Kind == Handler {
		return nil // whoever uses the handler answers
	}
	return b.kept(user, sessionInterface, failed{chosen("no-session")})
}

// kept connects a component to an interface of what keeps sessions, if it asks for it, or to a
// constant that every function of it returns. This cannot be the router's, like other constants:
// the router stands before its providers, and behind the context.
func (b *builder) kept(user *compose.Node, iface string, constant any) error {
	name, t, err := b.imported(user.Component(), iface)
	if err != nil {
		return nil // it does not ask
	}
	if keeper := b.parts[Sessions]; keeper != nil && exportsContract(keeper.Component(), iface) {
		b.give(user, keeper)
		return nil
	}
	g := newGenerator(b.graph.Arena())
	none := constantInterface{name: name, typ: t, results: map[string]any{}}
	for _, f := range functions(t) {
		none.results[f.Name.Name] = constant
	}
	if err := g.addConstants(none); err != nil {
		return err
	}
	n, err := b.generated(g, "no-"+iface, nil)
	if err != nil {
		return err
	}
	b.give(user, n)
	return nil
}

// exportsContract reports whether a component exports an interface of the contract.
func exportsContract(c *compose.Component, name string) bool {
	for _, x := range c.Type().Exports {
		if n, ok := contractName(x.Name.Name); ok && n.name == name {
			return true
		}
	}
	return false
}

// stateKey is the secret that is written into the server. Without one of the user's it is derived
// from what the server is made of: the same inputs, the same bytes. It then keeps a client from
// changing what it was given to keep, as long as the client does not have the server's binary.
func (plan *Plan) stateKey() string {
	if plan.options.StateKey != "" {
		return plan.options.StateKey
	}
	var digests []string
	add := func(c *Component) {
		if c != nil {
			digests = append(digests, c.Digest)
		}
	}
	for _, l := range plan.Links {
		add(l.Middleware)
		for i := range l.Providers {
			add(&l.Providers[i])
		}
	}
	for i := range plan.Libraries {
		add(&plan.Libraries[i])
	}
	for _, f := range plan.Framework {
		add(f.Component)
	}
	h := sha256.New()
	for _, s := range slices.Concat([]string{"state key", plan.options.Info.Name, plan.options.Info.Version}, digests) {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}
