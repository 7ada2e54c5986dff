package types

import (
	"bytes"
	"fmt"
	"strings"
)

// fits reports whether something of one type can be given where another is expected.
func (e coreExtern) fits(want coreExtern) bool {
	g, w := e.limits, want.limits
	return e.kind == want.kind && e.typ == want.typ && g.flags == w.flags && g.page == w.page && g.min >= w.min &&
		(!w.hasMax || g.hasMax && g.max <= w.max)
}

func (e coreExtern) String() string {
	kinds := [...]string{"func", "table", "memory", "global", "tag"}
	var b strings.Builder
	b.WriteString("core " + kinds[e.kind])
	r := &coreReader{b: []byte(e.typ)}
	switch e.kind {
	case coreFunc, coreTag:
		b.WriteString("(")
		r.list(func() { b.WriteString(r.valTypeName() + " ") })
		b.WriteString("->")
		r.list(func() { b.WriteString(" " + r.valTypeName()) })
		b.WriteString(")")
	case coreTable, coreGlobal:
		b.WriteString(" " + r.valTypeName())
		if bytes.Equal(r.b, []byte{1}) {
			b.WriteString(" mut")
		}
	}
	if e.kind == coreTable || e.kind == coreMemory {
		fmt.Fprintf(&b, " at least %d", e.limits.min)
		if e.limits.hasMax {
			fmt.Fprintf(&b, ", at most %d", e.limits.max)
		}
		if e.limits.flags != 0 {
			fmt.Fprintf(&b, ", flags 0x%02x", e.limits.flags)
		}
	}
	return b.String()
}

func (r *coreReader) valTypeName() string {
	names := map[byte]string{
		0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64", 0x7b: "v128", 0x70: "funcref", 0x6f: "externref",
	}
	start := r.b
	r.valType()
	b := start[:len(start)-len(r.b)]
	if len(b) == 1 && names[b[0]] != "" {
		return names[b[0]]
	}
	return fmt.Sprintf("0x%x", b)
}

// modules matches core modules: one that is given exports what is wanted, and imports no more than
// whoever wants it supplies.
func (m *matcher) modules(got, want ID) *MismatchError {
	if m.a.Equal(got, want) {
		return nil
	}
	g, knownGot := readModuleType(m.a.Type(got).(Module).Bytes)
	w, knownWant := readModuleType(m.a.Type(want).(Module).Bytes)
	if !knownGot || !knownWant {
		return m.differ(m.a.Detail(want)+" of another type", m.a.Detail(got)+" whose type is not understood")
	}
	exports, supplied := byName(g.exports), byName(w.imports)
	for _, x := range w.exports {
		m.push("core export", x.name)
		if err := m.core(exports[x.key()], &x); err != nil {
			return err
		}
		m.pop()
	}
	for _, x := range g.imports {
		m.push("core import", strings.TrimPrefix(x.module+" ", " ")+x.name)
		s := supplied[x.key()]
		if s == nil {
			return m.differ("", x.String())
		}
		if !s.fits(x) {
			return m.differ(s.String(), x.String())
		}
		m.pop()
	}
	return nil
}

func (m *matcher) core(got, want *coreExtern) *MismatchError {
	switch {
	case got == nil:
		return m.differ(want.String(), "")
	case !got.fits(*want):
		return m.differ(want.String(), got.String())
	default:
		return nil
	}
}

func (e coreExtern) key() [2]string { return [2]string{e.module, e.name} }

func byName(list []coreExtern) map[[2]string]*coreExtern {
	named := make(map[[2]string]*coreExtern, len(list))
	for i, e := range list {
		named[e.key()] = &list[i]
	}
	return named
}
