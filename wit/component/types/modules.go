package types

import "github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"

// moduleType is what the type of a core module says.
type moduleType struct{ imports, exports []coreExtern }

// coreExtern is an import or export of a core module. Module is empty for an export.
type coreExtern struct {
	module, name string
	kind         byte   // coreFunc and so on
	typ          string // bytes of the type but for limits: of a function, what a table holds, …
	limits       coreLimits
}

// coreLimits are those of a table or memory.
type coreLimits struct {
	flags    byte // but for that of a maximum
	min, max uint64
	hasMax   bool
	page     uint64 // logarithm of the size of a page, where flags say that there is one
}

// Kinds of core externs.
const (
	coreFunc   byte = 0
	coreTable  byte = 1
	coreMemory byte = 2
	coreGlobal byte = 3
	coreTag    byte = 4
)

// coreReader reads parts of core modules and their types. What it does not know makes it fail, since
// nothing can be said of a type then.
type coreReader struct {
	b      []byte
	failed bool
}

func (r *coreReader) byte() byte {
	if len(r.b) == 0 {
		r.failed = true
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *coreReader) uint() uint64 {
	v, n, err := leb128.Uint64(r.b)
	if err != nil {
		r.failed = true
		r.b = nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *coreReader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.failed = true
		r.b = nil
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *coreReader) name() string { return string(r.take(r.uint())) }

// list calls f as often as a count says, which is followed by at least as many bytes.
func (r *coreReader) list(f func()) {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.failed = true
	}
	for range n {
		if r.failed {
			return
		}
		f()
	}
}

// valType reads a type of a value. One that mentions a defined type is read as validators write it.
func (r *coreReader) valType() {
	c := r.byte()
	if c == 0x63 || c == 0x64 {
		switch c = r.byte(); c {
		case 0x61, 0x62: // a defined type, exactly that or a subtype, by what tells such types apart
			r.uint()
			return
		case 0x65: // shared
			c = r.byte()
		}
	}
	r.failed = r.failed || c < 0x64 || c > 0x7f
}

// function reads the type of a function after its opcode.
func (r *coreReader) function() string {
	start := r.b
	r.list(r.valType)
	r.list(r.valType)
	return string(start[:len(start)-len(r.b)])
}

func (r *coreReader) limits() (l coreLimits) {
	const hasMax, hasPage = 0x01, 0x08
	flags := r.byte()
	l.flags, l.hasMax = flags&^hasMax, flags&hasMax != 0
	l.min = r.uint()
	if l.hasMax {
		l.max = r.uint()
	}
	if flags&hasPage != 0 {
		l.page = r.uint()
	}
	return l
}

// extern reads a kind and a type of it, given the types of functions.
func (r *coreReader) extern(e *coreExtern, funcs []string) {
	e.kind = r.byte()
	r.typeOf(e, funcs)
}

// typeOf reads the type of an extern whose kind is known.
func (r *coreReader) typeOf(e *coreExtern, funcs []string) {
	start := r.b
	switch e.kind {
	case coreFunc:
		e.typ = r.index(funcs)
	case coreTable:
		r.valType()
		e.typ = string(start[:len(start)-len(r.b)])
		e.limits = r.limits()
	case coreMemory:
		e.limits = r.limits()
	case coreGlobal:
		r.valType()
		r.byte()
		e.typ = string(start[:len(start)-len(r.b)])
	case coreTag:
		r.byte()
		e.typ = r.index(funcs)
	default:
		r.failed = true
	}
}

// index reads an index and returns what has it.
func (r *coreReader) index(list []string) string {
	i := r.uint()
	if i >= uint64(len(list)) {
		r.failed = true
		return ""
	}
	return list[i]
}

// readModuleType reads the type of a core module; false where it has what is not known here.
func readModuleType(b string) (t moduleType, ok bool) {
	r := &coreReader{b: []byte(b)}
	if r.byte() != 0x50 {
		return t, false
	}
	var funcs []string
	r.list(func() {
		var e coreExtern
		switch r.byte() {
		case 0x00:
			e.module, e.name = r.name(), r.name()
			r.extern(&e, funcs)
			t.imports = append(t.imports, e)
		case 0x01:
			r.failed = r.failed || r.byte() != 0x60
			funcs = append(funcs, r.function())
		case 0x03:
			e.name = r.name()
			r.extern(&e, funcs)
			t.exports = append(t.exports, e)
		default:
			r.failed = true
		}
	})
	return t, !r.failed && len(r.b) == 0
}

// encode writes the type down, each type of a function before what first has it.
func (t moduleType) encode() string {
	var decls []byte
	count := uint64(0)
	funcs := make(map[string]uint64)
	write := func(start byte, e coreExtern) {
		i, known := funcs[e.typ]
		if !known && (e.kind == coreFunc || e.kind == coreTag) {
			i = uint64(len(funcs))
			funcs[e.typ] = i
			decls = append(append(decls, 0x01, 0x60), e.typ...)
			count++
		}
		decls = append(decls, start)
		if start == 0x00 {
			decls = appendName(decls, e.module)
		}
		decls = append(appendName(decls, e.name), e.kind)
		switch e.kind {
		case coreFunc:
			decls = leb128.AppendUint(decls, i)
		case coreTag:
			decls = leb128.AppendUint(append(decls, 0), i)
		default:
			decls = append(decls, e.typ...)
		}
		if e.kind == coreTable || e.kind == coreMemory {
			decls = e.limits.append(decls)
		}
		count++
	}
	for _, e := range t.imports {
		write(0x00, e)
	}
	for _, e := range t.exports {
		write(0x03, e)
	}
	return string(append(leb128.AppendUint([]byte{0x50}, count), decls...))
}

func (l coreLimits) append(b []byte) []byte {
	flags := l.flags
	if l.hasMax {
		flags |= 0x01
	}
	b = leb128.AppendUint(append(b, flags), l.min)
	if l.hasMax {
		b = leb128.AppendUint(b, l.max)
	}
	if flags&0x08 != 0 {
		b = leb128.AppendUint(b, l.page)
	}
	return b
}
