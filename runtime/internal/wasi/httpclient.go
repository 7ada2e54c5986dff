package wasi

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// OutgoingRequest is wasi:http/types' outgoing-request.
type OutgoingRequest struct {
	method    canon.Case
	path      canon.Case
	scheme    canon.Case
	authority canon.Case
	header    *Fields
	body      *OutgoingBody
	kept      hold // for the texts
}

// Drop gives back what a request takes that was not sent.
func (o *OutgoingRequest) Drop() {
	o.header.Drop()
	o.body.abandon()
	o.kept.free()
}

// IncomingResponse is wasi:http/types' incoming-response.
type IncomingResponse struct {
	r        *http.Response
	consumed bool
	flight   *flight
}

// Drop ends the response unless its body lives on.
func (r *IncomingResponse) Drop() {
	if !r.consumed {
		_ = r.r.Body.Close()
		r.flight.end()
	}
}

// FutureResponse is wasi:http/types' future-incoming-response.
type FutureResponse struct {
	done   chan struct{}
	result canon.Case // result<incoming-response, error-code>
	got    bool
	flight *flight

	host       string
	prohibited bool // the host is granted, its address is not
}

// Drop gives the request up where nobody has its answer yet.
func (f *FutureResponse) Drop() {
	if !f.got {
		f.flight.end()
	}
}

func (f *FutureResponse) ready() bool {
	select {
	case <-f.done:
		return true
	default:
		return false
	}
}

func textOf(c canon.Case) string {
	s, _ := c.Value.(string)
	return s
}

// build makes a request of what the guest set.
func (o *OutgoingRequest) build(c *Call) (*http.Request, *canon.Case) {
	scheme := "https"
	if o.scheme.Index == 1 {
		switch s := o.scheme.Value.(canon.Case); s.Index {
		case 0:
			scheme = "http"
		case 2:
			code := errorCode("HTTP-protocol-error")
			return nil, &code
		}
	}
	path := textOf(o.path)
	if path == "*" {
		path = ""
	}
	u, err := url.Parse(scheme + "://" + textOf(o.authority) + path)
	if err != nil || u.Host == "" || u.User != nil {
		code := errorCode("HTTP-request-URI-invalid")
		return nil, &code
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[scheme]
	}
	if c.Client == nil || !c.Client.asks(u.Hostname(), port) {
		c.refused("HTTP request to", net.JoinHostPort(u.Hostname(), port), "allow-host")
		code := errorCode("HTTP-request-denied")
		return nil, &code
	}
	method := textOf(o.method)
	if int(o.method.Index) < len(methods) {
		method = methods[o.method.Index]
	}
	r, err := http.NewRequest(method, u.String(), nil)
	if err != nil {
		code := errorCode("HTTP-request-method-invalid")
		return nil, &code
	}
	if textOf(o.path) == "*" {
		r.URL.Path = "*" // which no URL has
	}
	o.header.header(r.Header)
	if _, ok := r.Header["User-Agent"]; !ok {
		r.Header["User-Agent"] = nil // what the guest does not send is not sent
	}
	switch n := o.header.contentLength(); {
	case n == nil:
	case o.body == nil && *n > 0:
		code := bodySizeError("request", 0).code
		return nil, &code
	case o.body != nil && o.body.broken != nil:
		code := requestError(o.body.broken)
		return nil, &code
	default:
		r.ContentLength = int64(*n)
	}
	return r, nil
}

// send sends the request on its way.
func (o *OutgoingRequest) send(c *Call, options canon.Case) any {
	defer o.kept.free()
	defer o.header.Drop()
	r, code := o.build(c)
	if code != nil {
		o.body.abandon()
		return canon.Err(*code)
	}
	flight, code := c.depart()
	if code != nil {
		o.body.abandon()
		return canon.Err(*code)
	}
	r = r.WithContext(flight.ctx)
	if o.body != nil {
		o.body.load(r, c, flight)
	}
	var limits *RequestOptions
	if options.Index == 1 {
		limits = options.Value.(*RequestOptions)
	}
	f := &FutureResponse{done: make(chan struct{}), flight: flight, host: r.URL.Host}
	go func() {
		defer close(f.done)
		resp, err := flight.fly(c.Client.transport, r, limits)
		if err == nil {
			err = flight.land(resp)
		}
		if err != nil {
			f.prohibited = errors.Is(err, errProhibited)
			f.result = canon.Err(requestError(flight.why(err)))
			flight.end()
			return
		}
		f.result = canon.OK(&IncomingResponse{r: resp, flight: flight})
	}()
	return canon.OK(f)
}

// load makes the body that of a request which is on its way.
func (b *OutgoingBody) load(r *http.Request, c *Call, flight *flight) {
	if b.finished {
		// What waited is the flight's now.
		flight.kept.n, b.kept.n = flight.kept.n+b.kept.n, 0
		r.Body = io.NopCloser(bytes.NewReader(b.early))
		r.ContentLength = int64(len(b.early))
		if len(b.early) == 0 {
			r.Body = http.NoBody
		}
		return
	}
	reader, writer := io.Pipe()
	r.Body = reader
	switch {
	case b.length == nil:
		r.ContentLength = -1
	case *b.length == 0:
		r.Body = http.NoBody
	}
	sink := &pipeSink{c, writer, b}
	b.to = sink
	// Trailers are only known at the end. The library writes what is there by then.
	r.Trailer = http.Header{}
	b.onFinish = func(trailers *Fields) error {
		err := sink.Flush()
		if trailers != nil {
			trailers.header(r.Trailer)
		}
		_ = writer.Close()
		return err
	}
	b.onAbort = func(err error) {
		_ = writer.CloseWithError(err)
		b.forget()
	}
}

// pipeSink writes to a request under way.
type pipeSink struct {
	call *Call
	w    *io.PipeWriter
	body *OutgoingBody
}

func (s *pipeSink) Write(b []byte) (int, error) {
	if err := s.Flush(); err != nil {
		return 0, err
	}
	return s.write(b)
}

// write waits for the other server to take bytes.
func (s *pipeSink) write(b []byte) (n int, err error) {
	s.call.block(false, func() { n, err = s.w.Write(b) })
	return n, err
}

// Flush writes what was written before the request was sent.
func (s *pipeSink) Flush() error {
	if len(s.body.early) == 0 {
		return nil
	}
	_, err := s.write(s.body.early)
	s.body.forget()
	return err
}

// maxText is how long a path with its query may be, and any other part of a request.
const maxText = 64 << 10

// property makes the functions that get and set a part of a request.
func property(t table, name string, part func(o *OutgoingRequest) *canon.Case, valid func(v canon.Case) bool) {
	t["[method]outgoing-request."+name] = func(_ *Call, args []any) any {
		return *part(args[0].(*OutgoingRequest))
	}
	t["[method]outgoing-request.set-"+name] = func(_ *Call, args []any) any {
		v := args[1].(canon.Case)
		if len(textOf(v)) > maxText || !valid(v) {
			return canon.Err(nil)
		}
		o := args[0].(*OutgoingRequest)
		o.kept.need(uint64(len(textOf(v))), "a request")
		o.kept.less(uint64(len(textOf(*part(o)))))
		*part(o) = v
		return canon.OK(nil)
	}
}

func clientFuncs() table {
	t := table{
		"[constructor]outgoing-request": func(c *Call, args []any) any {
			return &OutgoingRequest{header: args[0].(*Fields), kept: c.hold()}
		},
		"[method]outgoing-request.headers": func(_ *Call, args []any) any {
			return args[0].(*OutgoingRequest).header.view()
		},
		"[method]outgoing-request.body": func(c *Call, args []any) any {
			o := args[0].(*OutgoingRequest)
			if o.body != nil {
				return canon.Err(nil)
			}
			o.body = &OutgoingBody{kept: c.hold(), of: "request", length: o.header.contentLength()}
			return canon.OK(o.body)
		},
		"[constructor]request-options": func(*Call, []any) any { return &RequestOptions{} },
		"[method]future-incoming-response.subscribe": func(_ *Call, args []any) any {
			f := args[0].(*FutureResponse)
			return &Pollable{ready: f.ready, wait: func() <-chan struct{} { return f.done }}
		},
		"[method]future-incoming-response.get": func(c *Call, args []any) any {
			f := args[0].(*FutureResponse)
			switch {
			case !f.ready():
				return canon.None()
			case f.got:
				return canon.Some(canon.Err(nil))
			}
			f.got = true
			if f.prohibited {
				c.refused("HTTP request to", f.host, "allow-host, for the address itself, since it is not public")
			}
			return canon.Some(canon.OK(f.result))
		},
		"[method]incoming-response.status": func(_ *Call, args []any) any {
			return uint16(args[0].(*IncomingResponse).r.StatusCode)
		},
		"[method]incoming-response.headers": func(c *Call, args []any) any {
			return fieldsOf(c.State, args[0].(*IncomingResponse).r.Header)
		},
		"[method]incoming-response.consume": func(c *Call, args []any) any {
			r := args[0].(*IncomingResponse)
			if r.consumed {
				return canon.Err(nil)
			}
			r.consumed = true
			return canon.OK(&IncomingBody{
				stream:  NewInputStream(r.flight.body(r.r.Body), false).of(c.State),
				trailer: func() http.Header { return r.r.Trailer },
				drop:    func() { _ = r.r.Body.Close(); r.flight.end() },
			})
		},
		"http-error-code": func(_ *Call, args []any) any {
			if known := (*httpError)(nil); errors.As(args[0].(*Error).Err, &known) {
				return canon.Some(known.code)
			}
			return canon.None()
		},
	}
	for i, name := range []string{"connect-timeout", "first-byte-timeout", "between-bytes-timeout"} {
		t["[method]request-options."+name] = func(_ *Call, args []any) any {
			return args[0].(*RequestOptions).timeouts[i]
		}
		t["[method]request-options.set-"+name] = func(_ *Call, args []any) any {
			args[0].(*RequestOptions).timeouts[i] = args[1].(canon.Case)
			return canon.OK(nil)
		}
	}
	property(t, "method", func(o *OutgoingRequest) *canon.Case { return &o.method }, func(v canon.Case) bool {
		return int(v.Index) < len(methods) || validName(textOf(v))
	})
	property(t, "path-with-query", func(o *OutgoingRequest) *canon.Case { return &o.path }, func(v canon.Case) bool {
		return v.Index == 0 || validPath(textOf(v))
	})
	property(t, "scheme", func(o *OutgoingRequest) *canon.Case { return &o.scheme }, func(v canon.Case) bool {
		scheme, _ := v.Value.(canon.Case)
		return v.Index == 0 || scheme.Index < 2 || validScheme(textOf(scheme))
	})
	property(t, "authority", func(o *OutgoingRequest) *canon.Case { return &o.authority }, func(v canon.Case) bool {
		return v.Index == 0 || validAuthority(textOf(v))
	})
	return t
}

var outgoingFuncs = table{
	"handle": func(c *Call, args []any) any {
		return args[0].(*OutgoingRequest).send(c, args[1].(canon.Case))
	},
}
