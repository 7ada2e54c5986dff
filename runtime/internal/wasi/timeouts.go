package wasi

import (
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// RequestOptions is wasi:http/types' request-options: connect, first-byte and between-bytes timeouts.
// Each counts by itself, and those that are not set take any time that the call has.
type RequestOptions struct{ timeouts [3]canon.Case }

func (o *RequestOptions) timeout(i int) (time.Duration, bool) {
	if o == nil || o.timeouts[i].Index == 0 {
		return 0, false
	}
	return duration(o.timeouts[i].Value.(uint64)), true
}

// fly sends a request and waits for the head of its answer, as long as the time-outs let it.
func (f *flight) fly(transport *http.Transport, r *http.Request, options *RequestOptions) (*http.Response, error) {
	if between, ok := options.timeout(2); ok {
		f.between = max(between, 1)
	}
	t := &stopwatch{flight: f, options: options}
	defer t.stop()
	r = r.WithContext(httptrace.WithClientTrace(f.ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.next(0, errConnectTimeout) },
		GotConn: func(httptrace.GotConnInfo) { t.next(1, errReadTimeout) },
	}))
	return transport.RoundTrip(r)
}

// stopwatch ends a flight where its time for something is over. It may get a connection several
// times, as one that was idle may be of no use.
type stopwatch struct {
	flight  *flight
	options *RequestOptions
	mu      sync.Mutex
	timer   *time.Timer
	over    bool
}

// next begins to count one of the time-outs, and stops the one before.
func (s *stopwatch) next(timeout int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer != nil {
		s.timer.Stop()
		s.timer = nil
	}
	if d, ok := s.options.timeout(timeout); ok && !s.over {
		s.timer = time.AfterFunc(d, func() { s.flight.cancel(err) })
	}
}

func (s *stopwatch) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over = true; s.timer != nil {
		s.timer.Stop()
	}
}
