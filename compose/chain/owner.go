package chain

import "slices"

// kinds lists the kinds of things that have names, in the order in which they are reported.
var kinds = []string{KindTool, KindPrompt, KindResource, KindTemplate}

// kindCapability is the capability that has the things of a kind.
func kindCapability(kind string) string {
	switch kind {
	case KindTool:
		return "tools"
	case KindPrompt:
		return "prompts"
	}
	return "resources"
}

// of lists what is offered of a kind.
func (o *Offer) of(kind string) []string {
	if o == nil {
		return nil
	}
	switch kind {
	case KindTool:
		return o.Tools
	case KindPrompt:
		return o.Prompts
	case KindResource:
		return o.Resources
	}
	return o.Templates
}

// open reports whether names that nobody owns are tried on the provider.
func (n *Names) open() bool { return n.Offer == nil || n.Dynamic }

// settled reports whether clients may see other names than the provider has.
func (n *Names) settled() bool { return n.Prefix != "" || n.Rename != nil || n.Drop != nil }

// shown returns the name that clients see for one that the provider has; ok is false where they
// are not to see it.
func (n *Names) shown(kind, name string) (shown string, ok bool) {
	if slices.Contains(n.Drop, name) {
		return "", false
	}
	if kind != KindTool && kind != KindPrompt {
		return name, true
	}
	for _, r := range n.Rename {
		if r.Old == name {
			return r.New, true
		}
	}
	return n.Prefix + name, true
}

// claim is a name that a provider owns.
type claim struct {
	// shown is the name that clients see, own the one that the provider has.
	shown, own string
}

// claims lists the names of a kind that the provider owns, each once. A name that is given to
// something which is not known to be there is owned all the same.
func (c *Component) claims(kind string) []claim {
	if !slices.Contains(c.Capabilities, kindCapability(kind)) {
		return nil
	}
	var claims []claim
	seen := map[string]bool{}
	add := func(own string) {
		shown, ok := c.shown(kind, own)
		if ok && !seen[own] {
			claims = append(claims, claim{shown, own})
		}
		seen[own] = true
	}
	for _, own := range c.Offer.of(kind) {
		add(own)
	}
	if c.open() && (kind == KindTool || kind == KindPrompt) {
		for _, r := range c.Rename {
			if !c.offers(r.Old) {
				add(r.Old)
			}
		}
	}
	return claims
}

// offers reports whether a name is known to be the provider's, whatever it names.
func (n *Names) offers(name string) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool { return slices.Contains(n.Offer.of(kind), name) })
}

// checkNames reports names that cannot be settled because the provider has none such.
func (c *Component) checkNames() []error {
	if c.open() {
		return nil
	}
	var errs []error
	unknown := func(name string) { errs = append(errs, &UnknownNameError{c.Name, name, *c.Offer}) }
	for _, r := range c.Rename {
		if !slices.Contains(c.Offer.Tools, r.Old) && !slices.Contains(c.Offer.Prompts, r.Old) {
			unknown(r.Old)
		}
	}
	for _, name := range c.Drop {
		if !c.offers(name) {
			unknown(name)
		}
	}
	return errs
}

// providers lists the providers of the whole chain in order.
func (plan *Plan) providers() []*Component {
	var all []*Component
	for _, l := range plan.Links {
		for i := range l.Providers {
			all = append(all, &l.Providers[i])
		}
	}
	return all
}

// checkNames reports every name that has two owners, and every wish that cannot be granted.
func (plan *Plan) checkNames() []error {
	var errs []error
	for _, c := range plan.providers() {
		errs = append(errs, c.checkNames()...)
		errs = append(errs, c.emptyNames()...)
	}
	for _, kind := range kinds {
		owners := map[string]string{}
		for _, c := range plan.providers() {
			for _, one := range c.claims(kind) {
				if first, taken := owners[one.shown]; taken {
					errs = append(errs, &DuplicateError{kind, one.shown, first, c.Name})
					continue
				}
				owners[one.shown] = c.Name
			}
		}
	}
	return errs
}

// mayHaveNames refuses wishes for the names of a component that is no provider.
func (p *part) mayHaveNames(role Role) error {
	if role == Provider || !p.Dynamic && !p.settled() {
		return nil
	}
	return &NoNamesError{p.Name, role}
}

// changing lists the capabilities whose lists may change while the server runs, because somebody who
// offers them is dynamic.
func (plan *Plan) changing() []string {
	var changing []string
	for _, capability := range capabilities {
		if capability != "completions" && slices.ContainsFunc(plan.providers(), func(c *Component) bool { return c.Dynamic && c.has(capability) }) {
			changing = append(changing, capability)
		}
	}
	return changing
}
