package oci

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// stallTransport ends requests over which nothing moves for too long, in either direction. A limit
// on the whole request would end slow downloads of large layers as well.
type stallTransport struct {
	base  http.RoundTripper
	after time.Duration
}

type uploadKey struct{}

// withUpload returns a context whose requests tell how many bytes of their bodies were sent.
func withUpload(ctx context.Context, sent func(int64)) context.Context {
	return context.WithValue(ctx, uploadKey{}, sent)
}

func (t *stallTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(req.Context())
	w := &watch{cancel: cancel, after: t.after}
	w.timer = time.AfterFunc(t.after, w.expire)
	sent, _ := ctx.Value(uploadKey{}).(func(int64))
	req = req.Clone(ctx)
	if req.Body != nil && req.Body != http.NoBody {
		req.Body = &watchedBody{ReadCloser: req.Body, w: w, moved: sent}
	}
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		w.stop()
		return nil, w.cause(ctx, err)
	}
	w.timer.Reset(t.after)
	w.size.Store(max(0, resp.ContentLength))
	resp.Body = &watchedBody{ReadCloser: resp.Body, w: w, response: true, ctx: ctx}
	return resp, nil
}

// watch is the clock of one request.
type watch struct {
	cancel         context.CancelCauseFunc
	timer          *time.Timer
	after          time.Duration
	received, size atomic.Int64
}

func (w *watch) expire() {
	w.cancel(&StallError{After: w.after, Received: w.received.Load(), Size: w.size.Load()})
}

func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// cause is the silence if that ended the request.
func (w *watch) cause(ctx context.Context, err error) error {
	if s := (*StallError)(nil); errors.As(context.Cause(ctx), &s) {
		return s
	}
	return err
}

// watchedBody sets the clock back whenever something moves.
type watchedBody struct {
	io.ReadCloser
	w        *watch
	moved    func(int64)
	total    int64
	response bool
	ctx      context.Context
}

func (b *watchedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if n > 0 {
		b.w.timer.Reset(b.w.after)
	}
	if b.response {
		b.w.received.Add(int64(n))
		if err != nil && err != io.EOF {
			err = b.w.cause(b.ctx, err)
		}
		return n, err
	}
	if b.moved != nil && n > 0 {
		b.total += int64(n)
		b.moved(b.total)
	}
	return n, err
}

func (b *watchedBody) Close() error {
	err := b.ReadCloser.Close()
	if b.response {
		b.w.stop()
	}
	return err
}
