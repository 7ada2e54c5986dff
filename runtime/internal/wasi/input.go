package wasi

import (
	"errors"
	"io"
	"sync"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// maxRead is the most that one read returns.
const maxRead = 64 << 10

// InputStream is wasi:io/streams' input-stream.
//
// What it reads from may block, and a guest may ask without waiting. Such reads go on in a goroutine
// of their own; a guest that waits anyway reads by itself.
type InputStream struct {
	r io.Reader
	// prompt readers have their bytes at hand, so that nobody needs to wait for them.
	prompt bool
	// endless readers may never return, so that a guest that waits has to be woken up without.
	endless bool
	// client streams come from the client of the call.
	client bool
	// waiting is told when a guest begins to wait for bytes, and when it goes on; nil for nobody.
	waiting func(bool)

	mu      sync.Mutex
	pending []byte        // read and not yet taken
	err     error         // after pending
	filling chan struct{} // closed when the read under way is over; nil where there is none
	buf     []byte
	kept    hold // for buf, and what is read in the background
	filled  bool // something was read there
	drop    func()
}

// NewInputStream returns a stream of what r reads.
func NewInputStream(r io.Reader, prompt bool) *InputStream { return &InputStream{r: r, prompt: prompt} }

// of makes the stream one of an instance's, which its memory is taken from.
func (s *InputStream) of(state *State) *InputStream {
	s.kept = state.hold()
	return s
}

// Drop gives back what the stream takes, and tells whoever made it. What is read already is there for who has another handle.
func (s *InputStream) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endless {
		return // which is there for as long as its guest is
	}
	s.buf, s.filled = nil, false
	s.kept.free()
	if s.drop != nil {
		s.drop()
	}
}

// take returns up to n of the bytes read, nil where there are none.
func (s *InputStream) take(n uint64) []byte {
	k := min(n, uint64(len(s.pending)))
	b := s.pending[:k:k]
	s.pending = s.pending[k:]
	return b
}

// read returns up to n bytes. If it may not block, none where none are at hand.
func (s *InputStream) read(c *Call, n uint64, block bool) ([]byte, error) {
	n = min(n, maxRead)
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case len(s.pending) > 0 || n == 0:
			return s.take(n), nil
		case s.err != nil:
			return nil, s.err
		case s.filling == nil && (s.prompt || block && !s.endless):
			if uint64(cap(s.buf)) < n {
				if !s.kept.more(n - uint64(cap(s.buf))) {
					return nil, errMemory
				}
				s.buf = make([]byte, n)
			}
			if s.prompt {
				s.readNow(n)
			} else {
				c.block(s.client, func() { s.readNow(n) })
			}
		case s.filling == nil:
			s.fill()
			if !block {
				return nil, nil
			}
		case !block:
			return nil, nil
		default:
			s.await(c)
		}
	}
}

// readNow reads, and has what it read.
func (s *InputStream) readNow(n uint64) {
	k, err := s.r.Read(s.buf[:n])
	s.pending, s.err = s.buf[:k], err
}

// await waits until the read is over that goes on in the background.
func (s *InputStream) await(c *Call) {
	filling := s.filling
	s.mu.Unlock()
	defer s.mu.Lock()
	c.block(s.client, func() {
		s.wait(true)
		defer s.wait(false)
		select {
		case <-filling:
		case <-c.Context.Done():
			c.canceled()
		}
	})
}

// wait notes that a guest begins to wait, or goes on.
func (s *InputStream) wait(begins bool) {
	if s.waiting != nil {
		s.waiting(begins)
	}
}

// maxFill is how much is read at a time in the background.
const maxFill = 16 << 10

// fill starts to read in the background, unless there is no memory for it: then reading fails.
func (s *InputStream) fill() {
	if !s.filled && !s.kept.more(maxFill) {
		s.err = errMemory
		return
	}
	s.filled = true
	done := make(chan struct{})
	s.filling = done
	go func() {
		b := make([]byte, maxFill)
		n, err := s.r.Read(b)
		s.mu.Lock()
		s.pending, s.err, s.filling = append(s.pending, b[:n]...), err, nil
		s.mu.Unlock()
		close(done)
	}()
}

func (s *InputStream) subscribe() *Pollable {
	if s.prompt {
		return alwaysReady
	}
	return &Pollable{
		client:  s.client,
		waiting: s.waiting,
		ready: func() bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			return len(s.pending) > 0 || s.err != nil
		},
		wait: func() <-chan struct{} {
			s.mu.Lock()
			defer s.mu.Unlock()
			if len(s.pending) > 0 || s.err != nil {
				return closed
			}
			if s.filling == nil {
				s.fill()
			}
			if s.err != nil {
				return closed
			}
			return s.filling
		},
	}
}

var closed = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Error is wasi:io/error's error.
type Error struct{ Err error }

// streamError returns the stream-error for an error.
func streamError(err error) canon.Case {
	if errors.Is(err, io.EOF) || errors.Is(err, errClosed) {
		return canon.Err(canon.Case{Index: 1})
	}
	return canon.Err(canon.Case{Index: 0, Value: &Error{err}})
}

var errClosed = errors.New("the stream is closed")

var errorFuncs = table{
	"[method]error.to-debug-string": func(_ *Call, args []any) any {
		return args[0].(*Error).Err.Error()
	},
}

func input(block, skip bool) Func {
	return func(c *Call, args []any) any {
		b, err := args[0].(*InputStream).read(c, args[1].(uint64), block)
		switch {
		case err != nil:
			return streamError(err)
		case skip:
			return canon.OK(uint64(len(b)))
		default:
			return canon.OK(b)
		}
	}
}
