package compose

import (
	"bytes"
	"cmp"
	"hash/maphash"
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
	units   []*unit
	parts   []*part
}

// shareComponents finds the components that occur more than once, be it as units or inside of them,
// and returns further units for those that occur only inside. A component that refers to what is
// around it means something else in another place.
func shareComponents(roots []*unit) (hoisted []*unit) {
	groups := group(sectionComponent, roots)
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
func shareModules(components []*unit) (units []*unit) {
	for _, g := range group(sectionCoreModule, components) {
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
func group(id byte, units []*unit) (groups []*copies) {
	sizes := make(map[int]int)
	visit := func(f func(*tree, *unit, *part)) {
		for _, u := range units {
			if u.same != nil {
				continue
			}
			if id == sectionComponent {
				f(u.tree, u, nil)
			}
			u.tree.all(func(p *part) {
				if p.id == id && p.shared == nil {
					f(p.child, nil, p)
				}
			})
		}
	}
	visit(func(t *tree, _ *unit, _ *part) { sizes[total(t.whole())]++ })
	seed := maphash.MakeSeed()
	byHash := make(map[uint64][]*copies)
	visit(func(t *tree, u *unit, p *part) {
		content := t.whole()
		if size := total(content); size < minShared || sizes[size] == 1 {
			return
		}
		hash := hashOf(seed, content)
		at := slices.IndexFunc(byHash[hash], func(g *copies) bool { return equal(g.content, content) })
		if at < 0 {
			at = len(byHash[hash])
			g := &copies{content: content}
			byHash[hash] = append(byHash[hash], g)
			groups = append(groups, g)
		}
		g := byHash[hash][at]
		if u != nil {
			g.units = append(g.units, u)
		} else {
			g.parts = append(g.parts, p)
		}
	})
	return groups
}

func hashOf(seed maphash.Seed, content [][]byte) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, b := range content {
		_, _ = h.Write(b) // never fails
	}
	return h.Sum64()
}

// equal reports whether two contents have the same bytes.
func equal(a, b [][]byte) bool {
	for len(a) > 0 && len(b) > 0 {
		n := min(len(a[0]), len(b[0]))
		if !bytes.Equal(a[0][:n], b[0][:n]) {
			return false
		}
		a, b = skip(a, n), skip(b, n)
	}
	return len(a) == len(b)
}

// skip returns a content without its first n bytes, which are in its first piece.
func skip(content [][]byte, n int) [][]byte {
	if n == len(content[0]) {
		return content[1:]
	}
	return slices.Concat([][]byte{content[0][n:]}, content[1:])
}

// closed reports whether a component refers to nothing around it. One that cannot be read might.
func closed(b []byte) bool {
	c, err := component.Decode(b)
	return err == nil && closedAt(c, 0)
}

// closedAt is closed for a component or type that stands depth levels inside one.
func closedAt(c *component.Component, depth uint32) bool {
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
