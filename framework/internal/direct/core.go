package direct

import (
	"errors"
	"fmt"
	"strings"
)

// Sections of a core module that are looked into.
const (
	sectionImport  = 2
	sectionTable   = 4
	sectionMemory  = 5
	sectionGlobal  = 6
	sectionExport  = 7
	sectionElement = 9
)

// Kinds of core imports and exports.
const (
	kindFunc   = 0
	kindMemory = 2
	kindGlobal = 3
)

// core is what has to be known of a core module to give it a memory from
// outside.
type core struct {
	// code is the module without its memory, its table and the exports that
	// nobody needs any more.
	code []byte
	// pages is the memory that it starts with.
	pages uint32
	// heap is the address of the allocator's state, base where its blocks
	// begin.
	heap, base uint32
	// globals are the values of the constants.
	globals []uint32
}

// reader reads a core module; the first mistake is kept.
type reader struct {
	b   []byte
	err error
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.err = errors.Join(r.err, errors.New("ends early"))
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) u32() uint32 {
	var n uint32
	for shift := 0; shift < 35; shift += 7 {
		c := r.byte()
		n |= uint32(c&0x7f) << shift
		if c < 0x80 {
			break
		}
	}
	return n
}

func (r *reader) take(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)) {
		r.err = errors.Join(r.err, errors.New("ends early"))
		n = uint32(len(r.b))
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) name() string { return string(r.take(r.u32())) }

func appendU32(b []byte, n uint32) []byte {
	for n >= 0x80 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}

func appendName(b []byte, name string) []byte {
	return append(appendU32(b, uint32(len(name))), name...)
}

func appendSection(b []byte, id byte, content []byte) []byte {
	b = appendU32(append(b, id), uint32(len(content)))
	return append(b, content...)
}

// split takes the memory out of a module, which imports it then as "memory"
// from "memory", and all that trim does.
func split(module []byte) (core, error) {
	c := core{}
	limits, err := memoryLimits(module)
	if err != nil {
		return c, err
	}
	m := &reader{b: limits[1:]}
	c.pages = m.u32()
	c.code, err = rewrite(module, func(id byte, content []byte) ([]byte, error) {
		switch id {
		case sectionImport:
			return withMemory(content, limits), nil
		case sectionMemory:
			return nil, nil
		case sectionGlobal:
			c.globals = constants(content)
		case sectionExport:
			return c.exports(content)
		}
		return content, nil
	})
	if err == nil && (c.heap == 0 || c.base == 0) {
		err = errors.New("core module: does not export both HEAP and __heap_base")
	}
	return c, err
}

// trim takes the table out of a module: no code calls through it, or else the
// validation that follows would find out.
func trim(module []byte) ([]byte, error) {
	return rewrite(module, func(_ byte, content []byte) ([]byte, error) { return content, nil })
}

// rewrite copies a module with another content for each section, and none of
// those that are empty then. A module without imports gets an empty import
// section to begin with.
func rewrite(module []byte, content func(id byte, old []byte) ([]byte, error)) ([]byte, error) {
	r := &reader{b: module}
	out := append([]byte(nil), r.take(8)...)
	imported := false
	for len(r.b) > 0 && r.err == nil {
		id := r.byte()
		old := r.take(r.u32())
		if id == sectionTable || id == sectionElement {
			continue
		}
		if id > sectionImport && !imported {
			imported = true
			with, err := content(sectionImport, nil)
			if err != nil {
				return nil, err
			}
			if len(with) > 0 {
				out = appendSection(out, sectionImport, with)
			}
		}
		imported = imported || id == sectionImport
		now, err := content(id, old)
		if err != nil {
			return nil, err
		}
		if len(now) > 0 {
			out = appendSection(out, id, now)
		}
	}
	if r.err != nil {
		return nil, fmt.Errorf("core module: %w", r.err)
	}
	return out, nil
}

// memoryLimits finds the limits of the module's memory.
func memoryLimits(module []byte) ([]byte, error) {
	r := &reader{b: module[8:]}
	for len(r.b) > 0 && r.err == nil {
		id := r.byte()
		content := r.take(r.u32())
		if id == sectionMemory && len(content) > 1 && content[0] == 1 {
			return content[1:], nil
		}
	}
	return nil, errors.New("core module: expected one memory")
}

// withMemory adds the import of a memory to an import section.
func withMemory(imports, limits []byte) []byte {
	r := &reader{b: imports}
	var count uint32
	if len(imports) > 0 {
		count = r.u32()
	}
	b := appendU32(nil, count+1)
	b = append(b, r.b...)
	b = appendName(appendName(b, "memory"), "memory")
	return append(append(b, kindMemory), limits...)
}

// constants returns the values of the globals, 0 for what is no i32 constant.
func constants(content []byte) []uint32 {
	r := &reader{b: content}
	values := make([]uint32, r.u32())
	for i := range values {
		r.take(2)
		if r.byte() == 0x41 {
			values[i] = r.u32()
		}
		for r.err == nil && r.byte() != 0x0b {
		}
	}
	return values
}

// exports keeps the functions that are lifted, and reads the addresses.
func (c *core) exports(content []byte) ([]byte, error) {
	r := &reader{b: content}
	var kept []byte
	var count uint32
	for range r.u32() {
		name, kind, index := r.name(), r.byte(), r.u32()
		switch {
		case kind == kindGlobal && int(index) < len(c.globals):
			switch name {
			case "HEAP":
				c.heap = c.globals[index]
			case "__heap_base":
				// Where the allocator begins, which aligns it so.
				c.base = (c.globals[index] + 15) &^ 15
			}
		case kind == kindFunc && !strings.HasPrefix(name, "cabi_realloc"):
			kept = append(appendName(kept, name), kind)
			kept = appendU32(kept, index)
			count++
		}
	}
	if r.err != nil {
		return nil, fmt.Errorf("export section: %w", r.err)
	}
	return append(appendU32(nil, count), kept...), nil
}
