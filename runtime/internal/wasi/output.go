package wasi

import (
	"io"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// maxWrite is what check-write allows at a time.
const maxWrite = 64 << 10

// sink is where an output stream writes to.
type sink interface {
	io.Writer
	// Flush sees to it that what was written is on its way.
	Flush() error
}

// OutputStream is wasi:io/streams' output-stream. Its writes block, so that it is always ready.
type OutputStream struct {
	w    sink
	err  error
	drop func()
}

// NewOutputStream returns a stream to w.
func NewOutputStream(w sink) *OutputStream { return &OutputStream{w: w} }

// Drop tells whoever made the stream that the guest is done with it.
func (s *OutputStream) Drop() {
	if s.drop != nil {
		s.drop()
	}
}

func (s *OutputStream) write(b []byte) error {
	if s.err == nil && len(b) > 0 {
		_, s.err = s.w.Write(b)
	}
	return s.err
}

func (s *OutputStream) flush() error {
	if s.err == nil {
		s.err = s.w.Flush()
	}
	return s.err
}

// unflushed is a sink of a writer that passes everything on at once.
type unflushed struct{ io.Writer }

func (unflushed) Flush() error { return nil }

var zeroes [4096]byte

func (s *OutputStream) writeZeroes(n uint64) error {
	if n > maxWrite {
		canon.Trapf("write-zeroes of %d bytes (at most %d)", n, maxWrite)
	}
	for n > 0 && s.err == nil {
		k := min(n, uint64(len(zeroes)))
		_ = s.write(zeroes[:k])
		n -= k
	}
	return s.err
}

// outcome is the result of an operation that returns nothing.
func outcome(err error) any {
	if err != nil {
		return streamError(err)
	}
	return canon.OK(nil)
}

func output(do func(s *OutputStream, args []any) error) Func {
	return func(_ *Call, args []any) any { return outcome(do(args[0].(*OutputStream), args)) }
}

func splice(block bool) Func {
	return func(c *Call, args []any) any {
		to, from := args[0].(*OutputStream), args[1].(*InputStream)
		b, err := from.read(c, args[2].(uint64), block)
		if err == nil {
			err = to.write(b)
		}
		if err != nil {
			return streamError(err)
		}
		return canon.OK(uint64(len(b)))
	}
}

var streamFuncs = table{
	"[method]input-stream.read":          input(false, false),
	"[method]input-stream.blocking-read": input(true, false),
	"[method]input-stream.skip":          input(false, true),
	"[method]input-stream.blocking-skip": input(true, true),
	"[method]input-stream.subscribe": func(_ *Call, args []any) any {
		return args[0].(*InputStream).subscribe()
	},
	"[method]output-stream.check-write": func(_ *Call, args []any) any {
		if s := args[0].(*OutputStream); s.err != nil {
			return streamError(s.err)
		}
		return canon.OK(uint64(maxWrite))
	},
	"[method]output-stream.write": output(func(s *OutputStream, args []any) error {
		return s.write(args[1].([]byte))
	}),
	"[method]output-stream.blocking-write-and-flush": output(func(s *OutputStream, args []any) error {
		_ = s.write(args[1].([]byte))
		return s.flush()
	}),
	"[method]output-stream.flush": output(func(s *OutputStream, _ []any) error { return s.flush() }),
	"[method]output-stream.blocking-flush": output(func(s *OutputStream, _ []any) error {
		return s.flush()
	}),
	"[method]output-stream.subscribe": func(_ *Call, _ []any) any { return alwaysReady },
	"[method]output-stream.write-zeroes": output(func(s *OutputStream, args []any) error {
		return s.writeZeroes(args[1].(uint64))
	}),
	"[method]output-stream.blocking-write-zeroes-and-flush": output(func(s *OutputStream, args []any) error {
		_ = s.writeZeroes(args[1].(uint64))
		return s.flush()
	}),
	"[method]output-stream.splice":          splice(false),
	"[method]output-stream.blocking-splice": splice(true),
}
