package core

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

// reader reads part of a module. What goes wrong is kept in err, after which everything reads as
// zero.
type reader struct {
	b    []byte
	pos  int
	base int // of b in the module
	err  *Error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Offset: r.base + r.pos, Function: -1, Reason: fmt.Sprintf(format, args...)}
	}
	r.pos = len(r.b)
}

// unsupported fails with what a later version may know.
func (r *reader) unsupported(format string, args ...any) {
	if r.err == nil {
		r.fail(format, args...)
		r.err.Unsupported = true
	}
}

func (r *reader) done() bool { return r.pos >= len(r.b) }

// finish fails where bytes are left.
func (r *reader) finish() {
	if r.err == nil && r.pos < len(r.b) {
		r.fail("%d bytes more than expected", len(r.b)-r.pos)
	}
}

func (r *reader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail("unexpected end")
		return 0
	}
	r.pos++
	return r.b[r.pos-1]
}

func (r *reader) u32() uint32 {
	if r.pos < len(r.b) && r.b[r.pos] < 0x80 {
		r.pos++
		return uint32(r.b[r.pos-1])
	}
	var v uint64
	for shift := 0; shift < 35; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if v > 1<<32-1 {
				break
			}
			return uint32(v)
		}
	}
	r.fail("not an unsigned number of 32 bits")
	return 0
}

// signed reads a signed number of 32, 33 or 64 bits.
func (r *reader) signed(bits int) int64 {
	var v int64
	for shift := 0; shift < bits; shift += 7 {
		c := r.byte()
		v |= int64(c&0x7f) << shift
		if c >= 0x80 {
			continue
		}
		if c&0x40 != 0 && shift+7 < 64 {
			v |= -1 << (shift + 7)
		}
		if left := bits - shift; left < 7 {
			// The bits that do not fit have to be those of the sign.
			if top := c & 0x7f >> (left - 1); top != 0 && top != 0x7f>>(left-1) {
				break
			}
		}
		return v
	}
	r.fail("not a signed number of %d bits", bits)
	return 0
}

// count reads the length of a vector of at most limit elements, each of which has size bytes at
// least.
func (r *reader) count(what string, limit uint32, size int) uint32 {
	n := r.u32()
	if n > limit {
		r.fail("%d %s (at most %d)", n, what, limit)
		return 0
	}
	if left := len(r.b) - r.pos; uint64(n)*uint64(size) > uint64(left) {
		r.fail("%d %s, and %d bytes left", n, what, left)
		return 0
	}
	return n
}

func (r *reader) take(n uint32) []byte {
	if uint64(n) > uint64(len(r.b)-r.pos) {
		r.fail("%d bytes are expected, %d are left", n, len(r.b)-r.pos)
		return nil
	}
	r.pos += int(n)
	return r.b[r.pos-int(n) : r.pos]
}

func (r *reader) name() string {
	b := r.take(r.u32())
	if !utf8.Valid(b) {
		r.fail("a name is not UTF-8")
	}
	return string(b)
}

// index checks an index into a space of n things.
func (r *reader) index(what string, i, n uint32) {
	if i >= n {
		r.fail("%s %d does not exist (the module has %d)", what, i, n)
	}
}

func appendU32(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

func appendName(b []byte, s string) []byte {
	return append(appendU32(b, uint32(len(s))), s...)
}

func appendSection(b []byte, id byte, payload []byte) []byte {
	return append(appendU32(append(b, id), uint32(len(payload))), payload...)
}
