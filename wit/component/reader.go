package component

import (
	"fmt"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"
)

// maxDepth bounds how deep types may nest inside types, as the validators of other tools do.
const maxDepth = 100

// reader reads a part of a binary. The first problem is kept in err and ends it: whatever is read
// after that is zero, so only loops need to look at err.
type reader struct {
	b       []byte
	pos     int
	base    int // offset of b[0] in the whole input
	section string
	depth   int
	values  bool // whether something imports or exports values
	err     *DecodeError
}

func (r *reader) left() int { return len(r.b) - r.pos }

// failAt records a problem that starts at position pos of r.b.
func (r *reader) failAt(pos int, format string, args ...any) {
	if r.err == nil {
		r.err = &DecodeError{Offset: r.base + pos, Section: r.section, Problem: fmt.Sprintf(format, args...), Values: r.values}
	}
	r.pos = len(r.b)
}

// byte reads one byte; what names it should it be missing.
func (r *reader) byte(what string) byte {
	if r.left() == 0 {
		r.failAt(r.pos, "ends before %s", what)
		return 0
	}
	r.pos++
	return r.b[r.pos-1]
}

// unknown records that the byte just read has no meaning as a what.
func (r *reader) unknown(what string, c byte) {
	first := r.err == nil
	r.failAt(r.pos-1, "unknown %s 0x%02x", what, c)
	r.err.Unknown = r.err.Unknown || first
}

// expect reads one byte that must be want.
func (r *reader) expect(what string, want byte) {
	if c := r.byte(what); r.err == nil && c != want {
		r.failAt(r.pos-1, "%s is 0x%02x, want 0x%02x", what, c, want)
	}
}

func (r *reader) u32(what string) uint32 { return r.u32Of("", what) }

// u32Of is u32 with a name in two parts, which are put together only where there is a problem.
func (r *reader) u32Of(first, rest string) uint32 {
	v, n, err := leb128.Uint32(r.b[r.pos:])
	if err != nil {
		r.failAt(r.pos, "%s%s: %v", first, rest, err)
	}
	r.pos += n
	return v
}

func (r *reader) u64(what string) uint64 {
	v, n, err := leb128.Uint64(r.b[r.pos:])
	if err != nil {
		r.failAt(r.pos, "%s: %v", what, err)
	}
	r.pos += n
	return v
}

func (r *reader) s33(what string) int64 {
	v, n, err := leb128.Int33(r.b[r.pos:])
	if err != nil {
		r.failAt(r.pos, "%s: %v", what, err)
	}
	r.pos += n
	return v
}

// count reads the number of items that follow, each of which takes size bytes at least. A number
// that cannot be true is refused here, before anything is allocated for it.
func (r *reader) count(what string, size int) int {
	start := r.pos
	n := r.u32Of("number of ", what)
	if uint64(n)*uint64(size) > uint64(r.left()) {
		r.failAt(start, "%d %s, %s left", n, what, plural(r.left()))
		return 0
	}
	return int(n)
}

// bytes reads n bytes. The result is a part of the input.
func (r *reader) bytes(what string, n uint32) []byte {
	if uint64(n) > uint64(r.left()) {
		r.failAt(r.pos, "%s of %s, %d left", what, plural(n), r.left())
		return nil
	}
	r.pos += int(n)
	return r.b[r.pos-int(n) : r.pos : r.pos]
}

// rest reads all bytes left.
func (r *reader) rest() []byte { return r.bytes("rest", uint32(r.left())) }

// name reads a length and that many bytes of UTF-8.
func (r *reader) name(what string) string {
	n := r.u32Of("length of ", what)
	start := r.pos
	b := r.bytes(what, n)
	if !utf8.Valid(b) {
		r.failAt(start, "%s %s is not UTF-8", what, excerpt(b))
	}
	if r.err != nil {
		return ""
	}
	return string(b)
}

// excerpt quotes what a message can show of a name, which may be as long as the input.
func excerpt(name []byte) string {
	const most = 60
	if len(name) <= most {
		return fmt.Sprintf("%q", name)
	}
	return fmt.Sprintf("%q… (%d bytes)", name[:most], len(name))
}

// sub reads n bytes as a reader of their own, which must be ended with [reader.end].
func (r *reader) sub(what string, n uint32) *reader {
	start := r.pos
	b := r.bytes(what, n)
	return &reader{b: b, base: r.base + start, section: r.section, depth: r.depth, values: r.values, err: r.err}
}

// end ends a reader made by sub: all of its bytes must have been read.
func (r *reader) end(s *reader) {
	r.values = r.values || s.values
	if s.err == nil && s.left() > 0 {
		s.failAt(s.pos, "%s more than its items take", plural(s.left()))
	}
	if r.err == nil && s.err != nil {
		r.err = s.err
		r.pos = len(r.b)
	}
}

// plural says how many bytes n are.
func plural[T int | uint32](n T) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// enter counts one level of nesting; leave takes it back.
func (r *reader) enter() bool {
	r.depth++
	if r.depth > maxDepth {
		r.failAt(r.pos, "types nest more than %d deep", maxDepth)
	}
	return r.err == nil
}

func (r *reader) leave() { r.depth-- }

// vec reads a counted list whose items take size bytes at least. The list grows with what has been
// read, so that memory follows the input and not its claims.
func vec[T any](r *reader, what string, size int, item func(*reader) T) []T {
	n := r.count(what, size)
	if n == 0 {
		return nil
	}
	list := make([]T, 0, min(n, 64))
	for range n {
		list = append(list, item(r))
		if r.err != nil {
			return nil
		}
	}
	return list
}

// opt reads an item that a byte says is there or not.
func opt[T any](r *reader, what string, item func(*reader) T) *T {
	switch c := r.byte("presence of " + what); c {
	case 0x00:
		return nil
	case 0x01:
		v := item(r)
		return &v
	default:
		r.unknown("presence of "+what, c)
		return nil
	}
}
