package compose

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// minShared is the size from which a core module that occurs twice is stored once. Below, an alias
// and what it costs a reader are not worth it.
const minShared = 128

// tree is a component's bytes in sections, as far as they hold core modules.
type tree struct {
	bytes []byte
	parts []*part
}

// part is a core module or nested component in a tree.
type part struct {
	start, end int    // of the section in the tree's bytes
	module     []byte // nil for a component
	child      *tree
	shared     *uint32 // index of the module in the result, if it is stored there
}

// scan finds the core modules of a component, however deep. What is not a component's binary is
// left alone.
func scan(b []byte) *tree {
	t := &tree{bytes: b}
	if !bytes.HasPrefix(b, preamble) {
		return t
	}
	for at := len(preamble); at < len(b); {
		size, n := binary.Uvarint(b[at+1:])
		start := at + 1 + n
		if n <= 0 || size > uint64(len(b)-start) {
			return &tree{bytes: b}
		}
		end := start + int(size)
		switch payload := b[start:end]; b[at] {
		case sectionCoreModule:
			t.parts = append(t.parts, &part{start: at, end: end, module: payload})
		case sectionComponent:
			if child := scan(payload); len(child.parts) > 0 {
				t.parts = append(t.parts, &part{start: at, end: end, child: child})
			}
		}
		at = end
	}
	return t
}

// modules calls f with every module of the tree, in the order of the bytes.
func (t *tree) modules(f func(*part)) {
	for _, p := range t.parts {
		if p.child != nil {
			p.child.modules(f)
		} else {
			f(p)
		}
	}
}

// share marks the core modules that occur more than once in the trees, and stores each of them by
// the function given, which returns its index.
func share(trees []*tree, store func([]byte) uint32) {
	type group struct {
		parts []*part
	}
	sizes := make(map[int]int)
	for _, t := range trees {
		t.modules(func(p *part) { sizes[len(p.module)]++ })
	}
	seed := maphash.MakeSeed()
	groups := make(map[uint64][]*group)
	var order []*group
	for _, t := range trees {
		t.modules(func(p *part) {
			if len(p.module) < minShared || sizes[len(p.module)] == 1 {
				return
			}
			hash := maphash.Bytes(seed, p.module)
			for _, g := range groups[hash] {
				if bytes.Equal(g.parts[0].module, p.module) {
					g.parts = append(g.parts, p)
					return
				}
			}
			g := &group{parts: []*part{p}}
			groups[hash] = append(groups[hash], g)
			order = append(order, g)
		})
	}
	for _, g := range order {
		if len(g.parts) == 1 {
			continue
		}
		index := store(g.parts[0].module)
		for _, p := range g.parts {
			p.shared = &index
		}
	}
}

// segments returns the tree's bytes with an alias in the place of every shared module, each of which
// is depth levels up. An alias takes the place of a module in the index space of modules, so that
// nothing else changes.
func (t *tree) segments(depth uint32) (out [][]byte, changed bool) {
	at := 0
	for _, p := range t.parts {
		var section [][]byte
		switch {
		case p.shared != nil:
			section = [][]byte{moduleAlias(depth, *p.shared)}
		case p.child != nil:
			inner, changed := p.child.segments(depth + 1)
			if !changed {
				continue
			}
			section = append([][]byte{sectionHeader(sectionComponent, total(inner))}, inner...)
		default:
			continue
		}
		out = append(out, t.bytes[at:p.start])
		out = append(out, section...)
		at, changed = p.end, true
	}
	return append(out, t.bytes[at:]), changed
}

func moduleAlias(depth, index uint32) []byte {
	alias := component.Alias{Sort: component.SortCoreModule, Target: component.Outer{Count: depth, Index: index}}
	return encodeSections(component.Aliases{alias})
}
