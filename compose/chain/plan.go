package chain

import (
	"errors"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose"
)

// Kind is what a composition makes.
type Kind string

// The kinds.
const (
	// Server is a complete MCP server, which imports nothing but what hosts provide.
	Server Kind = "server"
	// Handler is a stretch of a chain that imports and exports handler, to be used in servers.
	Handler Kind = "handler"
)

// Options say what to compose.
type Options struct {
	// Components are the links of the chain in order, and libraries that they import from.
	Components []Source
	// Framework holds the framework components by part. A part that the composer can write itself
	// may be missing.
	Framework map[Part]Source
	// Overrides replace framework components and generated parts.
	Overrides map[Part]Source
	// Info is the server's identity, written into the generated server-info.
	Info Info
	// StateKey is the secret that seals what clients keep for the server between the rounds of a
	// call. An empty one is derived from the components: who has those has the key.
	StateKey string
	// Contract is the version of the contract that the framework speaks.
	Contract string
	// Tool is recorded as what made the output, for example "wasmcp 1.2.0".
	Tool string
	// AllowImports are interfaces outside WASI that the host is known to provide, with or without
	// a version.
	AllowImports []string
	// ImportVersion, Strip and Release are those of [compose.Options].
	ImportVersion compose.ImportVersion
	Strip         compose.Strip
	Release       func(part []byte)
}

// Decode decodes all components, several at a time, so that no plan made of the options has to. One
// that cannot be decoded is left for [NewPlan] to say so.
func (o *Options) Decode() {
	var inputs []compose.Input
	var to []*Source
	for i := range o.Components {
		to = append(to, &o.Components[i])
	}
	for _, part := range Parts() {
		for _, of := range []map[Part]Source{o.Framework, o.Overrides} {
			if s, ok := of[part]; ok {
				to = append(to, &s)
				defer func() { of[part] = s }()
			}
		}
	}
	for _, s := range to {
		inputs = append(inputs, compose.Input{Name: s.Name, Bytes: s.Bytes, Decoded: s.Decoded})
	}
	compose.Decode(inputs)
	for i, s := range to {
		s.Decoded = inputs[i].Decoded
	}
}

// Component is a component in its place, as a plan shows it.
type Component struct {
	// Name is what the component was called when it was given.
	Name string `json:"name"`
	// Digest is the SHA-256 of its bytes, as "sha256:" and 64 hexadecimal digits.
	Digest string `json:"digest"`
	// Size is the number of its bytes.
	Size int `json:"size"`
	// Capabilities are what a provider offers.
	Capabilities []string `json:"capabilities,omitempty"`
	// Names are what is known, and what was wished, of a provider's names.
	Names
	// Guard is what stands between the component and the host; nil where nothing does.
	Guard *Guarded `json:"guard,omitempty"`

	part *part
}

// Link is one place in the chain: a middleware, or a group of neighbouring providers.
type Link struct {
	Middleware *Component  `json:"middleware,omitempty"`
	Providers  []Component `json:"providers,omitempty"`
}

// Filled is a part of the server and what fills it; Component is nil where the composer writes it.
type Filled struct {
	Part      Part       `json:"part"`
	Override  bool       `json:"override,omitempty"`
	Component *Component `json:"component,omitempty"`
}

// Plan is a composition decided on and not yet carried out.
type Plan struct {
	Kind      Kind        `json:"kind"`
	Links     []Link      `json:"links"`
	Libraries []Component `json:"libraries,omitempty"`
	Framework []Filled    `json:"framework"`

	options Options
	roles   []Role
}

// Roles returns what each of the components given does, in their order.
func (plan *Plan) Roles() []Role { return plan.roles }

// NewPlan decides which component plays which part. Everything that is wrong with any of them is
// reported at once, joined; the errors are the types of this package whose names end in Error.
//
// A server without a name is called after its first provider.
func NewPlan(kind Kind, o Options) (*Plan, error) {
	if len(o.Components) == 0 {
		return nil, &EmptyError{}
	}
	if err := checkEndpoint(o.Info.Endpoint); err != nil {
		return nil, err
	}
	plan := &Plan{Kind: kind, options: o}
	var errs []error
	var given []*part
	for _, s := range o.Components {
		p, err := read(s)
		if err == nil {
			err = p.checkVersion(o.Contract)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		given = append(given, p)
	}
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	for _, p := range given {
		role, err := p.role(given)
		if err == nil {
			err = p.mayHaveNames(role)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		plan.place(p, role)
		plan.roles = append(plan.roles, role)
	}
	if kind == Server && plan.options.Info.Name == "" {
		plan.options.Info.Name = plan.defaultName()
	}
	errs = append(errs, plan.checkNames()...)
	errs = append(errs, plan.fill()...)
	if errs != nil {
		return nil, errors.Join(errs...)
	}
	plan.guardsOf()
	return plan, nil
}

// place appends a component to the chain: a provider joins the group before it if there is one.
func (plan *Plan) place(p *part, role Role) {
	c := p.component()
	switch role {
	case Library:
		plan.Libraries = append(plan.Libraries, *c)
	case Middleware:
		plan.Links = append(plan.Links, Link{Middleware: c})
	case Provider:
		c.Capabilities = p.offers()
		c.Names = p.Names
		n := len(plan.Links)
		if n == 0 || plan.Links[n-1].Middleware != nil {
			plan.Links = append(plan.Links, Link{})
			n++
		}
		plan.Links[n-1].Providers = append(plan.Links[n-1].Providers, *c)
	}
}

func (p *part) component() *Component {
	return &Component{
		Name:   p.Name,
		Digest: p.Sum(),
		Size:   len(p.Bytes),
		part:   p,
	}
}

// fill finds a component for every part that the composition has.
func (plan *Plan) fill() []error {
	var errs []error
	for _, part := range Parts() {
		if !plan.needs(part) {
			continue
		}
		filled := Filled{Part: part}
		source, ok := plan.options.Overrides[part]
		filled.Override = ok
		if !ok {
			source, ok = plan.options.Framework[part]
		}
		if ok {
			p, err := read(source)
			if err == nil {
				err = p.checkVersion(plan.options.Contract)
			}
			if err == nil {
				err = p.fits(part)
			}
			if err != nil {
				errs = append(errs, err)
				continue
			}
			filled.Component = p.component()
		}
		plan.Framework = append(plan.Framework, filled)
	}
	return errs
}

// needs reports whether the composition has the part at all: a handler is a stretch of chain
// without its ends, and capabilities stand only before providers.
func (plan *Plan) needs(part Part) bool {
	if part == Capabilities {
		return slices.ContainsFunc(plan.Links, func(l Link) bool { return l.Providers != nil })
	}
	return plan.Kind == Server
}

// fits checks that a component exports what its part has to.
func (p *part) fits(part Part) error {
	var missing []string
	exported := contract(p.exports)
	for _, want := range part.exports() {
		if !slices.Contains(exported, want) {
			missing = append(missing, contractPackage+"/"+want)
		}
	}
	if part == Transport {
		for _, want := range []string{"wasi:http/incoming-handler", "wasi:cli/run"} {
			if !slices.ContainsFunc(p.exports, func(e string) bool {
				n, ok := parseName(e)
				return ok && n.pkg+"/"+n.name == want
			}) {
				missing = append(missing, want)
			}
		}
	}
	if missing != nil {
		return &PartError{p.Name, part, missing}
	}
	return nil
}
