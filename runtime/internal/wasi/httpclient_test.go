package wasi

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

const (
	httpTypes   = "wasi:http/types@0.2"
	httpHandler = "wasi:http/outgoing-handler@0.2"
)

// guest is the call of a component that may ask some hosts. It ends by itself if nothing else ends it.
func guest(t *testing.T, hosts ...string) *Call {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	client := NewClient(hosts)
	t.Cleanup(func() { cancel(); client.Close() })
	return &Call{Context: ctx, State: &State{Client: client}}
}

// asking is a request that a guest makes.
type asking struct {
	scheme    uint32 // 0 for http, 1 for https
	authority string
	header    [][2]string
	body      *string
	timeouts  [3]time.Duration // 0 for none
}

// ask sends a request and reads its answer. The code is that of the first error.
func (a asking) ask(t *testing.T, c *Call) (status int, body, code string) {
	t.Helper()
	fields := newFields(c.State)
	for _, h := range a.header {
		if r := call(t, c, httpTypes, "[method]fields.append", fields, h[0], []byte(h[1])).(canon.Case); r.Index != 0 {
			t.Fatalf("header %q: %v", h, r.Value)
		}
	}
	r := call(t, c, httpTypes, "[constructor]outgoing-request", fields).(*OutgoingRequest)
	set := func(what string, v any) {
		if got := call(t, c, httpTypes, "[method]outgoing-request.set-"+what, r, canon.Some(v)).(canon.Case); got.Index != 0 {
			t.Fatalf("%s %v is refused", what, v)
		}
	}
	set("scheme", canon.Case{Index: a.scheme})
	set("authority", a.authority)
	options := call(t, c, httpTypes, "[constructor]request-options").(*RequestOptions)
	for i, name := range []string{"connect-timeout", "first-byte-timeout", "between-bytes-timeout"} {
		if d := a.timeouts[i]; d != 0 {
			call(t, c, httpTypes, "[method]request-options.set-"+name, options, canon.Some(uint64(d)))
		}
	}
	if a.body != nil {
		b := call(t, c, httpTypes, "[method]outgoing-request.body", r).(canon.Case).Value.(*OutgoingBody)
		stream := call(t, c, httpTypes, "[method]outgoing-body.write", b).(canon.Case).Value.(*OutputStream)
		if err := stream.write([]byte(*a.body)); err != nil {
			code = codeOf(t, c, err)
		}
		if got := call(t, c, httpTypes, "[static]outgoing-body.finish", b, canon.None()).(canon.Case); got.Index != 0 && code == "" {
			code = errorCodeName(got.Value.(canon.Case))
		}
	}
	sent := call(t, c, httpHandler, "handle", r, canon.Some(options)).(canon.Case)
	if sent.Index != 0 {
		if got := errorCodeName(sent.Value.(canon.Case)); code != "" && code != got {
			t.Errorf("the body fails by %s, the request by %s", code, got)
		} else {
			code = got
		}
		return 0, "", code
	}
	if code != "" {
		t.Errorf("the request is sent though its body failed by %s", code)
	}
	future := sent.Value.(*FutureResponse)
	c.await(call(t, c, httpTypes, "[method]future-incoming-response.subscribe", future).(*Pollable))
	got := call(t, c, httpTypes, "[method]future-incoming-response.get", future).(canon.Case).Value.(canon.Case).Value.(canon.Case)
	if got.Index != 0 {
		return 0, "", errorCodeName(got.Value.(canon.Case))
	}
	response := got.Value.(*IncomingResponse)
	status = response.r.StatusCode
	incoming := call(t, c, httpTypes, "[method]incoming-response.consume", response).(canon.Case).Value.(*IncomingBody)
	stream := call(t, c, httpTypes, "[method]incoming-body.stream", incoming).(canon.Case).Value.(*InputStream)
	var all strings.Builder
	for {
		b, err := stream.read(c, 1000, true)
		all.Write(b)
		if err == io.EOF {
			break
		}
		if err != nil {
			code = codeOf(t, c, err)
			break
		}
	}
	trailers := call(t, c, httpTypes, "[method]future-trailers.get", call(t, c, httpTypes, "[static]incoming-body.finish", incoming)).(canon.Case)
	if end := trailers.Value.(canon.Case).Value.(canon.Case); (end.Index != 0) != (code != "") || code != "" && errorCodeName(end.Value.(canon.Case)) != code {
		t.Errorf("reading fails by %q, trailers by %v", code, end)
	}
	incoming.Drop()
	return status, all.String(), code
}

// codeOf is the error-code that a guest gets of an error of a stream.
func codeOf(t *testing.T, c *Call, err error) string {
	t.Helper()
	code := call(t, c, httpTypes, "http-error-code", &Error{err}).(canon.Case)
	if code.Index == 0 {
		t.Errorf("%v has no error-code", err)
		return "none"
	}
	return errorCodeName(code.Value.(canon.Case))
}

// raw is a server that answers each connection by a function.
func raw(t *testing.T, answer func(net.Conn)) (authority string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { answer(c); _ = c.Close() }()
		}
	}()
	return l.Addr().String()
}

// saying is a server that reads a request's head and says something. It then waits for the end.
func saying(t *testing.T, text string, wait bool) string {
	return raw(t, func(c net.Conn) {
		b := make([]byte, 4096)
		_, _ = c.Read(b)
		_, _ = io.WriteString(c, text)
		if wait {
			_, _ = io.Copy(io.Discard, c)
		}
	})
}

// Each time-out counts alone, for what it is for, and has a code of its own.
func TestRequest_timeouts(t *testing.T) {
	t.Parallel()
	silent := raw(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	stuck := saying(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome", true)
	slow := raw(t, func(c net.Conn) {
		b := make([]byte, 4096)
		_, _ = c.Read(b)
		time.Sleep(300 * time.Millisecond)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
		for range 4 {
			_, _ = io.WriteString(c, "x")
			time.Sleep(100 * time.Millisecond)
		}
	})
	const short, long = 30 * time.Millisecond, 10 * time.Minute
	for _, k := range []struct {
		what   string
		asking asking
		body   string
		code   string
	}{
		{"connecting alone", asking{scheme: 1, authority: silent, timeouts: [3]time.Duration{short}}, "", "connection-timeout"},
		{"the first byte alone", asking{authority: silent, timeouts: [3]time.Duration{0, short}}, "", "connection-read-timeout"},
		{"the first byte, beside others", asking{authority: silent, timeouts: [3]time.Duration{long, short, long}}, "", "connection-read-timeout"},
		{"between bytes alone", asking{authority: stuck, timeouts: [3]time.Duration{0, 0, short}}, "some", "connection-read-timeout"},
		{"between bytes, beside others", asking{authority: stuck, timeouts: [3]time.Duration{long, long, short}}, "some", "connection-read-timeout"},
		{"connecting is over", asking{authority: slow, timeouts: [3]time.Duration{long / 10, 0, 0}}, "xxxx", ""},
		{"the first byte is there", asking{authority: slow, timeouts: [3]time.Duration{0, long, 0}}, "xxxx", ""},
		{"between bytes is not before them", asking{authority: slow, timeouts: [3]time.Duration{0, 0, long}}, "xxxx", ""},
	} {
		t.Run(k.what, func(t *testing.T) {
			t.Parallel()
			_, body, code := k.asking.ask(t, guest(t, "127.0.0.1"))
			if code != k.code || body != k.body {
				t.Errorf("%q, the error %q, want %q and %q", body, code, k.body, k.code)
			}
		})
	}
}

// What can be known of a failure, the guest is told.
func TestRequest_errorCodes(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing := l.Addr().String()
	_ = l.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	picky := httptest.NewUnstartedServer(http.NotFoundHandler())
	picky.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}
	picky.StartTLS()
	t.Cleanup(picky.Close)
	host := func(s *httptest.Server) string { return s.Listener.Addr().String() }
	for _, k := range []struct {
		what      string
		hosts     string
		scheme    uint32
		authority string
		code      string
	}{
		{"refused", "127.0.0.1", 0, refusing, "connection-refused"},
		{"not allowed", "example.com", 0, refusing, "HTTP-request-denied"},
		{"not public", "*", 0, refusing, "destination-IP-prohibited"},
		{"closed at once", "127.0.0.1", 0, raw(t, func(net.Conn) {}), "connection-terminated"},
		{"closed after the request", "127.0.0.1", 0, saying(t, "", false), "connection-terminated"},
		{"closed in the head", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", false), "HTTP-response-incomplete"},
		{"closed in the body", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", false), "HTTP-response-incomplete"},
		{"closed in a chunk", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nab", false), "HTTP-response-incomplete"},
		{"no chunk", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", true), "HTTP-protocol-error"},
		{"no HTTP", "127.0.0.1", 0, saying(t, "220 mail.example ESMTP\r\n\r\n", true), "HTTP-protocol-error"},
		{"no status", "127.0.0.1", 0, saying(t, "HTTP/1.1 abc OK\r\n\r\n", true), "HTTP-protocol-error"},
		{"no header", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nno header\r\n\r\n", true), "HTTP-protocol-error"},
		{"two lengths", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", true), "HTTP-protocol-error"},
		{"unknown coding", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", true), "HTTP-response-transfer-coding"},
		{"large head", "127.0.0.1", 0, saying(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 2*maxResponseHeader)+"\r\n\r\n", true), "HTTP-response-header-section-size"},
		{"no certificate that is known", "127.0.0.1", 1, host(secure), "TLS-certificate-error"},
		{"no TLS", "127.0.0.1", 1, raw(t, func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.example ESMTP\r\n") }), "TLS-protocol-error"},
		{"HTTP for TLS", "127.0.0.1", 1, saying(t, "HTTP/1.1 400 Bad Request\r\n\r\n", true), "TLS-protocol-error"},
		{"an alert", "127.0.0.1", 1, host(picky), "TLS-alert-received"},
	} {
		t.Run(k.what, func(t *testing.T) {
			t.Parallel()
			c := guest(t, k.hosts)
			if k.what == "an alert" {
				c.Client.transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
			}
			if _, _, code := (asking{scheme: k.scheme, authority: k.authority}).ask(t, c); code != k.code {
				t.Errorf("the error is %q, want %s", code, k.code)
			}
		})
	}
}

func TestRequest_errorCodesOfErrors(t *testing.T) {
	t.Parallel()
	dial := func(err error) error { return fmt.Errorf("asking: %w", &net.OpError{Op: "dial", Err: err}) }
	for _, k := range []struct {
		err  error
		want string
	}{
		{dial(&net.DNSError{IsTimeout: true}), "DNS-timeout"},
		{dial(&net.DNSError{IsNotFound: true}), "DNS-error"},
		{dial(&net.DNSError{Err: "server misbehaving"}), "DNS-error"},
		{dial(syscall.ENETUNREACH), "destination-IP-unroutable"},
		{dial(syscall.EHOSTUNREACH), "destination-IP-unroutable"},
		{dial(syscall.EACCES), "destination-unavailable"},
		{dial(context.DeadlineExceeded), "connection-timeout"},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "connection-terminated"},
		{&net.OpError{Op: "write", Err: syscall.EPIPE}, "connection-terminated"},
		{errors.New("http2: frame too large"), "HTTP-protocol-error"},
		{errors.New("something else"), "internal-error"},
	} {
		code := requestError(k.err)
		if got := errorCodeName(code); got != k.want {
			t.Errorf("%v is %s, want %s", k.err, got, k.want)
		}
	}
	if code := requestError(&net.DNSError{IsNotFound: true}); fmt.Sprint(code.Value) != fmt.Sprint([]any{canon.Some("NXDOMAIN"), canon.None()}) {
		t.Errorf("a name that does not exist is %v", code.Value)
	}
}

// A body is as long as its Content-Length says, or the request is none.
func TestRequest_bodyLength(t *testing.T) {
	t.Parallel()
	echo := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%d %q %v", r.ContentLength, b, r.TransferEncoding)
	}))
	t.Cleanup(echo.Close)
	text := func(s string) *string { return &s }
	length := func(n string) [][2]string { return [][2]string{{"Content-Length", n}} }
	for _, k := range []struct {
		header [][2]string
		body   *string
		want   string
		code   string
	}{
		{nil, nil, `0 "" []`, ""},
		{nil, text(""), `0 "" []`, ""},
		{nil, text("abc"), `3 "abc" []`, ""},
		{length("3"), text("abc"), `3 "abc" []`, ""},
		{length("0"), text(""), `0 "" []`, ""},
		{length("0"), nil, `0 "" []`, ""},
		{length("2"), text("abc"), "", "HTTP-request-body-size"},
		{length("0"), text("abc"), "", "HTTP-request-body-size"},
		{length("4"), text("abc"), "", "HTTP-request-body-size"},
		{length("4"), text(""), "", "HTTP-request-body-size"},
		{length("4"), nil, "", "HTTP-request-body-size"},
	} {
		_, body, code := asking{authority: echo.Listener.Addr().String(), header: k.header, body: k.body}.ask(t, guest(t, "127.0.0.1"))
		if body != k.want || code != k.code {
			t.Errorf("with %v: %q, the error %q, want %q and %q", k.header, body, code, k.want, k.code)
		}
	}
}

// What is no part of a request is refused where it is set.
func TestRequest_parts(t *testing.T) {
	t.Parallel()
	c := guest(t)
	long := strings.Repeat("x", maxText+1)
	for what, values := range map[string]map[string]bool{
		"path-with-query": {
			"": true, "/": true, "/a/b?c=d&e": true, "/a%20b": true, "//a": true, "*": true, "?a": true, "/a?b?c": true,
			"a": false, "/a b": false, "/a\r\nHost: x": false, "/a\x00": false, "/a\x7f": false, "/a#b": false, "/ä": false,
			"/%zz": false, "http://example.com/": false, " /": false, "/\t": false, "/" + long: false,
		},
		"authority": {
			"example.com": true, "example.com:80": true, "EXAMPLE.com": true, "127.0.0.1": true, "[::1]": true, "[::1]:8080": true, "example.com.": true,
			"": false, "user@example.com": false, "user:secret@example.com": false, "example.com/": false, "example.com?a": false, "example.com#a": false,
			"example.com:": false, "example.com:x": false, "example.com:-1": false, "example.com:65536": false, ":80": false, "a b": false, "a\r\nb": false,
			"::1": false, "[::1": false, "exämple.com": false, "ｌocalhost": false, "a\\b": false, "a\x00": false, " a": false, "a ": false, long: false,
		},
	} {
		for v, want := range values {
			r := call(t, c, httpTypes, "[constructor]outgoing-request", newFields(c.State)).(*OutgoingRequest)
			if got := call(t, c, httpTypes, "[method]outgoing-request.set-"+what, r, canon.Some(v)).(canon.Case); (got.Index == 0) != want {
				t.Errorf("%s %.40q: accepted %v, want %v", what, v, got.Index == 0, want)
			}
		}
	}
	for name, variants := range map[string]struct {
		other  uint32
		values map[string]bool
	}{
		"method": {uint32(len(methods)), map[string]bool{
			"PROPFIND": true, "get": true, "M-SEARCH": true, "": false, "GET ": false, "GET /": false, "GE\r\nT": false, "GÉT": false, "G(T": false,
		}},
		"scheme": {2, map[string]bool{
			"ftp": true, "h2c": true, "a+b-c.d": true, "": false, "1a": false, "a:": false, "ht tp": false, "http://": false, "ä": false, "a\r\n": false,
		}},
	} {
		for v, want := range variants.values {
			r := call(t, c, httpTypes, "[constructor]outgoing-request", newFields(c.State)).(*OutgoingRequest)
			value := canon.Case{Index: variants.other, Value: v}
			if name == "scheme" {
				value = canon.Some(value)
			}
			if got := call(t, c, httpTypes, "[method]outgoing-request.set-"+name, r, value).(canon.Case); (got.Index == 0) != want {
				t.Errorf("%s %q: accepted %v, want %v", name, v, got.Index == 0, want)
			}
		}
	}
}

// What a guest says after the body of a request arrives there.
func TestRequest_trailers(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%q %v", b, r.Trailer)
	}))
	t.Cleanup(s.Close)
	for name, want := range map[string]string{"x-sum": `"abc" map[X-Sum:[1]]`, "content-length": "", "content-encoding": ""} {
		c := guest(t, "127.0.0.1")
		r := call(t, c, httpTypes, "[constructor]outgoing-request", newFields(c.State)).(*OutgoingRequest)
		r.scheme, r.authority, r.method = canon.Some(canon.Case{}), canon.Some(s.Listener.Addr().String()), canon.Case{Index: 2}
		body := call(t, c, httpTypes, "[method]outgoing-request.body", r).(canon.Case).Value.(*OutgoingBody)
		future := call(t, c, httpHandler, "handle", r, canon.None()).(canon.Case).Value.(*FutureResponse)
		stream := call(t, c, httpTypes, "[method]outgoing-body.write", body).(canon.Case).Value.(*OutputStream)
		if err := stream.write([]byte("abc")); err != nil {
			t.Fatal(err)
		}
		trailers := newFields(c.State)
		trailers.add(name, []byte("1"))
		finished := call(t, c, httpTypes, "[static]outgoing-body.finish", body, canon.Some(trailers)).(canon.Case)
		if (finished.Index == 0) != (want != "") {
			t.Errorf("finishing with the trailer %s: %v", name, finished)
		}
		<-future.done
		if (future.result.Index == 0) != (want != "") {
			t.Errorf("with the trailer %s: %v", name, future.result)
			continue
		}
		if want == "" {
			continue
		}
		b, err := io.ReadAll(future.result.Value.(*IncomingResponse).r.Body)
		if err != nil || string(b) != want {
			t.Errorf("the server got %s %v, want %s", b, err, want)
		}
		future.flight.end()
	}
}
