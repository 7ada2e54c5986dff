package composing

import (
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
)

// owner is a component of a composition that owns a name.
type owner struct {
	spec string
	// stretch tells that it is a stretch of chain, whose names were settled when it was composed.
	stretch bool
}

// stretches refuses names that a stretch of chain owns and another component too. Those of two
// providers are the plan's to refuse.
func (s settling) stretches(plan *chain.Plan) error {
	var providers []chain.Component
	for _, l := range plan.Links {
		providers = append(providers, l.Providers...)
	}
	owners := map[chain.Owned]owner{}
	pairs := map[[2]owner]*duplicatesError{}
	var errs errlist.List
	for i, role := range plan.Roles() {
		var owned []chain.Owned
		me := owner{spec: s.specs[i], stretch: role == chain.Middleware}
		switch role {
		case chain.Provider:
			owned = providers[0].Owned()
			providers = providers[1:]
		case chain.Middleware:
			var err error
			if owned, err = inside(s.components[i]); err != nil {
				return err
			}
		}
		for _, o := range owned {
			name := chain.Owned{Kind: o.Kind, Shown: o.Shown}
			other, taken := owners[name]
			switch {
			case !taken:
				owners[name] = me
			case me.stretch || other.stretch:
				pair := pairs[[2]owner{other, me}]
				if pair == nil {
					pair = together(other, me)
					pairs[[2]owner{other, me}] = pair
					errs.Add(pair)
				}
				pair.names = append(pair.names, &chain.DuplicateError{Kind: o.Kind, Name: o.Shown, First: other.spec, Second: me.spec})
			}
		}
	}
	return errs.Err()
}

// together is the error of two owners. Where one is a provider, it comes last: its names can be
// settled.
func together(a, b owner) *duplicatesError {
	e := &duplicatesError{typed: []string{a.spec, b.spec}, fixed: a.stretch && b.stretch}
	if b.stretch && !a.stretch {
		e.typed[0], e.typed[1] = b.spec, a.spec
	}
	e.again = a == b
	return e
}

// inside lists the names of a stretch of chain; a middleware of another kind has none that are known.
func inside(s chain.Source) ([]chain.Owned, error) {
	c, err := chain.Decode(s)
	if err != nil {
		return nil, err
	}
	d, err := chain.Describe(c)
	if err != nil {
		return nil, &chain.DamagedError{Name: s.Name, Err: err}
	}
	if d == nil {
		return nil, nil
	}
	var all []chain.Owned
	for _, l := range d.Links {
		for i := range l.Providers {
			all = append(all, l.Providers[i].Owned()...)
		}
	}
	return all, nil
}
