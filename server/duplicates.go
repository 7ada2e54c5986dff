package server

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
)

// naming is what the components of a composition are called by who composes them.
type naming struct {
	specs      []string
	components []chain.Source
}

// owner is a component of a composition that owns a name.
type owner struct {
	spec string
	// composed tells that it is a middleware that was composed of providers: their names are fixed.
	composed bool
}

// checkComposed refuses names that a composed middleware owns and another component too. Those of two
// providers are the plan's to refuse.
func (s naming) checkComposed(plan *chain.Plan) error {
	var providers []chain.Component
	for _, l := range plan.Links {
		providers = append(providers, l.Providers...)
	}
	owners := map[chain.Owned]owner{}
	pairs := map[[2]owner]*DuplicatesError{}
	var errs errlist.List
	for i, role := range plan.Roles() {
		var owned []chain.Owned
		me := owner{spec: s.specs[i], composed: role == chain.Middleware}
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
			case me.composed || other.composed:
				pair := pairs[[2]owner{other, me}]
				if pair == nil {
					pair = together(other, me)
					pairs[[2]owner{other, me}] = pair
					errs.Add(pair)
				}
				pair.Names = append(pair.Names, &chain.DuplicateError{Kind: o.Kind, Name: o.Shown, First: other.spec, Second: me.spec})
			}
		}
	}
	return errs.Err()
}

// together is the error of two owners. Where one is a provider, it comes last: its names can be
// changed.
func together(a, b owner) *DuplicatesError {
	e := &DuplicatesError{Specs: []string{a.spec, b.spec}, Fixed: a.composed && b.composed}
	if b.composed && !a.composed {
		e.Specs[0], e.Specs[1] = b.spec, a.spec
	}
	e.Again = a == b
	return e
}

// inside lists the names that a composed middleware owns; any other middleware has none that are known.
func inside(s chain.Source) ([]chain.Owned, error) {
	providers, err := chain.Inside(s)
	var all []chain.Owned
	for i := range providers {
		all = append(all, providers[i].Owned()...)
	}
	return all, err
}

// DuplicatesError are the names that two components own both.
type DuplicatesError struct {
	// Specs are what the two are called, or the one that owns both.
	Specs []string
	// Again tells that the one was given twice, and Fixed that neither can be given other names.
	Again, Fixed bool
	Names        []*chain.DuplicateError
}

// Error tells the name, or how many there are.
func (e *DuplicatesError) Error() string {
	what := fmt.Sprintf("%d names are", len(e.Names))
	if len(e.Names) == 1 {
		what = fmt.Sprintf("%s %q is", e.Names[0].Kind, e.Names[0].Name)
	}
	switch {
	case e.Again:
		return what + " offered twice: " + e.Specs[0] + " is given twice"
	case len(e.Specs) == 1:
		return what + " offered twice by " + e.Specs[0]
	}
	return what + " offered by " + e.Specs[0] + " and by " + e.Specs[1]
}

// gather puts together the names that the same two components own.
func (s naming) gather(err error) error {
	var errs []error
	pairs := map[string]*DuplicatesError{}
	for _, e := range errlist.Flatten(err) {
		d := (*chain.DuplicateError)(nil)
		if !errors.As(e, &d) {
			errs = append(errs, e)
			continue
		}
		pair := pairs[d.First+"\x00"+d.Second]
		if pair == nil {
			pair = s.owners(d)
			pairs[d.First+"\x00"+d.Second] = pair
			errs = append(errs, pair)
		}
		pair.Names = append(pair.Names, d)
	}
	return errors.Join(errs...)
}

// owners finds what the owners of a name are called, whose files may have one name.
func (s naming) owners(d *chain.DuplicateError) *DuplicatesError {
	e := new(DuplicatesError)
	count := 0
	for i, c := range s.components {
		if c.Name == d.First || c.Name == d.Second {
			count++
			if !slices.Contains(e.Specs, s.specs[i]) {
				e.Specs = append(e.Specs, s.specs[i])
			}
		}
	}
	e.Specs = e.Specs[:min(len(e.Specs), 2)]
	e.Again = len(e.Specs) == 1 && count > 1
	return e
}
