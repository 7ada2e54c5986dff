package wasi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// maxRequests is how many requests of one instance may be under way, each of which has a connection
// until its answer is read to its end or dropped; maxFlights how many those of all instances.
const (
	maxRequests = 100
	maxFlights  = 10_000
)

// What a request under way takes: its goroutines, and the buffers of its connection; over HTTP/2 also
// what is received before anybody reads it.
const (
	flightCost    = 64 << 10
	receiveBuffer = 256 << 10
)

// maxResponseHeader is how many bytes the header of a response may have.
const maxResponseHeader = 256 << 10

// flight is what a request has from when it is sent until its answer is over.
type flight struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	state  *State
	// between is how long the answer's body may let wait for its next bytes; 0 for any time.
	between time.Duration
	mu      sync.Mutex
	kept    hold
	over    bool
}

// depart takes what a request needs that is to be sent.
func (c *Call) depart() (*flight, *canon.Case) {
	f := &flight{state: c.State, kept: c.hold()}
	f.ctx, f.cancel = context.WithCancelCause(c.Context)
	var code canon.Case
	switch mine, all := c.requests.Add(1), c.Client.flights.Add(1); {
	case mine > maxRequests || all > maxFlights:
		code = errorCode("connection-limit-reached")
	case !f.kept.more(flightCost):
		code = internalError(errMemory)
	default:
		return f, nil
	}
	f.end()
	return nil, &code
}

// land takes what an answer needs, and ends it where there is no memory for it, or nobody who waits
// for it any more.
func (f *flight) land(r *http.Response) error {
	n := headerCost(r.Header)
	if r.ProtoMajor >= 2 {
		n += receiveBuffer
	}
	f.mu.Lock()
	ok := !f.over && f.kept.more(n)
	f.mu.Unlock()
	if !ok {
		_ = r.Body.Close()
		return errMemory
	}
	return nil
}

// why returns the reason for an error: a time-out that is over, or else the error.
func (f *flight) why(err error) error {
	var timeout timeoutError
	if err != io.EOF && errors.As(context.Cause(f.ctx), &timeout) {
		return timeout
	}
	return err
}

// end gives everything back.
func (f *flight) end() {
	f.cancel(nil)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return
	}
	f.over = true
	f.kept.free()
	f.state.requests.Add(-1)
	f.state.Client.flights.Add(-1)
}

// body returns a body at whose end the flight ends.
func (f *flight) body(r io.Reader) io.Reader { return &flightBody{r, f} }

type flightBody struct {
	io.Reader
	flight *flight
}

// Read implements [io.Reader].
func (b *flightBody) Read(p []byte) (int, error) {
	f := b.flight
	if f.between > 0 {
		defer time.AfterFunc(f.between, func() { f.cancel(errReadTimeout) }).Stop()
	}
	n, err := b.Reader.Read(p)
	if err != nil {
		err = failing(f.why(err))
		f.end()
	}
	return n, err
}

// headerCost is what a header takes that was received.
func headerCost(h http.Header) (n uint64) {
	for name, values := range h {
		for _, v := range values {
			n += fieldCost + uint64(len(name)+len(v))
		}
	}
	return n
}
