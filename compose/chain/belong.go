package chain

import (
	"slices"
	"strings"
)

// belongings says to whom the names are that a group's router meets.
type belongings struct {
	// members are the group's providers in order, others those of the other groups.
	members, others []*Component
}

// belongings of the group that is one link of the chain.
func (plan *Plan) belongings(link *Link) belongings {
	var b belongings
	for i := range plan.Links {
		l := &plan.Links[i]
		for n := range l.Providers {
			if l == link {
				b.members = append(b.members, &l.Providers[n])
			} else {
				b.others = append(b.others, &l.Providers[n])
			}
		}
	}
	return b
}

// has reports whether the component offers a capability.
func (c *Component) has(capability string) bool { return slices.Contains(c.Capabilities, capability) }

// assists reports whether the component completes arguments and has nothing that arguments are for:
// then it is there for the prompts and templates of others.
func (c *Component) assists() bool {
	return c.has("completions") && !c.has("prompts") && !c.has("resources")
}

// strangers reports whether a member is asked for anything beside the names that it owns, so that
// the router has to know which names are another group's.
func (b *belongings) strangers() bool {
	return slices.ContainsFunc(b.members, func(c *Component) bool {
		return c.open() || c.assists() || c.claims(KindTemplate) != nil
	})
}

// shown lists the names of a kind as clients see them, with what their owners call them.
func (b *belongings) shown(kind string) []entry {
	var all []entry
	for i, c := range b.members {
		for _, one := range c.claims(kind) {
			all = append(all, entry{one.shown, int32(i), one.own})
		}
	}
	if !b.strangers() {
		return all
	}
	for _, c := range b.others {
		owner := elsewhere
		if !c.has("completions") {
			owner = incomplete
		}
		for _, one := range c.claims(kind) {
			all = append(all, entry{one.shown, owner, one.shown})
		}
	}
	return all
}

// own lists the names of a kind as a member has them, with what clients see.
func (b *belongings) own(member int, kind string) []entry {
	c := b.members[member]
	var all []entry
	for _, one := range c.claims(kind) {
		all = append(all, entry{one.own, int32(member), one.shown})
	}
	for i, name := range c.Drop {
		if !slices.Contains(c.Drop[:i], name) {
			all = append(all, entry{name, dropped, name})
		}
	}
	return all
}

// templates lists the URI templates of the whole chain.
func (b *belongings) templates() []string {
	var all []string
	for _, c := range slices.Concat(b.members, b.others) {
		all = append(all, c.templates()...)
	}
	return all
}

// foreign lists the URI templates that keep a URI from a member unless one of its own matches too:
// everybody's, and those that the member has and is not asked for.
func (b *belongings) foreign(member int) []string {
	return append(b.templates(), b.members[member].hidden()...)
}

// templates lists the URI templates that the component is asked for.
func (c *Component) templates() []string {
	var all []string
	for _, one := range c.claims(KindTemplate) {
		all = append(all, one.own)
	}
	return all
}

// hidden lists the URI templates that the server does not offer.
func (c *Component) hidden() []string {
	return slices.DeleteFunc(slices.Clone(c.Drop), func(name string) bool {
		return !strings.Contains(name, "{")
	})
}
