package runtime

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// hostile is a component that does what the path of a request says, see its core code.
const hostile = `(component
(import "wasi:io/error@0.2.0" (instance $err (export "error" (type (sub resource)))))
(alias export $err "error" (type $error))
(import "wasi:io/streams@0.2.0" (instance $streams
  (alias outer 1 $error (type $e0)) (export "error" (type $e (eq $e0)))
  (export "output-stream" (type $os (sub resource)))
  (type $se0 (variant (case "last-operation-failed" (own $e)) (case "closed")))
  (export "stream-error" (type $se (eq $se0)))
  (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $os)) (param "contents" (list u8)) (result (result (error $se)))))))
(alias export $streams "output-stream" (type $output-stream))
(import "wasi:http/types@0.2.0" (instance $http
  (alias outer 1 $output-stream (type $os0)) (export "output-stream" (type $os (eq $os0)))
  (export "fields" (type $fields (sub resource)))
  (export "incoming-request" (type $ir (sub resource)))
  (export "response-outparam" (type $ro (sub resource)))
  (export "outgoing-response" (type $or (sub resource)))
  (export "outgoing-body" (type $ob (sub resource)))
  (type $dns (record (field "rcode" (option string)) (field "info-code" (option u16)))) (export "DNS-error-payload" (type $dns1 (eq $dns)))
  (type $tls (record (field "alert-id" (option u8)) (field "alert-message" (option string)))) (export "TLS-alert-received-payload" (type $tls1 (eq $tls)))
  (type $size (record (field "field-name" (option string)) (field "field-size" (option u32)))) (export "field-size-payload" (type $size1 (eq $size)))
  (type $ec0 (variant (case "DNS-timeout") (case "DNS-error" $dns1) (case "destination-not-found") (case "destination-unavailable")
    (case "destination-IP-prohibited") (case "destination-IP-unroutable") (case "connection-refused") (case "connection-terminated")
    (case "connection-timeout") (case "connection-read-timeout") (case "connection-write-timeout") (case "connection-limit-reached")
    (case "TLS-protocol-error") (case "TLS-certificate-error") (case "TLS-alert-received" $tls1) (case "HTTP-request-denied")
    (case "HTTP-request-length-required") (case "HTTP-request-body-size" (option u64)) (case "HTTP-request-method-invalid")
    (case "HTTP-request-URI-invalid") (case "HTTP-request-URI-too-long") (case "HTTP-request-header-section-size" (option u32))
    (case "HTTP-request-header-size" (option $size1)) (case "HTTP-request-trailer-section-size" (option u32))
    (case "HTTP-request-trailer-size" $size1) (case "HTTP-response-incomplete") (case "HTTP-response-header-section-size" (option u32))
    (case "HTTP-response-header-size" $size1) (case "HTTP-response-body-size" (option u64)) (case "HTTP-response-trailer-section-size" (option u32))
    (case "HTTP-response-trailer-size" $size1) (case "HTTP-response-transfer-coding" (option string))
    (case "HTTP-response-content-coding" (option string)) (case "HTTP-response-timeout") (case "HTTP-upgrade-failed")
    (case "HTTP-protocol-error") (case "loop-detected") (case "configuration-error") (case "internal-error" (option string))))
  (export "error-code" (type $ec (eq $ec0)))
  (export "[constructor]fields" (func (result (own $fields))))
  (export "[method]incoming-request.path-with-query" (func (param "self" (borrow $ir)) (result (option string))))
  (export "[constructor]outgoing-response" (func (param "headers" (own $fields)) (result (own $or))))
  (export "[method]outgoing-response.body" (func (param "self" (borrow $or)) (result (result (own $ob)))))
  (export "[method]outgoing-body.write" (func (param "self" (borrow $ob)) (result (result (own $os)))))
  (export "[static]outgoing-body.finish" (func (param "this" (own $ob)) (param "trailers" (option (own $fields))) (result (result (error $ec)))))
  (export "[static]response-outparam.set" (func (param "param" (own $ro)) (param "response" (result (own $or) (error $ec)))))))
(alias export $http "incoming-request" (type $incoming-request))
(alias export $http "response-outparam" (type $response-outparam))
(core module $mem-module (memory (export "m") 2)
  (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096)))
(core instance $mem (instantiate $mem-module))
(core func $fields (canon lower (func $http "[constructor]fields")))
(core func $path (canon lower (func $http "[method]incoming-request.path-with-query") (memory (core memory $mem "m")) (realloc (core func $mem "realloc"))))
(core func $response (canon lower (func $http "[constructor]outgoing-response")))
(core func $body (canon lower (func $http "[method]outgoing-response.body") (memory (core memory $mem "m"))))
(core func $write (canon lower (func $http "[method]outgoing-body.write") (memory (core memory $mem "m"))))
(core func $finish (canon lower (func $http "[static]outgoing-body.finish") (memory (core memory $mem "m"))))
(core func $set (canon lower (func $http "[static]response-outparam.set")))
(core func $put (canon lower (func $streams "[method]output-stream.blocking-write-and-flush") (memory (core memory $mem "m"))))
(alias export $http "fields" (type $fields-type))
(core func $drop-fields (canon resource.drop $fields-type))
(core module $main
  (import "h" "fields" (func $fields (result i32)))
  (import "h" "path" (func $path (param i32 i32)))
  (import "h" "response" (func $response (param i32) (result i32)))
  (import "h" "body" (func $body (param i32 i32)))
  (import "h" "write" (func $write (param i32 i32)))
  (import "h" "finish" (func $finish (param i32 i32 i32 i32)))
  (import "h" "set" (func $set-all (param i32 i32 i32 i32 i64 i32 i32 i32 i32)))
  (import "h" "put" (func $put (param i32 i32 i32 i32)))
  (import "h" "drop" (func $drop (param i32)))
  (import "h" "m" (memory 2))
  (global $stream (mut i32) (i32.const 0))
  (global $sent-body (mut i32) (i32.const 0))
  (global $what (mut i32) (i32.const 0))
  (global $count (mut i32) (i32.const 0))
  (func $set (param i32 i32 i32)
    (call $set-all (local.get 0) (local.get 1) (local.get 2) (i32.const 0) (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
  (func $is (param i32) (result i32) (i32.eq (global.get $what) (local.get 0)))
  (func $begin (param $out i32) (local $r i32)
    (local.set $r (call $response (call $fields)))
    (call $body (local.get $r) (i32.const 16))
    (global.set $sent-body (i32.load (i32.const 20)))
    (call $write (global.get $sent-body) (i32.const 16))
    (global.set $stream (i32.load (i32.const 20)))
    (call $set (local.get $out) (i32.const 0) (local.get $r)))
  (func $say (param $n i32) (call $put (global.get $stream) (i32.const 8192) (local.get $n) (i32.const 16)))
  (func $recurse (param i32) (result i32) (i32.add (call $recurse (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func (export "handle") (param $req i32) (param $out i32)
    (call $path (local.get $req) (i32.const 16))
    (global.set $what (i32.load8_u offset=1 (i32.load (i32.const 20))))
    ;; state that a fresh instance does not have
    (if (global.get $count) (then unreachable))
    (global.set $count (i32.const 1))
    (if (i32.load (i32.const 8192)) (then unreachable))
    (i32.store (i32.const 8192) (i32.const 0x6c6c6568)) ;; "hell"
    (if (call $is (i32.const 108)) (then (loop (br 0))))                                  ;; l: loop
    (if (call $is (i32.const 114)) (then (drop (call $recurse (i32.const 0)))))           ;; r: recurse
    (if (call $is (i32.const 116)) (then unreachable))                                    ;; t: trap
    (if (call $is (i32.const 103)) (then                                                  ;; g: grow
      (loop (br_if 0 (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable))
    (if (call $is (i32.const 104)) (then (loop (drop (call $fields)) (br 0))))            ;; h: handles
    (if (call $is (i32.const 98)) (then (call $drop (i32.const 12345))))                  ;; b: bad handle
    (if (call $is (i32.const 110)) (then return))                                         ;; n: no answer
    (call $begin (local.get $out))
    (if (call $is (i32.const 115)) (then (call $set (local.get $out) (i32.const 1) (i32.const 0)))) ;; s: set twice
    (if (call $is (i32.const 100)) (then (call $set (i32.const 99) (i32.const 7) (i32.const 0))))   ;; d: discriminant
    (if (call $is (i32.const 112)) (then                                                  ;; p: wild pointer
      (call $put (global.get $stream) (i32.const 0xfffffff0) (i32.const 0x1000) (i32.const 16))))
    (if (call $is (i32.const 113)) (then                                                  ;; q: wild result
      (call $put (global.get $stream) (i32.const 0) (i32.const 4) (i32.const 0xfffffff0))))
    (if (call $is (i32.const 109)) (then (call $say (i32.const 4)) unreachable))          ;; m: trap amid
    (if (call $is (i32.const 119)) (then                                                  ;; w: write on and on
      (loop (call $say (i32.const 65536))
        (global.set $count (i32.add (global.get $count) (i32.const 1)))
        (br_if 0 (i32.lt_u (global.get $count) (i32.const 16384))))))
    (call $say (i32.const 4))
    (call $finish (global.get $sent-body) (i32.const 0) (i32.const 0) (i32.const 16))))
(core instance $main-instance (instantiate $main (with "h" (instance
  (export "fields" (func $fields)) (export "path" (func $path)) (export "response" (func $response))
  (export "body" (func $body)) (export "write" (func $write)) (export "finish" (func $finish))
  (export "set" (func $set)) (export "put" (func $put)) (export "drop" (func $drop-fields))
  (export "m" (memory $mem "m"))))))
(type $own-request (own $incoming-request))
(type $own-out (own $response-outparam))
(func $handle (param "request" $own-request) (param "response-out" $own-out)
  (canon lift (core func $main-instance "handle")))
(component $shim
  (import "ir" (type $ir (sub resource))) (import "ro" (type $ro (sub resource)))
  (import "handle" (func $f (param "request" (own $ir)) (param "response-out" (own $ro))))
  (export $ir2 "incoming-request" (type $ir)) (export $ro2 "response-outparam" (type $ro))
  (export "handle" (func $f) (func (param "request" (own $ir2)) (param "response-out" (own $ro2)))))
(instance $exported (instantiate $shim (with "ir" (type $incoming-request)) (with "ro" (type $response-outparam)) (with "handle" (func $handle))))
(export "wasi:http/incoming-handler@0.2.0" (instance $exported)))`

func TestHandler_hostileComponents(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, hostile), Config{Valid: true, MemoryLimit: 16 << 20})
	serve := func(timeout time.Duration) *httptest.Server {
		h, err := c.Handler(HandlerOptions{
			Timeout: timeout, MaxBody: 1 << 20, Concurrency: 4, Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		t.Cleanup(func() { s.Close(); h.Close() })
		return s
	}
	// What is to take too long takes a second, and nothing else does however busy the machine is.
	short, long := serve(time.Second), serve(10*time.Minute)
	ask := func(path string) (status int, body string, err error) {
		s := long
		if path == "/l" {
			s = short
		}
		resp, err := http.Get(s.URL + path)
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b), err
	}
	cases := []struct {
		path, what string
		status     int
		broken     bool // the answer breaks off
	}{
		{"/l", "loops", http.StatusGatewayTimeout, false},
		{"/r", "recurses", http.StatusInternalServerError, false},
		{"/t", "traps", http.StatusInternalServerError, false},
		{"/g", "takes all memory", http.StatusInternalServerError, false},
		{"/h", "leaks handles", http.StatusInternalServerError, false},
		{"/b", "drops a handle that it does not have", http.StatusInternalServerError, false},
		{"/n", "does not answer", http.StatusInternalServerError, false},
		{"/s", "answers twice", 200, true},
		{"/d", "returns a discriminant that does not exist", 200, true},
		{"/p", "writes from outside its memory", 200, true},
		{"/q", "asks for a result outside its memory", 200, true},
		{"/m", "traps amid its answer", 200, true},
		{"/w", "writes more than it may", 200, true},
	}
	for _, k := range cases {
		t.Run(k.what, func(t *testing.T) {
			status, body, err := ask(k.path)
			if !k.broken && (err != nil || status != k.status) {
				t.Errorf("GET %s = %d %q %v, want %d", k.path, status, body, err, k.status)
			}
			if k.broken && err == nil {
				t.Errorf("GET %s = %d with %d bytes, want an answer that breaks off", k.path, status, len(body))
			}
			if len(body) > 1<<20 {
				t.Errorf("GET %s: %d bytes of answer, at most %d are allowed", k.path, len(body), 1<<20)
			}
			for range 3 {
				if status, body, err := ask("/o"); status != 200 || body != "hell" || err != nil {
					t.Fatalf("then GET /o = %d %q %v, want 200 \"hell\"", status, body, err)
				}
			}
		})
	}
}

// A component that cannot be instantiated is refused before anybody asks it.
func TestHandler_startFails(t *testing.T) {
	t.Parallel()
	for start, want := range map[string]string{
		"unreachable":   "unreachable: a panic or an abort",
		"(loop (br 0))": "the call took longer than 50ms",
	} {
		text := strings.Replace(hostile, `(func (export "handle")`, `(func $start `+start+`) (start $start) (func (export "handle")`, 1)
		c := compileFile(t, assemble(t, text), Config{Valid: true})
		_, err := c.Handler(HandlerOptions{Timeout: 50 * time.Millisecond})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("with the start function %s: %v, want %q", start, err, want)
		}
	}
}

func TestHandler_startsWithTooMuchMemory(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, hostile), Config{Valid: true, MemoryLimit: 65536})
	_, err := c.Handler(HandlerOptions{})
	if limit := (*MemoryError)(nil); !errors.As(err, &limit) || limit.Needed < 131072 || limit.Needed > 140000 {
		t.Errorf("error = %v, want that some more than 131072 bytes are needed", err)
	}
}

// interruptible is a connection on which being interrupted takes a while.
type interruptible struct {
	*httptest.ResponseRecorder
	deadlines chan time.Time // of writing
}

func (w *interruptible) SetReadDeadline(time.Time) error {
	time.Sleep(20 * time.Millisecond)
	return nil
}

func (w *interruptible) SetWriteDeadline(t time.Time) error {
	w.deadlines <- t
	return nil
}

// What interrupts a request that took too long does not interrupt the answer which says so.
func TestHandler_interruptsBeforeItAnswers(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, hostile), Config{Valid: true})
	h, err := c.Handler(HandlerOptions{Timeout: time.Minute, Concurrency: 1, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	h.tickets.work <- struct{}{} // somebody else is at work
	h.options.Timeout = time.Millisecond
	w := &interruptible{httptest.NewRecorder(), make(chan time.Time, 2)}
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	first, last := <-w.deadlines, <-w.deadlines
	if w.Code != http.StatusGatewayTimeout || !last.After(first) {
		t.Errorf("status %d, to be written until %s, interrupted at %s, want 504 and some time for it", w.Code, last, first)
	}
}

func TestCall_traps(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, `(component
(core module $m (memory (export "m") 1) (func (export "loop") (loop (br 0))) (func (export "trap") unreachable)
  (func (export "char") (result i32) (i32.const 0xd800)))
(core instance $i (instantiate $m))
(func (export "loop") (canon lift (core func $i "loop")))
(func (export "trap") (canon lift (core func $i "trap")))
(func (export "char") (result char) (canon lift (core func $i "char"))))`), Config{})
	for name, want := range map[string]string{
		"loop": "context deadline exceeded", "trap": "unreachable", "char": "0xd800 is no character",
	} {
		ctx := t.Context()
		if name == "loop" {
			short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
			defer cancel()
			ctx = short
		}
		_, err := c.Call(ctx, "", name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
		if _, ok := err.(*Trap); !ok {
			t.Errorf("%s: error of type %T, want *Trap", name, err)
		}
	}
}
