package coretype

import (
	"fmt"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"
)

// Error is what is wrong with a module or a core type, and at which of its bytes.
type Error struct {
	// Offset counts from the start of the module or type.
	Offset  int
	Problem string
}

func (e *Error) Error() string { return e.Problem }

// reader reads a module or type. The first problem is kept and ends it.
type reader struct {
	b   []byte
	pos int
	err *Error
}

func (r *reader) left() int { return len(r.b) - r.pos }

func (r *reader) failAt(pos int, format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Offset: pos, Problem: fmt.Sprintf(format, args...)}
	}
	r.pos = len(r.b)
}

func (r *reader) byte(what string) byte {
	if r.left() <= 0 {
		r.failAt(r.pos, "ends before %s", what)
		return 0
	}
	r.pos++
	return r.b[r.pos-1]
}

func (r *reader) peek() byte {
	if r.left() <= 0 {
		return 0xff
	}
	return r.b[r.pos]
}

func (r *reader) u32(what string) uint32 { return r.u32Of("", what) }

// u32Of is u32 with a name in two parts, which are put together only where there is a problem.
func (r *reader) u32Of(first, rest string) uint32 {
	v, n, err := leb128.Uint32(r.b[r.pos:])
	if err != nil {
		r.failAt(r.pos, "%s%s: %v", first, rest, err)
		return 0
	}
	r.pos += n
	return v
}

func (r *reader) u64(what string) uint64 {
	v, n, err := leb128.Uint64(r.b[r.pos:])
	if err != nil {
		r.failAt(r.pos, "%s: %v", what, err)
		return 0
	}
	r.pos += n
	return v
}

func (r *reader) s33(what string) int64 {
	v, n, err := leb128.Int33(r.b[r.pos:])
	if err != nil {
		r.failAt(r.pos, "%s: %v", what, err)
		return 0
	}
	r.pos += n
	return v
}

func (r *reader) take(what string, n uint64) []byte {
	if n > uint64(r.left()) {
		r.failAt(r.pos, "%s of %d bytes, %d left", what, n, r.left())
		return nil
	}
	r.pos += int(n)
	return r.b[r.pos-int(n) : r.pos]
}

func (r *reader) name(what string) string {
	start := r.pos
	n := r.u32Of("length of ", what)
	if n > maxName {
		r.failAt(start, "%s of %d bytes, %d is the most", what, n, maxName)
		return ""
	}
	b := r.take(what, uint64(n))
	if !utf8.Valid(b) {
		r.failAt(start, "%s is not UTF-8", what)
		return ""
	}
	return string(b)
}

// each reads a count and calls f as often. A count that is larger than what is left, or than most
// together with what there is already, is refused.
func (r *reader) each(what string, there, most int, f func()) {
	start := r.pos
	n := r.u32Of("number of ", what)
	if int64(there)+int64(n) > int64(most) {
		r.failAt(start, "%d %s, %d is the most", int64(there)+int64(n), what, most)
	} else if int64(n) > int64(r.left()) {
		r.failAt(start, "%d %s, %d bytes left", n, what, r.left())
	}
	for range n {
		if r.err != nil {
			return
		}
		f()
	}
}
