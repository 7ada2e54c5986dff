// Package decode reads the parts that WebAssembly binaries are made of: bytes, integers, names and lists.
package decode

import (
	"fmt"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
)

// Error is what is wrong with a binary.
type Error struct {
	// Offset is the byte that the problem starts at.
	Offset int
	// Section is that of the reader.
	Section string
	Problem string
	// Values is that of the reader.
	Values bool
	// Unknown is whether the bytes may well mean something to those who know more of the format.
	Unknown bool
}

func (e *Error) Error() string { return e.Problem }

// Reader reads a part of a binary. The first problem is kept in Err and ends it: whatever is read after
// that is zero, so only loops need to look at Err.
type Reader struct {
	B   []byte
	Pos int
	// Base is the offset of B[0] in the whole input, and Section what errors call the part that B is.
	Base    int
	Section string
	// Values is whether something imports or exports values.
	Values bool
	Err    *Error

	depth int
}

// Left returns how many bytes are not read yet.
func (r *Reader) Left() int { return len(r.B) - r.Pos }

// FailAt records a problem that starts at position pos of r.B.
func (r *Reader) FailAt(pos int, format string, args ...any) {
	if r.Err == nil {
		r.Err = &Error{Offset: r.Base + pos, Section: r.Section, Problem: fmt.Sprintf(format, args...), Values: r.Values}
	}
	r.Pos = len(r.B)
}

// Byte reads one byte; what names it should it be missing.
func (r *Reader) Byte(what string) byte {
	if r.Left() <= 0 {
		r.FailAt(r.Pos, "ends before %s", what)
		return 0
	}
	r.Pos++
	return r.B[r.Pos-1]
}

// Peek returns the next byte, which stays unread, or 0xff at the end: a byte that begins nothing.
func (r *Reader) Peek() byte {
	if r.Left() <= 0 {
		return 0xff
	}
	return r.B[r.Pos]
}

// Unknown records that the byte just read has no meaning as a what.
func (r *Reader) Unknown(what string, c byte) {
	first := r.Err == nil
	r.FailAt(r.Pos-1, "unknown %s 0x%02x", what, c)
	r.Err.Unknown = r.Err.Unknown || first
}

// Expect reads one byte that must be want.
func (r *Reader) Expect(what string, want byte) {
	if c := r.Byte(what); r.Err == nil && c != want {
		r.FailAt(r.Pos-1, "%s is 0x%02x, want 0x%02x", what, c, want)
	}
}

// U32 reads an unsigned integer.
func (r *Reader) U32(what string) uint32 { return r.U32Of("", what) }

// U32Of is U32 with a name in two parts, which are put together only where there is a problem.
func (r *Reader) U32Of(first, rest string) uint32 {
	v, n, err := leb128.Uint32(r.B[r.Pos:])
	if err != nil {
		r.FailAt(r.Pos, "%s%s: %v", first, rest, err)
		return 0
	}
	r.Pos += n
	return v
}

// U64 reads an unsigned integer.
func (r *Reader) U64(what string) uint64 {
	v, n, err := leb128.Uint64(r.B[r.Pos:])
	if err != nil {
		r.FailAt(r.Pos, "%s: %v", what, err)
		return 0
	}
	r.Pos += n
	return v
}

// S33 reads a signed integer that may be the index of a type.
func (r *Reader) S33(what string) int64 {
	v, n, err := leb128.Int33(r.B[r.Pos:])
	if err != nil {
		r.FailAt(r.Pos, "%s: %v", what, err)
		return 0
	}
	r.Pos += n
	return v
}

// Count reads the number of items that follow, each of which takes size bytes at least. A number
// that cannot be true is refused here, before anything is allocated for it.
func (r *Reader) Count(what string, size int) int {
	start := r.Pos
	n := r.U32Of("number of ", what)
	if uint64(n)*uint64(size) > uint64(r.Left()) {
		r.FailAt(start, "%d %s, %s left", n, what, plural(r.Left()))
		return 0
	}
	return int(n)
}

// Each reads a count and calls f as often. A count that is larger than what is left, or than most
// together with what there is already, is refused.
func (r *Reader) Each(what string, there, most int, f func()) {
	start := r.Pos
	n := r.Count(what, 1)
	if there+n > most {
		r.FailAt(start, "%d %s, %d is the most", there+n, what, most)
	}
	for range n {
		if r.Err != nil {
			return
		}
		f()
	}
}

// Bytes reads n bytes. The result is a part of the input.
func (r *Reader) Bytes(what string, n uint32) []byte {
	if uint64(n) > uint64(r.Left()) {
		r.FailAt(r.Pos, "%s of %s, %d left", what, plural(n), r.Left())
		return nil
	}
	r.Pos += int(n)
	return r.B[r.Pos-int(n) : r.Pos : r.Pos]
}

// Rest reads all bytes left.
func (r *Reader) Rest() []byte { return r.Bytes("rest", uint32(r.Left())) }

// Name reads a length and that many bytes of UTF-8.
func (r *Reader) Name(what string) string {
	n := r.U32Of("length of ", what)
	start := r.Pos
	if n > limits.NameBytes {
		r.FailAt(start, "%s of %d bytes, %d is the most", what, n, limits.NameBytes)
		return ""
	}
	b := r.Bytes(what, n)
	if !utf8.Valid(b) {
		r.FailAt(start, "%s %s is not UTF-8", what, Excerpt(b))
	}
	if r.Err != nil {
		return ""
	}
	return string(b)
}

// Excerpt quotes what a message can show of a name, which may be as long as the input.
func Excerpt(name []byte) string {
	const most = 60
	if len(name) <= most {
		return fmt.Sprintf("%q", name)
	}
	return fmt.Sprintf("%q… (%d bytes)", name[:most], len(name))
}

// Sub reads n bytes as a reader of their own, which must be ended with [Reader.End].
func (r *Reader) Sub(what string, n uint32) *Reader {
	start := r.Pos
	b := r.Bytes(what, n)
	return &Reader{B: b, Base: r.Base + start, Section: r.Section, depth: r.depth, Values: r.Values, Err: r.Err}
}

// End ends a reader made by Sub: all of its bytes must have been read.
func (r *Reader) End(s *Reader) {
	r.Values = r.Values || s.Values
	s.Done()
	if r.Err == nil && s.Err != nil {
		r.Err = s.Err
		r.Pos = len(r.B)
	}
}

// Done refuses bytes that are left.
func (r *Reader) Done() {
	if r.Err == nil && r.Left() > 0 {
		r.FailAt(r.Pos, "%s more than its items take", plural(r.Left()))
	}
}

// Enter counts one level of types in types, and reports whether there may be one more; Leave takes it back.
func (r *Reader) Enter() bool {
	r.depth++
	if r.depth > limits.Depth {
		r.FailAt(r.Pos, "types nest more than %d deep", limits.Depth)
	}
	return r.Err == nil
}

// Leave ends what Enter has begun.
func (r *Reader) Leave() { r.depth-- }

// Vec reads a counted list whose items take size bytes at least. The list grows with what has been
// read, so that memory follows the input and not its claims.
func Vec[T any](r *Reader, what string, size int, item func(*Reader) T) []T {
	n := r.Count(what, size)
	if n == 0 {
		return nil
	}
	list := make([]T, 0, min(n, 64))
	for range n {
		list = append(list, item(r))
		if r.Err != nil {
			return nil
		}
	}
	return list
}

// Opt reads an item that a byte says is there or not.
func Opt[T any](r *Reader, what string, item func(*Reader) T) *T {
	switch c := r.Byte("presence of " + what); c {
	case 0x00:
		return nil
	case 0x01:
		v := item(r)
		return &v
	default:
		r.Unknown("presence of "+what, c)
		return nil
	}
}

// plural says how many bytes n are.
func plural[T int | uint32](n T) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}
