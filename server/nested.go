package server

import (
	"slices"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// HoldsSecret tells whether a secret was given for a component, or for one inside, when it was composed.
func HoldsSecret(b []byte) bool {
	if !component.IsComponent(b) {
		return false
	}
	c, err := component.Decode(b)
	if err != nil {
		return false
	}
	told := func(c *component.Component) bool {
		d, err := chain.Describe(c)
		return err == nil && d != nil && d.Secret
	}
	return told(c) || slices.ContainsFunc(Nested(c), func(n NestedComponent) bool { return told(n.Component) })
}

// NestedComponent is a component inside one. Where something was changed on its way in, such as by
// storing what several have in common once, its digest is not the one it had.
type NestedComponent struct {
	*component.Component
	bytes []byte
}

// Digest is that of its bytes.
func (n NestedComponent) Digest() digest.Digest { return digest.FromBytes(n.bytes) }

// Nested are the components inside one, those that are inside others too, in their order.
func Nested(c *component.Component) []NestedComponent {
	var found []NestedComponent
	for _, s := range c.Sections {
		n, ok := s.(*component.Nested)
		if !ok {
			continue
		}
		if inner, err := n.Decode(); err == nil {
			found = append(found, NestedComponent{inner, n.Bytes})
			found = append(found, Nested(inner)...)
		}
	}
	return found
}
