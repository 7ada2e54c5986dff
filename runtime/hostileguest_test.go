package runtime_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// failures counts what a handler logs.
type failures struct {
	slog.Handler
	n    atomic.Int32
	last atomic.Pointer[string]
}

func (f *failures) Handle(_ context.Context, r slog.Record) error {
	f.n.Add(1)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "error" {
			s := a.Value.String()
			f.last.Store(&s)
		}
		return true
	})
	return nil
}

func newFailures() *failures { return &failures{Handler: slog.DiscardHandler} }

func (f *failures) Enabled(context.Context, slog.Level) bool { return true }

// What a hostile guest's client gets, exactly, and that the next request is served.
func TestHandler_hostileGuest(t *testing.T) {
	t.Parallel()
	forbidden := httptest.NewServer(http.NotFoundHandler())
	defer forbidden.Close()
	redirecting := httptest.NewServer(http.RedirectHandler(forbidden.URL+"/", http.StatusFound))
	defer redirecting.Close()
	stuck := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer stuck.Close()
	host := func(s *httptest.Server) string { return strings.TrimPrefix(s.URL, "http://") }

	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	c := load(t, dist("hostile"), runtime.Config{
		MemoryLimit: 64 << 20,
		Grants: runtime.Grants{
			Hosts: []string{host(redirecting), host(stuck)},
			Dirs:  []runtime.Dir{{Root: root, Guest: "data", ReadOnly: true}},
		},
	})
	logged := newFailures()
	serveFor := func(timeout time.Duration) *httptest.Server {
		return serve(t, c, runtime.HandlerOptions{
			Timeout: timeout, MaxBody: 1 << 20, Concurrency: 4, Logger: slog.New(logged),
		})
	}
	// What is to take too long takes a second, and nothing else does however busy the machine is.
	short, long := serveFor(time.Second), serveFor(10*time.Minute)
	const late = "the call took longer than 1s"
	const failed = "the component failed\n"
	for _, k := range []struct {
		path   string
		status int
		body   string
		// err is what the log says of it. Without a status the answer breaks off.
		err string
	}{
		{"environment", 200, `[] []`, ""},
		{"file?/etc/passwd", 200, "denied: Capabilities insufficient (os error 76)", ""},
		{"file?data/../../etc/passwd", 200, "denied: Operation not permitted (os error 63)", ""},
		{"file?data/link", 200, "denied: Operation not permitted (os error 63)", ""},
		{"file?data/file", 200, "granted", ""},
		{"write-file?data/file", 200, "denied: Operation not permitted (os error 63)", ""},
		{"directory?/", 200, "denied: Capabilities insufficient (os error 76)", ""},
		{"tcp", 200, "denied: access-denied (error 1)", ""},
		{"udp", 200, "denied: access-denied (error 1)", ""},
		{"lookup?example.com", 200, "denied: access-denied (error 1)", ""},
		{"fetch?" + redirecting.URL + "/", 200, "302", ""},
		{"fetch?" + forbidden.URL + "/", 200, "denied: ErrorCode::HttpRequestDenied", ""},
		{"fetch?http://localhost.example:1/", 200, "denied: ErrorCode::HttpRequestDenied", ""},
		{"fetch?http://user@" + host(redirecting) + "/", 200, "authority", ""},
		{"follow?" + redirecting.URL + "/", 200, "302 then denied: ErrorCode::HttpRequestDenied", ""},
		{"requests?" + stuck.URL + "/", 200, "denied: ErrorCode::ConnectionLimitReached", ""},
		{"loop", 504, late + "\n", late},
		{"sleep", 504, late + "\n", late},
		{"allocate", 500, failed, "unreachable: a panic or an abort"},
		{"random", 500, failed, "unreachable: a panic or an abort"},
		{"recurse", 500, failed, "out of bounds memory access"},
		{"trap", 500, failed, "unreachable: a panic or an abort"},
		{"exit", 500, failed, "the component ended itself"},
		{"silence", 500, failed, "the component did not answer the request"},
		{"handles", 500, failed, "more than 100000 handles"},
		{"headers", 500, failed, "headers of more than 1048576 bytes"},
		{"break-off", 0, "half of it", "unreachable: a panic or an abort"},
		{"unfinished", 0, "half of it", "the component did not finish its answer"},
		{"gigabyte", 0, "xxxx", "the response's body is longer than 1048576 bytes"},
		{"begin-and-loop", 0, "begun\n", late},
		{"begin-and-sleep", 0, "begun\n", late},
	} {
		logged.n.Store(0)
		s := long
		if k.err == late {
			s = short
		}
		resp, err := http.Get(s.URL + "/" + k.path)
		if err != nil {
			t.Errorf("%s: %v", k.path, err)
			continue
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		last := ""
		if logged.n.Load() > 0 {
			last = *logged.last.Load()
		}
		body, broken := string(b), err != nil
		if k.path == "gigabyte" && len(b) <= 1<<20 {
			body = body[:4]
		}
		if want := max(k.status, 200); resp.StatusCode != want || body != k.body || broken != (k.status == 0) || last != k.err {
			t.Errorf("%s: %d %q, broken off %v, logged %q; want %d %q, %v, %q",
				k.path, resp.StatusCode, body, broken, last, want, k.body, k.status == 0, k.err)
		}
		for range 3 {
			status, body := get(t, s.URL+"/answer")
			for again := 0; status == 504 && again < 20; again++ {
				status, body = get(t, s.URL+"/answer")
			}
			if status != 200 || body != "fine" {
				t.Fatalf("after %s: GET /answer = %d %q", k.path, status, body)
			}
		}
	}
}

// A server that shuts down finishes the calls that it has begun.
func TestHandler_shutdownFinishesCalls(t *testing.T) {
	t.Parallel()
	c := load(t, dist("hostile"), runtime.Config{})
	h, err := c.Handler(runtime.HandlerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	begun := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		h.ServeHTTP(w, r)
	}))
	body, sent := io.Pipe()
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Post(s.URL+"/read-on", "text/plain", body)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answer <- string(b)
	}()
	fmt.Fprint(sent, "half of it, ")
	<-begun
	over := make(chan error, 1)
	go func() { over <- s.Config.Shutdown(context.Background()) }()
	for {
		if conn, err := net.Dial("tcp", s.Listener.Addr().String()); err != nil {
			break // it takes no more calls
		} else {
			conn.Close()
		}
	}
	fmt.Fprint(sent, "and the other half")
	sent.Close()
	if got := <-answer; got != "30" {
		t.Errorf("the call under way was answered %q, want the 30 bytes that were sent", got)
	}
	if err := <-over; err != nil {
		t.Error(err)
	}
}

// A guest that waits is in nobody's way, even of what it waits for.
func TestHandler_othersWorkWhileOneWaits(t *testing.T) {
	t.Parallel()
	var s *httptest.Server
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		resp, err := http.Get(s.URL + "/answer")
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		resp.Body.Close()
		w.WriteHeader(resp.StatusCode)
	}))
	defer other.Close()
	c := load(t, dist("hostile"), runtime.Config{
		Grants: runtime.Grants{Hosts: []string{strings.TrimPrefix(other.URL, "http://")}},
	})
	s = serve(t, c, runtime.HandlerOptions{Timeout: time.Minute, Concurrency: 1, Logger: slog.New(slog.DiscardHandler)})
	for range 3 {
		if status, body := get(t, s.URL+"/fetch?"+other.URL+"/"); status != 200 || body != "200" {
			t.Fatalf("GET /fetch = %d %q, want 200 \"200\"", status, body)
		}
	}
	resp, err := http.Get(s.URL + "/begin-and-sleep")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if status, body := get(t, s.URL+"/answer"); status != 200 || body != "fine" {
		t.Errorf("while one sleeps: GET /answer = %d %q, want 200 \"fine\"", status, body)
	}
}

// A guest whose client has gone away sees it, and does not go on for long.
func TestHandler_clientGoesAwayAmid(t *testing.T) {
	t.Parallel()
	c := load(t, dist("hostile"), runtime.Config{})
	for _, path := range []string{"begin-and-loop", "begin-and-sleep"} {
		h, err := c.Handler(runtime.HandlerOptions{Concurrency: 1, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewServer(h)
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n", path)
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatalf("%q %v", line, err)
		}
		conn.Close()
		// There is one place, which is free once the guest waits or is stopped. Closing the server
		// then waits until it is stopped.
		if status, body := get(t, s.URL+"/answer"); status != 200 || body != "fine" {
			t.Errorf("after %s: GET /answer = %d %q", path, status, body)
		}
		s.Close()
		h.Close()
	}
}
