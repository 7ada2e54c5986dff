package wasi

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

var methods = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}

func methodCase(name string) canon.Case {
	for i, m := range methods {
		if m == name {
			return canon.Case{Index: uint32(i)}
		}
	}
	return canon.Case{Index: uint32(len(methods)), Value: name}
}

// IncomingRequest is wasi:http/types' incoming-request.
type IncomingRequest struct {
	r        *http.Request
	short    []byte // the body, where it is at hand
	prompt   bool
	stream   *InputStream // the body, where it is not
	consumed bool
}

// IncomingBody is wasi:http/types' incoming-body.
type IncomingBody struct {
	stream  *InputStream
	taken   bool
	trailer func() http.Header
	drop    func()
}

// Drop ends a body that the guest does not read on.
func (b *IncomingBody) Drop() {
	b.stream.Drop()
	if b.drop != nil {
		b.drop()
	}
}

func (i *IncomingRequest) incomingBody() *IncomingBody {
	b := &IncomingBody{trailer: func() http.Header { return i.r.Trailer }, stream: i.stream}
	if i.prompt {
		b.stream = &InputStream{prompt: true, pending: i.short, err: io.EOF}
	}
	return b
}

func optional(s string) canon.Case {
	if s == "" {
		return canon.None()
	}
	return canon.Some(s)
}

var requestFuncs = table{
	"[method]incoming-request.method": func(_ *Call, args []any) any {
		return methodCase(args[0].(*IncomingRequest).r.Method)
	},
	"[method]incoming-request.path-with-query": func(_ *Call, args []any) any {
		return optional(args[0].(*IncomingRequest).r.URL.RequestURI())
	},
	"[method]incoming-request.scheme": func(_ *Call, args []any) any {
		var scheme uint32
		if args[0].(*IncomingRequest).r.TLS != nil {
			scheme = 1
		}
		return canon.Some(canon.Case{Index: scheme})
	},
	"[method]incoming-request.authority": func(_ *Call, args []any) any {
		return optional(args[0].(*IncomingRequest).r.Host)
	},
	"[method]incoming-request.headers": func(c *Call, args []any) any {
		return fieldsOf(c.State, args[0].(*IncomingRequest).r.Header)
	},
	"[method]incoming-request.consume": func(_ *Call, args []any) any {
		req := args[0].(*IncomingRequest)
		if req.consumed {
			return canon.Err(nil)
		}
		req.consumed = true
		return canon.OK(req.incomingBody())
	},
	"[method]incoming-body.stream": func(_ *Call, args []any) any {
		b := args[0].(*IncomingBody)
		if b.taken {
			return canon.Err(nil)
		}
		b.taken = true
		return canon.OK(b.stream)
	},
	"[static]incoming-body.finish": func(_ *Call, args []any) any {
		return &FutureTrailers{body: args[0].(*IncomingBody)}
	},
	"[method]future-trailers.subscribe": func(_ *Call, args []any) any {
		return args[0].(*FutureTrailers).body.stream.ended()
	},
	"[method]future-trailers.get": func(c *Call, args []any) any {
		f := args[0].(*FutureTrailers)
		if !f.body.stream.ended().ready() {
			return canon.None()
		}
		if f.got {
			return canon.Some(canon.Err(nil))
		}
		f.got = true
		if err := f.body.stream.failure(); err != nil {
			return canon.Some(canon.OK(canon.Err(requestError(err))))
		}
		trailers := canon.None()
		if h := f.body.trailer(); len(h) > 0 {
			trailers = canon.Some(fieldsOf(c.State, h))
		}
		return canon.Some(canon.OK(canon.OK(trailers)))
	},
}

// FutureTrailers is wasi:http/types' future-trailers.
type FutureTrailers struct {
	body *IncomingBody
	got  bool
}

// Drop ends the body.
func (f *FutureTrailers) Drop() { f.body.Drop() }

// ended is ready once everything was read; it reads what the guest left.
func (s *InputStream) ended() *Pollable {
	p := s.subscribe()
	return &Pollable{
		client: p.client,
		ready: func() bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.pending = nil
			return s.err != nil
		},
		wait: func() <-chan struct{} {
			if p.wait == nil {
				return closed
			}
			return p.wait()
		},
	}
}

// messageBody reads a body, whose errors have codes.
type messageBody struct{ io.Reader }

// Read implements [io.Reader].
func (b messageBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	return n, failing(err)
}

// failure is why a body ended before its end, nil where it did not.
func (s *InputStream) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// validStatus rejects what is no status code.
func validStatus(code uint16) bool { return code >= 100 && code <= 999 }

// errorCodeName returns a name for the case of an error-code that a guest answered with.
func errorCodeName(c canon.Case) string {
	if int(c.Index) < len(errorCodes) {
		return errorCodes[c.Index]
	}
	return "internal-error"
}

var errorCodes = strings.Fields(`DNS-timeout DNS-error destination-not-found destination-unavailable
	destination-IP-prohibited destination-IP-unroutable connection-refused connection-terminated
	connection-timeout connection-read-timeout connection-write-timeout connection-limit-reached
	TLS-protocol-error TLS-certificate-error TLS-alert-received HTTP-request-denied
	HTTP-request-length-required HTTP-request-body-size HTTP-request-method-invalid
	HTTP-request-URI-invalid HTTP-request-URI-too-long HTTP-request-header-section-size
	HTTP-request-header-size HTTP-request-trailer-section-size HTTP-request-trailer-size
	HTTP-response-incomplete HTTP-response-header-section-size HTTP-response-header-size
	HTTP-response-body-size HTTP-response-trailer-section-size HTTP-response-trailer-size
	HTTP-response-transfer-coding HTTP-response-content-coding HTTP-response-timeout
	HTTP-upgrade-failed HTTP-protocol-error loop-detected configuration-error internal-error`)
