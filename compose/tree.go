package compose

import (
	"bytes"
	"encoding/binary"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// tree is a component or core module in sections, as far as they are not written as they are.
type tree struct {
	bytes []byte
	parts []*part
}

// part is a section in a tree: a core module, a nested component or a custom section.
type part struct {
	start, end int   // of the section in the tree's bytes
	id         byte  // of the section
	child      *tree // what the section holds; nil for a custom one, which is left out
	shared     *unit // what the section's place is taken by, if anything
}

// maxNesting is how deep components in components are looked into. No tool makes any of that depth.
const maxNesting = 100

// coreModule is the header of a core module.
var coreModule = []byte("\x00asm\x01\x00\x00\x00")

// scan finds what a component holds, however deep, and the custom sections to leave out. What is not
// a component's binary is left alone.
func scan(b []byte, strip Strip) *tree { return scanAt(b, strip, 0) }

func scanAt(b []byte, strip Strip, depth int) *tree {
	t := &tree{bytes: b}
	isComponent := bytes.HasPrefix(b, preamble)
	if depth > maxNesting || !isComponent && (strip == 0 || !bytes.HasPrefix(b, coreModule)) {
		return t
	}
	for at := len(preamble); at < len(b); {
		size, n := binary.Uvarint(b[at+1:])
		start := at + 1 + n
		if n <= 0 || size > uint64(len(b)-start) {
			return &tree{bytes: b}
		}
		end := start + int(size)
		id, payload := b[at], b[start:end]
		switch {
		case id == sectionCustom && strip.drops(payload):
			t.parts = append(t.parts, &part{start: at, end: end, id: id})
		case isComponent && (id == sectionCoreModule || id == sectionComponent):
			t.parts = append(t.parts, &part{start: at, end: end, id: id, child: scanAt(payload, strip, depth+1)})
		}
		at = end
	}
	return t
}

// all calls f with every core module and component that is written for the tree, in the order of the
// bytes.
func (t *tree) all(f func(*part)) {
	for _, p := range t.parts {
		if p.child == nil {
			continue
		}
		f(p)
		if p.shared == nil {
			p.child.all(f)
		}
	}
}

// whole returns what is written for the tree, as long as nothing is shared.
func (t *tree) whole() [][]byte {
	out, _ := t.segments(0)
	return out
}

// segments returns what is written for the tree, which stands depth levels below the result: an
// alias takes the place of everything shared. It has the same place in its index space, so that
// nothing else changes.
func (t *tree) segments(depth uint32) (out [][]byte, changed bool) {
	at := 0
	for _, p := range t.parts {
		var section [][]byte
		switch {
		case p.shared != nil:
			section = [][]byte{outerAlias(p.sort(), depth, p.shared.index)}
		case p.child != nil:
			inner, changed := p.child.segments(depth + 1)
			if !changed {
				continue
			}
			section = append([][]byte{sectionHeader(p.id, total(inner))}, inner...)
		}
		if at < p.start {
			out = append(out, t.bytes[at:p.start])
		}
		out = append(out, section...)
		at, changed = p.end, true
	}
	if at < len(t.bytes) {
		out = append(out, t.bytes[at:])
	}
	return out, changed
}

func (p *part) sort() component.Sort {
	if p.id == sectionCoreModule {
		return component.SortCoreModule
	}
	return component.SortComponent
}

func outerAlias(sort component.Sort, depth, index uint32) []byte {
	alias := component.Alias{Sort: sort, Target: component.Outer{Count: depth, Index: index}}
	return encodeSections(component.Aliases{alias})
}
