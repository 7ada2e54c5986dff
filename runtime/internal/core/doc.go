// Package core reads and rewrites core modules as far as linking them into a component needs.
package core

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The sections of a core module that are looked into.
const (
	sectionCustom   = 0
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionTable    = 4
	sectionMemory   = 5
	sectionGlobal   = 6
	sectionExport   = 7
	sectionStart    = 8
	sectionElement  = 9
	sectionCode     = 10
	sectionTag      = 13
)

// Error is a module that cannot be read.
type Error struct {
	Offset int
	Reason string
}

// Error returns the reason and where.
func (e *Error) Error() string { return fmt.Sprintf("byte %#x: %s", e.Offset, e.Reason) }

// reader reads a module. What goes wrong is kept in err, after which everything reads as zero.
type reader struct {
	b   []byte
	pos int
	err error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = &Error{r.pos, fmt.Sprintf(format, args...)}
	}
	r.pos = len(r.b)
}

func (r *reader) done() bool { return r.err != nil || r.pos >= len(r.b) }

func (r *reader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail("unexpected end")
		return 0
	}
	r.pos++
	return r.b[r.pos-1]
}

func (r *reader) u32() uint32 {
	v, n := binary.Uvarint(r.b[r.pos:])
	if n <= 0 || n > 5 || v > math.MaxUint32 {
		r.fail("not a number of 32 bits")
		return 0
	}
	r.pos += n
	return uint32(v)
}

// leb skips a number of any size.
func (r *reader) leb() {
	for range 10 {
		if r.byte() < 0x80 {
			return
		}
	}
	r.fail("a number of more than 10 bytes")
}

func (r *reader) take(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)-r.pos) {
		r.fail("%d bytes, %d left", n, len(r.b)-r.pos)
		return nil
	}
	r.pos += int(n)
	return r.b[r.pos-int(n) : r.pos]
}

func (r *reader) name() string { return string(r.take(r.u32())) }

func appendU32(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

func appendName(b []byte, s string) []byte {
	return append(appendU32(b, uint32(len(s))), s...)
}

func appendSection(b []byte, id byte, payload []byte) []byte {
	return append(appendU32(append(b, id), uint32(len(payload))), payload...)
}
