package chain

import (
	"encoding/json"
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// SectionName is the name of the custom section that records how a component was composed.
const SectionName = "wasmcp"

// Description is what that section holds, as JSON.
type Description struct {
	// Tool is what composed it.
	Tool string `json:"tool"`
	// Contract is the version of the contract inside.
	Contract string `json:"contract"`
	Kind     Kind   `json:"kind"`
	// Server is the identity written into a server; nil in a handler or where server-info was
	// given as a component.
	Server    *Identity   `json:"server,omitempty"`
	Links     []Link      `json:"links"`
	Libraries []Component `json:"libraries,omitempty"`
	Framework []Filled    `json:"framework"`
	// Secret tells that a secret was given to be written into the server: whoever can read the server
	// has it.
	Secret bool `json:"secret,omitempty"`
}

// Identity is who a server says it is.
type Identity struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Title   string `json:"title,omitempty"`
	// Endpoint is the path at which it is served over HTTP; empty for / and /mcp.
	Endpoint string `json:"endpoint,omitempty"`
}

// Description returns what the composed component will record of the plan.
func (plan *Plan) Description() *Description {
	d := &Description{
		Tool:      plan.options.Tool,
		Contract:  plan.options.Contract,
		Kind:      plan.Kind,
		Links:     plan.Links,
		Libraries: plan.Libraries,
		Framework: plan.Framework,
		Secret:    plan.options.StateKey != "" && plan.Kind == Server && plan.filled(StateKey) == nil,
	}
	if plan.Kind == Server && plan.filled(ServerInfo) == nil {
		i := plan.options.Info
		d.Server = &Identity{i.Name, i.Version, i.Title, i.Endpoint}
	}
	return d
}

// filled returns what fills a part, nil where the composer writes it or there is no such part.
func (plan *Plan) filled(part Part) *Component {
	for _, f := range plan.Framework {
		if f.Part == part {
			return f.Component
		}
	}
	return nil
}

// Describe reads the section of a composed component. It returns nil where there is none.
func Describe(c *component.Component) (*Description, error) {
	s := c.Custom(SectionName)
	if s == nil {
		return nil, nil
	}
	d := new(Description)
	if err := json.Unmarshal(s.Data, d); err != nil {
		return nil, fmt.Errorf("custom section %q: %w", SectionName, err)
	}
	return d, nil
}
