package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// HandlerOptions says how requests are answered. The zero value sets no limits.
type HandlerOptions struct {
	// Timeout is how long one request may take; 0 for as long as it likes. Where the answer is a
	// stream of server-sent events, it is the time from one event to the next.
	Timeout time.Duration
	// Concurrency is how many requests the component may be at work on at a time, each in an
	// instance of its own; others wait. 0 for [DefaultConcurrency]. Requests that the
	// component itself keeps waiting, by wasi:io/poll, do not count, up to 16 times as many; each
	// has its instance all the while.
	Concurrency int
	// ClientTime is how long a client may keep a call waiting: for the body of its request, and for it
	// to take the answer. For every 500 bytes it gets back a second of it. 0 for [DefaultClientTime];
	// less for as long as it likes.
	ClientTime time.Duration
	// MaxBody is how many bytes the body of a request, and that of its response, may have; 0 for
	// any number.
	MaxBody int64
	// Reuse is how many requests one instance answers, one after another; 0 for 1.
	Reuse int
	// Prepared is how many instances are made ready at once, before any request; 0 for 1. Later
	// there are as many as were needed at a time, and one.
	Prepared int
	// Output is what the component's standard output and error go to; nil for nowhere.
	Output io.Writer
	// Logger is told of requests that failed; nil for [slog.Default].
	Logger *slog.Logger
	// Failed is told of them too, with the request that ServeHTTP was given; nil for nobody.
	Failed func(r *http.Request, err error)
	// Answer answers a request that failed, or ends an answer that has begun. Where it returns false, or
	// is nil, there is a line of text, or the connection ends.
	Answer func(w http.ResponseWriter, r *http.Request, f Failure) bool
}

// Failure is what a client is told of a request that failed.
type Failure struct {
	// Status is that of HTTP, Text a short reason that gives nothing away.
	Status int
	Text   string
	// Sent tells that the answer has begun.
	Sent bool
}

// DefaultConcurrency is how many requests a component is at work on at a time unless the options say.
const DefaultConcurrency = 64

// NotHandlerError is a component that answers no HTTP requests.
type NotHandlerError struct{}

// Error says so.
func (*NotHandlerError) Error() string {
	return "the component does not export wasi:http/incoming-handler"
}

// Handler answers HTTP requests with a component.
type Handler struct {
	c       *Component
	options HandlerOptions
	handle  *graph.Func
	pool    *pool
	tickets tickets
	clients clients
}

// Handler returns what answers HTTP requests with the component's wasi:http/incoming-handler. It makes
// an instance, and fails where that does. Close it when it is not needed any more.
func (c *Component) Handler(options HandlerOptions) (*Handler, error) {
	f, ok := c.export("wasi:http/incoming-handler@0.2", "handle")
	if !ok {
		return nil, &NotHandlerError{}
	}
	if err := c.checkExport("wasi:http/incoming-handler#handle", f,
		"own<wasi:http/types@0.2/incoming-request>, own<wasi:http/types@0.2/response-outparam>"); err != nil {
		return nil, err
	}
	if options.Concurrency <= 0 {
		options.Concurrency = DefaultConcurrency
	}
	if options.ClientTime == 0 {
		options.ClientTime = DefaultClientTime
	}
	if options.Logger == nil {
		options.Logger = slog.Default()
	}
	h := &Handler{
		c: c, options: options, handle: f,
		tickets: newTickets(options.Concurrency),
		clients: clients{limit: max(options.ClientTime, 0)},
	}
	var err error
	if h.pool, err = newPool(c, options); err != nil {
		return nil, err
	}
	return h, nil
}

// Instances tells how many instances wait for a request, how many there are with those at work, and
// how many were made since the start.
func (h *Handler) Instances() (ready, all int, made uint64) { return h.pool.count() }

// Close frees the instances that are kept ready.
func (h *Handler) Close() { h.pool.close() }

// ServeHTTP implements [http.Handler]. A request whose component fails before it answers gets status
// 500, one that nobody got to in time 504, one whose body is too long 413, one whose body comes too
// slowly 408, and one for which there is no memory 503. An answer that breaks off ends the connection. A client that goes away is seen by the component in that what it writes
// fails; a second later the call is ended, unless the client has had a server-sent event with an
// id: it may ask for those that follow with another request, so the call goes on, as long as
// Timeout lets it.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var served atomic.Pointer[wasi.Exchange]
	ctx, cancel := outlive(r.Context(), func() bool {
		x := served.Load()
		return x != nil && x.Resumable()
	})
	defer cancel(nil)
	event, standing := func() {}, func(f func()) { f() }
	if limit := h.options.Timeout; limit > 0 {
		timer := time.AfterFunc(limit, func() { cancel(&TimeoutError{limit}) })
		defer timer.Stop()
		standing = func(f func()) {
			stopped := timer.Stop()
			f()
			if stopped { // or it is too late
				timer.Reset(limit)
			}
		}
		event = func() { standing(func() {}) }
	}
	interrupted := sync.OnceFunc(func() { interrupt(w, r) })
	stop := context.AfterFunc(ctx, interrupted)
	// What is interrupted is so before an error is written, or the next request of the connection read.
	settle := sync.OnceFunc(func() {
		if !stop() {
			interrupted()
		}
	})
	defer settle()
	if limit := h.options.MaxBody; limit > 0 {
		if r.ContentLength > limit {
			h.refuse(w, r, Failure{Status: http.StatusRequestEntityTooLarge, Text: fmt.Sprintf("the request's body has %d bytes (at most %d)", r.ContentLength, limit)})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
	}
	x := wasi.NewExchange(w, r, uint64(max(h.options.MaxBody, 0)))
	waited := h.clients.client(func() { cancel(&SlowError{h.options.ClientTime}) }, x.Moved)
	if x.HasBody() {
		defer x.Leave()
		memory, err := h.receive(ctx, x, &waited, func() { cancel(&ShortError{}) })
		defer memory.Close()
		if err != nil {
			settle()
			h.cutOff(w, r, ctx)
			return
		}
	}
	x.Event = event
	served.Store(x)
	turn := ticket{of: h.tickets, ctx: ctx}
	if !turn.take(r.Context()) {
		settle()
		h.cutOff(w, r, ctx)
		return
	}
	defer turn.giveBack()
	end := func() { cancel(&ShortError{}) }
	in, err := h.pool.take(ctx, end)
	if err != nil {
		settle()
		h.fail(w, r, ctx, err, false)
		return
	}
	x.Wait = turn.wait
	x.WaitForClient = func(f func()) {
		in.budget.Waits(true)
		defer in.budget.Waits(false)
		turn.waitFor(&waited, f)
	}
	// To wait for the compiler is nobody's fault: the time does not count.
	in.pause = func(wait func()) { standing(func() { turn.wait(wait) }) }
	in.budget.Begin(ctx, end)
	in.call.State.HTTP = x
	_, err = in.invokeExport(ctx, h.handle, []any{x.Request(), x.Outparam()})
	sent, aborted, failed := x.End()
	in.call.State.HTTP, in.pause = nil, nil
	if short := in.budget.End(); short && err != nil && ctx.Err() == nil {
		err = &ShortError{err}
	}
	h.pool.give(in, err == nil && sent)
	if err == nil {
		err = failed
	}
	if err == nil && !sent {
		err = errors.New("the component did not answer the request")
	}
	if err != nil || aborted {
		settle()
		h.fail(w, r, ctx, err, sent)
	}
}

// receive has the beginning of a request's body received, before anything else is done for it, and
// returns the memory that it takes. Short is called where there is none.
func (h *Handler) receive(ctx context.Context, x *wasi.Exchange, from *client, short func()) (memory *budget.Budget, err error) {
	if x.Counts() {
		memory = h.c.total.New(0)
		memory.Begin(ctx, short)
	}
	from.begin()
	err = x.Receive(ctx, memory)
	from.over()
	if memory.End() && err != nil {
		short()
	}
	return memory, err
}

// TimeoutError is a call that took too long.
type TimeoutError struct{ Limit time.Duration }

// Error tells how long is too long.
func (e *TimeoutError) Error() string { return fmt.Sprintf("the call took longer than %s", e.Limit) }

// ShortError is a call for which there was no memory: others had so much that too little was left of
// what all instances may have together.
type ShortError struct{ Err error }

// Error says so.
func (e *ShortError) Error() string { return "all calls together have as much memory as they may" }

// Unwrap returns what came of it, nil for nothing.
func (e *ShortError) Unwrap() error { return e.Err }

// retryAfter is after how many seconds a call may be made again for which there was no memory.
const retryAfter = "1"

// GoneError is a call whose client went away.
type GoneError struct{}

// Error says so.
func (*GoneError) Error() string { return "the client has gone away" }

// graceTime is how long a component may go on after its client has gone away, which it sees in that
// what it writes fails.
const graceTime = time.Second

// outlive returns a context that ends a moment after another, unless there is reason to go on then.
// There is none where the other has ended for a cause, such as that the server is about to end.
func outlive(ctx context.Context, goesOn func() bool) (context.Context, context.CancelCauseFunc) {
	longer, end := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.AfterFunc(graceTime, func() {
			if context.Cause(ctx) != context.Canceled || !goesOn() {
				end(&GoneError{})
			}
		})
		context.AfterFunc(longer, func() { t.Stop() })
	})
	return longer, func(cause error) {
		stop()
		end(cause)
	}
}

// cutOff ends a request that did not get as far as the component: nobody waits for it any more, or it
// has waited too long.
func (h *Handler) cutOff(w http.ResponseWriter, r *http.Request, ctx context.Context) {
	// Interrupting a client looks to net/http as if it had gone, so the cause counts.
	cause := context.Cause(ctx)
	if status, _ := statusOf(cause); status == http.StatusInternalServerError && r.Context().Err() != nil || ctx.Err() == nil {
		panic(http.ErrAbortHandler)
	}
	h.fail(w, r, ctx, cause, false)
}

// failTime is how long writing the answer to a request that failed may take.
const failTime = 5 * time.Second

// interrupt ends what the component waits for of its client. Over HTTP/2 the end of the time to write ends
// the stream, and nothing could be said of it: a client that takes nothing ends it by its own time.
func interrupt(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now())
	if r.ProtoMajor > 1 {
		_ = control.SetWriteDeadline(time.Now().Add(failTime))
		return
	}
	_ = control.SetWriteDeadline(time.Now())
}

// fail answers a request whose component did not, or ends the connection where it had begun to.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, ctx context.Context, err error, sent bool) {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	status, text := statusOf(err)
	if status != http.StatusInternalServerError || r.Context().Err() == nil {
		h.options.Logger.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		if h.options.Failed != nil {
			h.options.Failed(r, err)
		}
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(failTime))
	if !sent {
		if ctx.Err() != nil {
			w.Header().Set("Connection", "close") // which was interrupted
		}
		if status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", retryAfter)
		}
	}
	h.refuse(w, r, Failure{status, text, sent})
}

// refuse tells a client that its request failed.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, f Failure) {
	switch {
	case h.options.Answer != nil && h.options.Answer(w, r, f):
	case f.Sent:
		panic(http.ErrAbortHandler)
	default:
		http.Error(w, f.Text, f.Status)
	}
}

// statusOf returns what a client is told of a request that failed.
func statusOf(err error) (status int, text string) {
	var late *TimeoutError
	var slow *SlowError
	var short *ShortError
	switch {
	case errors.As(err, &late):
		return http.StatusGatewayTimeout, late.Error()
	case errors.As(err, &slow):
		return http.StatusRequestTimeout, slow.Error()
	case errors.As(err, &short):
		return http.StatusServiceUnavailable, short.Error()
	}
	return http.StatusInternalServerError, "the component failed"
}
