package runtime

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// hoarder is [hostile] with more to be had from the host: for each path a loop that has the host keep
// things until it is refused. Where it is told so by an error it answers; where it gets to the end of
// the loop, at which the host would keep a gigabyte at most, it traps.
var hoarder = strings.NewReplacer(
	`(import "wasi:http/types@0.2.0" (instance $http`, `
(import "wasi:io/poll@0.2.0" (instance $poll (export "pollable" (type (sub resource)))))
(alias export $poll "pollable" (type $pollable))
(import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
  (alias outer 1 $pollable (type $p0)) (export "pollable" (type $p (eq $p0)))
  (export "subscribe-duration" (func (param "when" u64) (result (own $p))))))
(import "wasi:random/random@0.2.0" (instance $random
  (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
(import "wasi:keyvalue/store@0.2.0-draft" (instance $kv
  (export "bucket" (type $bucket (sub resource)))
  (type $err0 (variant (case "no-such-store") (case "access-denied") (case "other" string))) (export "error" (type $err (eq $err0)))
  (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $err)))))
  (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string) (param "value" (list u8)) (result (result (error $err)))))))
(import "wasi:http/types@0.2.0" (instance $http
  (type $he0 (variant (case "invalid-syntax") (case "forbidden") (case "immutable"))) (export "header-error" (type $he (eq $he0)))
  (export "outgoing-request" (type $oreq (sub resource)))`,
	`  (export "[constructor]fields" (func (result (own $fields))))`, `  (export "[constructor]fields" (func (result (own $fields))))
  (export "[method]fields.append" (func (param "self" (borrow $fields)) (param "name" string) (param "value" (list u8)) (result (result (error $he)))))
  (export "[method]fields.clone" (func (param "self" (borrow $fields)) (result (own $fields))))
  (export "[static]fields.from-list" (func (param "entries" (list (tuple string (list u8)))) (result (result (own $fields) (error $he)))))
  (export "[constructor]outgoing-request" (func (param "headers" (own $fields)) (result (own $oreq))))
  (export "[method]outgoing-request.set-path-with-query" (func (param "self" (borrow $oreq)) (param "path-with-query" (option string)) (result (result))))
  (export "[method]outgoing-request.body" (func (param "self" (borrow $oreq)) (result (result (own $ob)))))`,
	`(core func $set (canon`, `
(core func $append (canon lower (func $http "[method]fields.append") (memory (core memory $mem "m"))))
(core func $clone (canon lower (func $http "[method]fields.clone")))
(core func $from-list (canon lower (func $http "[static]fields.from-list") (memory (core memory $mem "m"))))
(core func $request (canon lower (func $http "[constructor]outgoing-request")))
(core func $set-path (canon lower (func $http "[method]outgoing-request.set-path-with-query") (memory (core memory $mem "m"))))
(core func $request-body (canon lower (func $http "[method]outgoing-request.body") (memory (core memory $mem "m"))))
(core func $timer (canon lower (func $clock "subscribe-duration")))
(core func $random-bytes (canon lower (func $random "get-random-bytes") (memory (core memory $mem "m")) (realloc (core func $mem "realloc"))))
(core func $open (canon lower (func $kv "open") (memory (core memory $mem "m")) (realloc (core func $mem "realloc"))))
(core func $keep (canon lower (func $kv "[method]bucket.set") (memory (core memory $mem "m")) (realloc (core func $mem "realloc"))))
(core func $set (canon`,
	`  (import "h" "m" (memory 2))`, `
  (import "h" "append" (func $append (param i32 i32 i32 i32 i32 i32)))
  (import "h" "clone" (func $clone (param i32) (result i32)))
  (import "h" "from-list" (func $from-list (param i32 i32 i32)))
  (import "h" "request" (func $request (param i32) (result i32)))
  (import "h" "set-path" (func $set-path (param i32 i32 i32 i32) (result i32)))
  (import "h" "request-body" (func $request-body (param i32 i32)))
  (import "h" "timer" (func $timer (param i64) (result i32)))
  (import "h" "random" (func $random-bytes (param i64 i32)))
  (import "h" "open" (func $open (param i32 i32 i32)))
  (import "h" "keep" (func $keep (param i32 i32 i32 i32 i32 i32)))
  (import "h" "m" (memory 2))
  (global $i (mut i32) (i32.const 0))
  (func $more (param $n i32) (result i32)
    (global.set $i (i32.add (global.get $i) (i32.const 1)))
    (i32.lt_u (global.get $i) (local.get $n)))
  ;; fill writes 16 MiB to a body whose handle is at 20, and reports whether it was refused.
  (func $fill (result i32) (local $s i32) (local $j i32)
    (call $write (i32.load (i32.const 20)) (i32.const 16))
    (local.set $s (i32.load (i32.const 20)))
    (loop $on
      (call $put (local.get $s) (i32.const 16384) (i32.const 65536) (i32.const 16))
      (if (i32.load8_u (i32.const 16)) (then (return (i32.const 1))))
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br_if $on (i32.lt_u (local.get $j) (i32.const 256))))
    (i32.const 0))
  (func $appended (result i32) (local $f i32)
    (local.set $f (call $fields))
    (call $append (local.get $f) (i32.const 16385) (i32.const 1) (i32.const 16384) (i32.const 60000) (i32.const 16))
    (local.get $f))
  (func $hoard (local $h i32)
    (memory.fill (i32.const 16384) (i32.const 0x78) (i32.const 65536))
    (i32.store8 (i32.const 16384) (i32.const 0x2f))
    (if (call $is (i32.const 71)) (then                                              ;; G: 40 MiB of its own, for good
      (loop $on (drop (memory.grow (i32.const 16))) (br_if $on (call $more (i32.const 40)))) (loop $on (br $on))))
    (block $told
      (if (call $is (i32.const 66)) (then (loop $on                                  ;; B: bodies of responses
        (call $body (call $response (call $fields)) (i32.const 16))
        (br_if $told (call $fill)) (br_if $on (call $more (i32.const 64)))) unreachable))
      (if (call $is (i32.const 81)) (then (loop $on                                  ;; Q: bodies of requests
        (call $request-body (call $request (call $fields)) (i32.const 16))
        (br_if $told (call $fill)) (br_if $on (call $more (i32.const 64)))) unreachable))
      (if (call $is (i32.const 70)) (then (loop $on                                  ;; F: fields
        (drop (call $appended)) (br_if $on (call $more (i32.const 16000)))) unreachable))
      (if (call $is (i32.const 67)) (then (local.set $h (call $appended)) (loop $on  ;; C: clones
        (drop (call $clone (local.get $h))) (br_if $on (call $more (i32.const 16000)))) unreachable))
      (if (call $is (i32.const 79)) (then (loop $on                                  ;; O: requests
        (drop (call $set-path (call $request (call $fields)) (i32.const 1) (i32.const 16384) (i32.const 60000)))
        (br_if $on (call $more (i32.const 16000)))) unreachable))
      (if (call $is (i32.const 80)) (then (loop $on                                  ;; P: pollables
        (drop (call $timer (i64.const 1000000000))) (br_if $on (call $more (i32.const 90000)))) unreachable))
      (if (call $is (i32.const 82)) (then                                            ;; R: random bytes
        (call $random-bytes (i64.const 16777216) (i32.const 16)) unreachable))
      (if (call $is (i32.const 76)) (then (loop $on                                  ;; L: a list whose strings are all one
        (local.set $h (i32.add (i32.const 81920) (i32.mul (global.get $i) (i32.const 16))))
        (i32.store (local.get $h) (i32.const 16384))
        (i32.store offset=4 (local.get $h) (i32.const 65536))
        (br_if $on (call $more (i32.const 3000))))
        (call $from-list (i32.const 81920) (i32.const 3000) (i32.const 16)) unreachable))
      (if (call $is (i32.const 75)) (then                                            ;; K: key-value pairs
        (call $open (i32.const 16385) (i32.const 1) (i32.const 16))
        (local.set $h (i32.load (i32.const 20)))
        (loop $on
          (i32.store8 (i32.const 81920) (i32.and (global.get $i) (i32.const 127)))
          (i32.store8 (i32.const 81921) (i32.shr_u (global.get $i) (i32.const 7)))
          (call $keep (local.get $h) (i32.const 81920) (i32.const 2) (i32.const 16384) (i32.const 60000) (i32.const 16))
          (br_if $told (i32.load8_u (i32.const 16)))
          (br_if $on (call $more (i32.const 16000)))) unreachable))))`,
	`    (if (call $is (i32.const 108)) (then (loop (br 0))))  `, `    (call $hoard)
    (if (call $is (i32.const 108)) (then (loop (br 0))))  `,
	`  (export "m" (memory $mem "m"))))))`, `
  (export "append" (func $append)) (export "clone" (func $clone)) (export "from-list" (func $from-list))
  (export "request" (func $request)) (export "set-path" (func $set-path)) (export "request-body" (func $request-body))
  (export "timer" (func $timer)) (export "random" (func $random-bytes)) (export "open" (func $open)) (export "keep" (func $keep))
  (export "m" (memory $mem "m"))))))`,
).Replace(hostile)

// highest watches the heap until it is told to stop, and returns the most that it had.
func highest() (stop func() uint64) {
	var most atomic.Uint64
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapAlloc))
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-over
		return most.Load()
	}
}

// What a guest has the host keep is refused in time, its caller is told, and the next one is served.
// It runs alone, for the heap is the whole process's.
func TestHandler_hoarders(t *testing.T) {
	const limit = 16 << 20
	store := &MemoryStore{Limit: limit}
	c := compileFile(t, assemble(t, hoarder), Config{Valid: true, MemoryLimit: limit, Grants: Grants{KeyValue: store}})
	var failed error
	h, err := c.Handler(HandlerOptions{
		Timeout: 10 * time.Minute, Concurrency: 1, Logger: slog.New(slog.DiscardHandler),
		Failed: func(_ *http.Request, err error) { failed = err },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	s := httptest.NewServer(h)
	defer s.Close()
	ask := func(path string) (int, string) {
		resp, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	for _, k := range []struct {
		path, what string
		// trap is what the failure begins with; where it is empty the guest is told by an error.
		trap string
	}{
		{"/B", "bodies of answers", ""},
		{"/Q", "bodies of requests", ""},
		{"/F", "header fields", "out of memory: a header"},
		{"/C", "clones of header fields", "out of memory: a list of headers"},
		{"/O", "requests", "out of memory: a request"},
		{"/P", "pollables", "out of memory: a"},
		{"/R", "random bytes", "out of memory: random bytes"},
		{"/L", "arguments", "out of memory: an argument"},
		{"/K", "key-value pairs", ""},
	} {
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		stop := highest()
		failed = nil
		status, body := ask(k.path)
		if most := stop(); most > before.HeapAlloc+4*limit {
			t.Errorf("%s: the heap has grown by %d MiB, the limit is %d", k.what, (most-before.HeapAlloc)>>20, limit>>20)
		}
		if want := map[bool]int{true: 500, false: 200}[k.trap != ""]; status != want {
			t.Errorf("%s: GET %s = %d %q (%v), want %d", k.what, k.path, status, body, failed, want)
		}
		if k.trap != "" && (failed == nil || !strings.HasPrefix(failed.Error(), k.trap)) {
			t.Errorf("%s: failed with %v, want %s", k.what, failed, k.trap)
		}
		if status, body := ask("/o"); status != 200 || body != "hell" {
			t.Fatalf("after %s: GET /o = %d %q, want 200 \"hell\"", k.what, status, body)
		}
	}
	h.pool.workers.Wait()
	http.DefaultClient.CloseIdleConnections()
	free, all, _ := h.pool.count()
	if used := c.total.Used(); free != all || used > limit+uint64(all+1)<<20 {
		t.Errorf("%d bytes are counted for %d instances, %d of them free, and a full store", used, all, free)
	}
}
