package front

import (
	"bytes"
	"context"
	"errors"
	"mime"
	"net/http"
	"sync"
)

// streams are the streams of server-sent events that are open. Most answer a call, which is let finish
// when the server is to end. Others would hold up the end for as long as it is let: those that answer
// a GET, of which nothing is waited for in particular, and those on which a component says nothing but
// that it is alive, since it waits for somebody itself.
type streams struct {
	mu     sync.Mutex
	ending bool
	open   map[*stream]bool
}

// errEnding is why a stream is ended.
var errEnding = errors.New("the server is about to end")

// end ends the streams that wait, now and from now on.
func (s *streams) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
	for x := range s.open {
		x.endIfWaiting()
	}
}

// watch watches what a handler answers.
func (s *streams) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancelCause(r.Context())
		defer cancel(nil)
		x := &stream{ResponseWriter: w, of: s, get: r.Method == http.MethodGet, cancel: cancel}
		s.mu.Lock()
		if s.open == nil {
			s.open = map[*stream]bool{}
		}
		s.open[x] = true
		s.mu.Unlock()
		defer func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.open, x)
		}()
		next.ServeHTTP(x, r.WithContext(ctx))
	})
}

// stream is what is seen of an answer that may be a stream of events. It is the http.ResponseWriter of
// the request.
type stream struct {
	http.ResponseWriter
	of     *streams
	get    bool
	cancel context.CancelCauseFunc
	// events tells that it is a stream of events, and comment that the last thing sent was a comment.
	events, comment bool
}

// endIfWaiting is called with the lock held.
func (x *stream) endIfWaiting() {
	if x.of.ending && x.events && (x.get || x.comment) {
		x.cancel(errEnding)
	}
}

// WriteHeader implements [http.ResponseWriter].
func (x *stream) WriteHeader(status int) {
	x.see(nil)
	x.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (x *stream) Write(p []byte) (int, error) {
	n, err := x.ResponseWriter.Write(p)
	x.see(p)
	return n, err
}

// Unwrap is for [http.ResponseController].
func (x *stream) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// see notes what is sent.
func (x *stream) see(p []byte) {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	if !x.events {
		x.events = isEvents(x.Header())
	}
	if line := lastLine(p); x.events && len(line) > 0 {
		x.comment = line[0] == ':'
	}
	x.endIfWaiting()
}

// isEvents tells whether an answer is a stream of events.
func isEvents(h http.Header) bool {
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return media == "text/event-stream"
}

// lastLine is the last line that is not empty.
func lastLine(p []byte) []byte {
	p = bytes.TrimRight(p, "\r\n")
	return p[bytes.LastIndexByte(p, '\n')+1:]
}
