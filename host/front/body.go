package front

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// bounded answers requests whose bodies turn out to be too long, which nobody has said of them: whoever
// reads such a body is told that it broke off, and what is made of that is not sent. A limit of 0 is
// none.
func bounded(next http.Handler, limit int64) http.Handler {
	if limit <= 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength >= 0 {
			next.ServeHTTP(w, r) // which knows the length, or reads no more than that
			return
		}
		b := &body{ReadCloser: http.MaxBytesReader(w, r.Body, limit)}
		x := &refusing{ResponseWriter: w, request: r, body: b, limit: limit}
		if of, ok := r.Context().Value(exchangeKey{}).(*exchange); ok {
			x.message = of.message
		}
		defer func() {
			// What the handler does not want to answer is answered here all the same.
			if p := recover(); p != nil && (p != http.ErrAbortHandler || !x.refuse()) {
				panic(p)
			}
		}()
		r = r.WithContext(r.Context())
		r.Body = b
		next.ServeHTTP(x, r)
	})
}

// body is a body that may be too long.
type body struct {
	io.ReadCloser
	tooLong atomic.Bool
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if long := (*http.MaxBytesError)(nil); errors.As(err, &long) {
		b.tooLong.Store(true)
	}
	return n, err
}

// refusing is the http.ResponseWriter of a request whose body may be too long.
type refusing struct {
	http.ResponseWriter
	request       *http.Request
	message       *message // nil where the server speaks no MCP
	body          *body
	limit         int64
	sent, refused bool
}

// WriteHeader implements [http.ResponseWriter].
func (x *refusing) WriteHeader(status int) {
	if !x.refuse() {
		x.sent = x.sent || status >= 200
		x.ResponseWriter.WriteHeader(status)
	}
}

// Write implements [http.ResponseWriter].
func (x *refusing) Write(p []byte) (int, error) {
	if x.refuse() {
		return len(p), nil
	}
	x.sent = true
	return x.ResponseWriter.Write(p)
}

// Unwrap is for [http.ResponseController].
func (x *refusing) Unwrap() http.ResponseWriter { return x.ResponseWriter }

// refuse answers that the body is too long, where it is and nothing was sent before. True says that
// this is the answer.
func (x *refusing) refuse() bool {
	if x.refused || x.sent || !x.body.tooLong.Load() {
		return x.refused
	}
	x.refused = true
	header := x.Header()
	clear(header)
	header.Set("Connection", "close") // the rest of the body is not read
	text := fmt.Sprintf("the request's body is too long (at most %d bytes)", x.limit)
	if x.message == nil || !Answer(x.ResponseWriter, x.request, runtime.Failure{Status: http.StatusRequestEntityTooLarge, Text: text}) {
		http.Error(x.ResponseWriter, text, http.StatusRequestEntityTooLarge)
	}
	return true
}
