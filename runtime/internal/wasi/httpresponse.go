package wasi

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// OutgoingResponse is wasi:http/types' outgoing-response.
type OutgoingResponse struct {
	status uint16
	header *Fields
	body   *OutgoingBody
}

// OutgoingBody is wasi:http/types' outgoing-body. What is written before the message it belongs to
// is sent waits in early.
type OutgoingBody struct {
	taken    bool
	finished bool
	written  uint64
	limit    uint64
	// length is what the message says that the body has, where it says it.
	length *uint64
	of     string // "request" or "response"
	early  []byte
	kept   hold // for early
	// broken is why the message breaks off.
	broken error
	// optional bodies may be empty whatever their length: those of an answer to HEAD, or with 304.
	optional bool
	// orphan is set once the message is gone that the body belonged to.
	orphan   bool
	to       sink
	onFinish func(trailers *Fields) error
	onAbort  func(err error)
}

// maxEarly bounds what waits for a message that is not sent yet.
const maxEarly = 16 << 20

var errTooEarly = fmt.Errorf("more than %d bytes are written before the message is sent", maxEarly)

func (b *OutgoingBody) Write(p []byte) (int, error) {
	if b.finished {
		return 0, errClosed
	}
	b.written += uint64(len(p))
	if b.length != nil && b.written > *b.length {
		err := bodySizeError(b.of, b.written)
		b.fail(err)
		return 0, err
	}
	if b.limit > 0 && b.written > b.limit {
		canon.Trapf("the response's body is longer than %d bytes", b.limit)
	}
	if b.to != nil {
		return b.to.Write(p)
	}
	return b.wait(p)
}

// wait keeps what is written before the message is sent.
func (b *OutgoingBody) wait(p []byte) (int, error) {
	n := len(b.early) + len(p)
	if n > maxEarly {
		return 0, errTooEarly
	}
	if before := cap(b.early); n > before {
		room := max(n, min(2*before, maxEarly))
		if !b.kept.more(uint64(room)) {
			return 0, errMemory
		}
		b.early = append(make([]byte, 0, room), b.early...)
		b.kept.less(uint64(before))
	}
	b.early = append(b.early, p...)
	return len(p), nil
}

// forget gives back what waits for a message that will never be sent.
func (b *OutgoingBody) forget() {
	b.early = nil
	b.kept.free()
}

// fail makes the message one that breaks off.
func (b *OutgoingBody) fail(err error) {
	b.broken = err
	if b.onAbort != nil {
		b.onAbort(err)
	}
}

// complete returns what is wrong with a body that is finished.
func (b *OutgoingBody) complete() error {
	if b.broken == nil && b.length != nil && b.written < *b.length && !b.optional {
		b.fail(bodySizeError(b.of, b.written))
	}
	return b.broken
}

// Flush passes on that the guest wants its bytes to be on their way.
func (b *OutgoingBody) Flush() error {
	if b.to == nil {
		return nil
	}
	return b.to.Flush()
}

// Drop ends a body that its guest did not finish, which makes the message incomplete.
func (b *OutgoingBody) Drop() {
	if !b.finished && b.onAbort != nil {
		b.onAbort(errUnfinished)
	}
	b.finished = true
	if b.orphan {
		b.forget()
	}
}

// abandon is called when the message is gone that the body belongs to. Its guest may still write to it.
func (b *OutgoingBody) abandon() {
	if b == nil {
		return
	}
	if b.orphan = true; b.finished {
		b.forget()
	}
}

// attach sends the body on its way.
func (b *OutgoingBody) attach(to sink) error {
	b.to = to
	if len(b.early) == 0 {
		return nil
	}
	_, err := to.Write(b.early)
	b.forget()
	return err
}

// Drop gives back what a response takes that was not sent.
func (r *OutgoingResponse) Drop() {
	r.header.Drop()
	r.body.abandon()
}

// Exchange is a request that a component answers. It implements the sink of the response's body.
//
// A guest flushes after every write, and most are done a moment later: a flush waits that moment, so
// that short answers go out in one piece with their length.
type Exchange struct {
	// Event is called whenever a guest that answers with server-sent events writes; nil for never.
	Event func()
	// Wait calls a function in which the guest waits, and returns once it may go on or the call's
	// context has ended; nil where it may go on at once.
	Wait func(f func())
	// WaitForClient does the same where it is the client that the guest waits for.
	WaitForClient func(f func())

	transfer
	mu      sync.Mutex
	w       http.ResponseWriter
	control *http.ResponseController
	timer   *time.Timer
	dirty   bool
	queued  int // bytes since the last flush
	over    bool

	request *IncomingRequest
	sent    bool
	streams bool // the answer is a stream of events
	// resumable is set once an event with an id was sent.
	resumable atomic.Bool
	body      *OutgoingBody
	aborted   bool
	err       error // why there is no answer
	limit     uint64
}

// flushDelay is how long bytes that were flushed may wait for more.
const flushDelay = time.Millisecond

// NewExchange returns a request to be answered on w. A limit other than zero is that of the bytes of the
// response's body. A body has to be received, see [Exchange.HasBody].
func NewExchange(w http.ResponseWriter, r *http.Request, limit uint64) *Exchange {
	request := &IncomingRequest{r: r, prompt: r.ContentLength == 0}
	return &Exchange{w: w, control: http.NewResponseController(w), request: request, limit: limit}
}

// Request returns the request for the guest.
func (x *Exchange) Request() *IncomingRequest { return x.request }

// Outparam returns what the guest answers by.
func (x *Exchange) Outparam() *ResponseOutparam { return &ResponseOutparam{x} }

// ResponseOutparam is wasi:http/types' response-outparam.
type ResponseOutparam struct{ x *Exchange }

// Write implements io.Writer.
func (x *Exchange) Write(p []byte) (int, error) {
	if x.request.r.Context().Err() != nil {
		return 0, errClosed // the client is gone
	}
	if x.mu.TryLock() {
		// Little is kept by net/http, and nobody waits for it.
		if x.queued+len(p) <= maxQueued {
			defer x.mu.Unlock()
			return x.write(p)
		}
		x.mu.Unlock()
	}
	var n int
	var err error
	x.waitForClient(func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		n, err = x.write(p)
	})
	return n, err
}

// maxQueued is how much net/http keeps before it writes to the connection.
const maxQueued = 2 << 10

// waitForClient calls f, which may wait for the client.
func (x *Exchange) waitForClient(f func()) {
	if x.WaitForClient == nil {
		f()
		return
	}
	x.WaitForClient(f)
}

// write writes with the lock held.
func (x *Exchange) write(p []byte) (int, error) {
	x.dirty = true
	x.queued += len(p)
	if x.streams {
		if x.Event != nil {
			x.Event()
		}
		if !x.resumable.Load() && (bytes.HasPrefix(p, idField) || bytes.Contains(p, idLine)) {
			x.resumable.Store(true)
		}
	}
	n, err := x.w.Write(p)
	x.moved.Add(int64(n))
	return n, err
}

// Resumable reports whether the answer is a stream of server-sent events of which one had an id. A
// client that lost it may come back for what followed, by Last-Event-ID, so the guest may have
// reason to go on without the client.
func (x *Exchange) Resumable() bool { return x.resumable.Load() }

// The field of an event that has an id, as it begins and within.
var idField, idLine = []byte("id:"), []byte("\nid:")

// Flush implements the sink.
func (x *Exchange) Flush() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.dirty && x.timer == nil {
		x.timer = time.AfterFunc(flushDelay, x.flush)
	}
	return nil
}

// waits reports whether something waits to be sent, or is being sent.
func (x *Exchange) waits() bool {
	if !x.mu.TryLock() {
		return true
	}
	defer x.mu.Unlock()
	return x.dirty
}

// flush sends what waits.
func (x *Exchange) flush() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stopTimer()
	if x.over || !x.dirty {
		return
	}
	x.dirty, x.queued = false, 0
	// A failure shows at the next write.
	_ = x.control.Flush()
}

func (x *Exchange) stopTimer() {
	if x.timer != nil {
		x.timer.Stop()
		x.timer = nil
	}
}

// End is called when the guest is done. It tells whether an answer was begun, whether it was cut
// short, and where there is none why.
func (x *Exchange) End() (sent, aborted bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.stopTimer()
	x.over = true
	if x.sent && x.body != nil && !x.body.finished {
		x.abort(errUnfinished)
	}
	if x.aborted {
		_ = x.control.Flush() // what there is of it
	}
	return x.sent, x.aborted, x.err
}

func (x *Exchange) respond(r *OutgoingResponse) {
	if r.status < 200 {
		x.err = fmt.Errorf("the component answered with status %d, which is no answer", r.status)
		return
	}
	header := x.w.Header()
	r.header.header(header)
	if _, ok := header["Content-Type"]; !ok {
		header["Content-Type"] = nil // or net/http would guess one
	}
	mediaType, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	x.sent, x.streams = true, strings.TrimSpace(mediaType) == "text/event-stream"
	x.w.WriteHeader(int(r.status))
	x.dirty = true
	bare := x.request.r.Method == http.MethodHead || r.status == http.StatusNotModified
	if r.body == nil {
		if n := r.header.contentLength(); n != nil && *n > 0 && !bare {
			x.abort(bodySizeError("response", 0))
		}
		return
	}
	x.body = r.body
	r.body.optional = bare && r.body.written == 0
	r.body.limit = x.limit
	r.body.onFinish = x.finish
	r.body.onAbort = x.abort
	if err := r.body.attach(x); err != nil {
		x.abort(err)
	}
	switch {
	case r.body.broken != nil:
		x.abort(r.body.broken)
	case r.body.finished:
		_ = x.finish(nil)
	}
}

var errUnfinished = errors.New("the component did not finish its answer")

// abort makes the answer one that breaks off.
func (x *Exchange) abort(err error) {
	if !x.aborted {
		x.aborted, x.err = true, err
	}
}

func (x *Exchange) finish(trailers *Fields) error {
	if trailers != nil {
		x.mu.Lock()
		defer x.mu.Unlock()
		for _, e := range trailers.list {
			x.w.Header().Add(http.TrailerPrefix+e.name, string(e.value))
		}
	}
	return nil
}

// contentLength returns the length that a message says its body has, nil where it does not.
func (f *Fields) contentLength() *uint64 {
	for _, e := range f.list {
		if e.name == contentLength {
			n, err := strconv.ParseUint(string(e.value), 10, 63)
			if err != nil {
				return nil
			}
			return &n
		}
	}
	return nil
}

// trailing checks fields that are to come after a body, of which some have no business there (RFC 9110,
// section 6.5.1).
func (f *Fields) trailing() error {
	if f == nil {
		return nil
	}
	for _, e := range f.list {
		switch e.name {
		case contentLength, "content-encoding", "content-type", "content-range", "authorization", "set-cookie", "cache-control", "expect", "range":
			return &httpError{errorCode("HTTP-protocol-error"), fmt.Errorf("%s is no trailer", e.name)}
		}
	}
	return nil
}

var responseFuncs = table{
	"[constructor]outgoing-response": func(_ *Call, args []any) any {
		return &OutgoingResponse{status: 200, header: args[0].(*Fields)}
	},
	"[method]outgoing-response.status-code": func(_ *Call, args []any) any {
		return args[0].(*OutgoingResponse).status
	},
	"[method]outgoing-response.set-status-code": func(_ *Call, args []any) any {
		code := args[1].(uint16)
		if !validStatus(code) {
			return canon.Err(nil)
		}
		args[0].(*OutgoingResponse).status = code
		return canon.OK(nil)
	},
	"[method]outgoing-response.headers": func(_ *Call, args []any) any {
		return args[0].(*OutgoingResponse).header.view()
	},
	"[method]outgoing-response.body": func(c *Call, args []any) any {
		r := args[0].(*OutgoingResponse)
		if r.body != nil {
			return canon.Err(nil)
		}
		r.body = &OutgoingBody{kept: c.hold(), of: "response", length: r.header.contentLength()}
		return canon.OK(r.body)
	},
	"[method]outgoing-body.write": func(_ *Call, args []any) any {
		b := args[0].(*OutgoingBody)
		if b.taken {
			return canon.Err(nil)
		}
		b.taken = true
		return canon.OK(NewOutputStream(b))
	},
	"[static]outgoing-body.finish": func(_ *Call, args []any) any {
		b := args[0].(*OutgoingBody)
		b.finished = true
		if b.orphan {
			b.forget()
		}
		var trailers *Fields
		if t := args[1].(canon.Case); t.Index == 1 {
			trailers = t.Value.(*Fields)
			defer trailers.Drop()
		}
		if err := b.complete(); err != nil {
			return canon.Err(requestError(err))
		}
		if err := trailers.trailing(); err != nil {
			b.fail(err)
			return canon.Err(requestError(err))
		}
		if b.onFinish != nil {
			if err := b.onFinish(trailers); err != nil {
				return canon.Err(requestError(err))
			}
		}
		return canon.OK(nil)
	},
	"[static]response-outparam.set": func(_ *Call, args []any) any {
		x := args[0].(*ResponseOutparam).x
		switch r := args[1].(canon.Case); r.Index {
		case 0:
			response := r.Value.(*OutgoingResponse)
			x.respond(response)
			response.header.Drop()
		default:
			x.err = fmt.Errorf("the component answered with the error %s", errorCodeName(r.Value.(canon.Case)))
		}
		return nil
	},
}

var httpFuncs = func() table {
	all := table{}
	for _, t := range []table{fieldFuncs, requestFuncs, responseFuncs, clientFuncs()} {
		for name, f := range t {
			all[name] = f
		}
	}
	return all
}()
