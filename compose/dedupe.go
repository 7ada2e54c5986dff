package compose

import (
	"cmp"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// minShared is the size from which a core module or component that occurs twice is stored once.
// Below, an alias and what it costs a reader are not worth it.
const minShared = 128

// unit is a core module or component that the result itself holds.
type unit struct {
	tree    *tree
	index   uint32
	written bool
	same    *unit // that has the same contents and is written instead, if any
}

// copies are units and parts with equal contents, in order.
type copies struct {
	content [][]byte
	hash    uint64
	units   []*unit
	parts   []*part
}

// shareComponents finds the components that occur more than once, be it as units or inside of them,
// and returns further units for those that occur only inside. A component that refers to what is
// around it means something else in another place.
func (c contents) shareComponents(roots []*unit) (hoisted []*unit) {
	groups := c.group(sectionComponent, roots)
	// The larger ones first: what is inside of them needs no sharing of its own.
	slices.SortStableFunc(groups, func(a, b *copies) int { return cmp.Compare(total(b.content), total(a.content)) })
	gone := make(map[*part]bool)
	leave := func(t *tree) { t.all(func(p *part) { gone[p] = true }) }
	for _, g := range groups {
		g.parts = slices.DeleteFunc(g.parts, func(p *part) bool { return gone[p] })
		parts := g.parts
		var u *unit
		switch {
		case len(g.units) > 0:
			u = g.units[0]
			for _, other := range g.units[1:] {
				other.same = u
				leave(other.tree)
			}
		case len(parts) > 1 && closed(parts[0].child.bytes):
			u = &unit{tree: parts[0].child}
			hoisted = append(hoisted, u)
			parts = parts[1:]
		default:
			continue
		}
		for _, p := range parts {
			leave(p.child)
		}
		for _, p := range g.parts {
			p.shared = u
		}
	}
	return hoisted
}

// shareModules returns units for the core modules that occur more than once in others.
func (c contents) shareModules(components []*unit) (units []*unit) {
	for _, g := range c.group(sectionCoreModule, components) {
		if len(g.parts) < 2 {
			continue
		}
		u := &unit{tree: g.parts[0].child}
		units = append(units, u)
		for _, p := range g.parts {
			p.shared = u
		}
	}
	return units
}

// group returns the parts of one kind that units hold, and the units themselves if they are of that
// kind, equal ones together and in the order of the first of each.
func (c contents) group(id byte, units []*unit) (groups []*copies) {
	var all []*candidate
	alike := make(map[likeness][]*copies)
	count := make(map[likeness]int)
	add := func(t *tree, u *unit, p *part) {
		one := &candidate{content: t.whole(), unit: u, part: p}
		if total(one.content) < minShared {
			return
		}
		one.likeness = c.likeness(one.content)
		count[one.likeness]++
		all = append(all, one)
	}
	for _, u := range units {
		if u.same != nil {
			continue
		}
		if id == sectionComponent {
			add(u.tree, u, nil)
		}
		u.tree.all(func(p *part) {
			if p.id == id && p.shared == nil {
				add(p.child, nil, p)
			}
		})
	}
	for _, one := range all {
		n := count[one.likeness]
		if n == 1 {
			continue
		}
		// Of two, looking at both once tells; of more, each is looked at for its hash first.
		if n > 2 {
			one.hash = c.hash(one.content)
		}
		at := slices.IndexFunc(alike[one.likeness], func(g *copies) bool {
			return g.hash == one.hash && c.equal(g.content, one.content)
		})
		if at < 0 {
			at = len(alike[one.likeness])
			g := &copies{content: one.content, hash: one.hash}
			alike[one.likeness] = append(alike[one.likeness], g)
			groups = append(groups, g)
		}
		g := alike[one.likeness][at]
		if one.unit != nil {
			g.units = append(g.units, one.unit)
		} else {
			g.parts = append(g.parts, one.part)
		}
	}
	return groups
}

// candidate is something that may occur more than once.
type candidate struct {
	content  [][]byte
	likeness likeness
	hash     uint64
	unit     *unit
	part     *part
}

// closed reports whether a component refers to nothing around it. One that cannot be read might.
func closed(b []byte) bool {
	c, err := component.Decode(b)
	return err == nil && closedAt(c, 0)
}

// closedAt is closed for a component or type that stands depth levels inside one.
func closedAt(c *component.Component, depth uint32) bool {
	if depth > maxNesting {
		return false
	}
	for _, s := range c.Sections {
		switch s := s.(type) {
		case component.Aliases:
			if slices.ContainsFunc(s, func(a component.Alias) bool { return leaves(a, depth) }) {
				return false
			}
		case component.CoreTypes:
			if slices.ContainsFunc(s, isModuleType) {
				return false
			}
		case component.Types:
			if slices.ContainsFunc(s, func(t component.Type) bool { return !closedType(t, depth) }) {
				return false
			}
		case *component.Nested:
			if c, err := s.Decode(); err != nil || !closedAt(c, depth+1) {
				return false
			}
		}
	}
	return true
}

func closedType(t component.Type, depth uint32) bool {
	var decls []component.Decl
	switch t := t.(type) {
	case component.ComponentType:
		decls = t.Decls
	case component.InstanceType:
		decls = t.Decls
	}
	for _, d := range decls {
		switch d := d.(type) {
		case component.AliasDecl:
			if leaves(d.Alias, depth+1) {
				return false
			}
		case component.CoreTypeDecl:
			if isModuleType(d.Type) {
				return false
			}
		case component.TypeDecl:
			if !closedType(d.Type, depth+1) {
				return false
			}
		}
	}
	return true
}

// isModuleType reports whether a core type is that of a module, which may have aliases that are not
// looked at here.
func isModuleType(t component.CoreType) bool { return len(t.Bytes) > 0 && t.Bytes[0] == 0x50 }

func leaves(a component.Alias, depth uint32) bool {
	o, ok := a.Target.(component.Outer)
	return ok && o.Count > depth
}
