package chain

import (
	"slices"
	"strings"
)

// ServerName returns the name that the server has for its clients.
func (p *Plan) ServerName() string { return p.options.Info.Name }

// defaultName returns the name of a server that nobody named: that of its first provider, or else of its first
// component. So the same components make the same bytes, whatever the result is called.
func (p *Plan) defaultName() string {
	first := max(slices.Index(p.roles, Provider), 0)
	name := p.options.Components[first].Name
	name, _, _ = strings.Cut(name, "@")
	name, _, _ = strings.Cut(name, ":")
	if name = strings.TrimSuffix(name, ".wasm"); name == "" {
		return "server"
	}
	return name
}
