package wasi

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// maxPrompt is the length of a request's body that is read before the guest is asked, and promptTime how
// long that may take where the length is not known: the client may be waiting for the answer to what it
// has sent.
const (
	maxPrompt  = 64 << 10
	promptTime = time.Second
)

// uncounted is how much of a body is no more than any connection takes anyway.
const uncounted = 4 << 10

// HasBody reports whether the request has a body, which [Exchange.Receive] is to receive.
func (x *Exchange) HasBody() bool { return x.request.r.ContentLength != 0 }

// Counts reports whether what Receive takes counts.
func (x *Exchange) Counts() bool {
	n := x.request.r.ContentLength
	return n < 0 || n > uncounted
}

// Receive reads a body that is short, so that no instance waits for it, and so that the client is seen
// when it goes away: its connection is watched from the end of the body on. Of others it reads the
// beginning. The error is that of reading, or that of the context, or that there is no memory.
func (x *Exchange) Receive(ctx context.Context, memory *budget.Budget) error {
	i := x.request
	body := &counted{r: i.r.Body, x: x}
	n := i.r.ContentLength
	if i.prompt = n >= 0 && n <= maxPrompt; i.prompt {
		return i.receive(body, int(n), memory)
	}
	i.stream = NewInputStream(messageBody{body}, false)
	i.stream.client, i.stream.kept = true, hold{budget: memory}
	if err := i.stream.receive(ctx); err != nil {
		return err
	}
	if i.stream.err == io.EOF {
		i.prompt, i.short = true, i.stream.pending
		return nil
	}
	// A guest may answer while it reads; writers that know no duplex have it anyway.
	_ = x.control.EnableFullDuplex()
	return nil
}

// receive reads a body of n bytes.
func (i *IncomingRequest) receive(body io.Reader, n int, memory *budget.Budget) error {
	b := make([]byte, min(n, uncounted))
	for have := 0; ; {
		if _, err := io.ReadFull(body, b[have:]); err != nil {
			return err
		}
		if have = len(b); have == n {
			i.short = b
			return nil
		}
		more := min(2*have, n) - have
		if !memory.Reserve(uint64(more)) {
			return errMemory
		}
		b = append(b, make([]byte, more)...)
	}
}

// receive reads the beginning of a stream, for as long as that takes no longer than promptTime.
func (s *InputStream) receive(ctx context.Context) error {
	timer := time.NewTimer(promptTime)
	defer timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.pending) < maxPrompt && s.err == nil {
		s.fill()
		if s.err != nil {
			return s.err
		}
		filling := s.filling
		s.mu.Unlock()
		select {
		case <-filling:
			s.mu.Lock()
		case <-timer.C:
			s.mu.Lock()
			return nil
		case <-ctx.Done():
			s.mu.Lock()
			return ctx.Err()
		}
	}
	if s.err != nil && s.err != io.EOF {
		return s.err
	}
	return nil
}

// counted is a request's body.
type counted struct {
	r io.Reader
	x *Exchange
}

// Read implements [io.Reader].
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.x.moved.Add(int64(n))
	if err != nil {
		c.x.read.Store(true)
	}
	return n, err
}

// leaveTime is how long the rest of a body may take that nobody has read.
const leaveTime = time.Second

// Leave is called when the request has been answered. What is left of its body is read by the server,
// or not, but not for long.
func (x *Exchange) Leave() {
	if !x.request.prompt && !x.read.Load() {
		_ = x.control.SetReadDeadline(time.Now().Add(leaveTime))
	}
}

// Moved returns how many bytes the client has sent of the body, and taken of the answer.
func (x *Exchange) Moved() int64 { return x.moved.Load() }

// transfer is the part of an Exchange that says how it gets on.
type transfer struct {
	moved atomic.Int64
	read  atomic.Bool // the body, to its end
}
