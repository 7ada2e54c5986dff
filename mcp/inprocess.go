package mcp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

// inProcess sends requests to a handler in this process, and passes on what it answers as it writes
// it.
type inProcess struct {
	handler http.Handler
	running sync.WaitGroup
}

// wait waits until the handler is done with all requests. The error is that of a context that ended
// before.
func (t *inProcess) wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		t.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// RoundTrip implements [http.RoundTripper].
func (t *inProcess) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(request.Context())
	r := request.Clone(ctx)
	r.Proto, r.ProtoMajor, r.ProtoMinor = "HTTP/1.1", 1, 1
	r.RequestURI = r.URL.RequestURI()
	r.RemoteAddr = "127.0.0.1:0"
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
		r.Header.Del("Host")
	}
	if r.Body == nil {
		r.Body = http.NoBody
	}
	reader, writer := io.Pipe()
	w := &responseWriter{header: http.Header{}, body: writer, begun: make(chan *http.Response, 1)}
	w.response = &http.Response{
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		ContentLength: -1,
		Body:          &responseBody{reader, cancel},
		Request:       request,
	}
	stop := context.AfterFunc(ctx, func() { _ = reader.CloseWithError(context.Cause(ctx)) })
	t.running.Go(func() {
		defer cancel()
		defer stop()
		w.end(serve(t.handler, w, r))
	})
	select {
	case response := <-w.begun:
		if response == nil {
			return nil, errAborted
		}
		return response, nil
	case <-request.Context().Done():
		return nil, context.Cause(request.Context())
	}
}

// errAborted is the end of an answer that a handler broke off.
var errAborted = errors.New("the answer broke off")

// serve calls the handler, and reports whether it broke off its answer.
func serve(h http.Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			err = errAborted
		}
	}()
	h.ServeHTTP(w, r)
	return nil
}

// responseWriter is the handler's side of an answer.
type responseWriter struct {
	header   http.Header
	body     *io.PipeWriter
	response *http.Response
	begun    chan *http.Response // gets the response once, nil where there will be none
	sent     bool
}

// Header implements [http.ResponseWriter].
func (w *responseWriter) Header() http.Header { return w.header }

// WriteHeader implements [http.ResponseWriter].
func (w *responseWriter) WriteHeader(status int) {
	if w.sent || status < 200 {
		return
	}
	w.sent = true
	w.response.StatusCode = status
	w.response.Status = http.StatusText(status)
	w.response.Header = w.header.Clone()
	w.begun <- w.response
}

// Write implements [http.ResponseWriter].
func (w *responseWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Flush implements [http.Flusher]. What is written is read at once.
func (w *responseWriter) Flush() { w.WriteHeader(http.StatusOK) }

// end is called when the handler has returned.
func (w *responseWriter) end(err error) {
	if err != nil && !w.sent {
		w.sent = true
		w.begun <- nil
	}
	w.WriteHeader(http.StatusOK)
	_ = w.body.CloseWithError(err)
}

// responseBody is the client's side of an answer. Closing it tells the handler that the client has
// gone.
type responseBody struct {
	*io.PipeReader
	cancel context.CancelFunc
}

// Close implements [io.Closer].
func (b *responseBody) Close() error {
	err := b.PipeReader.Close()
	b.cancel()
	return err
}
