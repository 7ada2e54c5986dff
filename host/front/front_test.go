package front_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// served is a front that runs.
type served struct {
	url  string
	log  *record
	stop context.CancelFunc
	// end returns what Serve returned.
	end func() error
}

// record is a log that can be read while it is written.
type record struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.buf.String()
}

func serve(t *testing.T, o front.Options) *served {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &served{url: "http://" + l.Addr().String(), log: &record{}}
	o.Log = slog.New(slog.NewTextHandler(s.log, nil))
	ctx, stop := context.WithCancel(t.Context())
	s.stop = stop
	ended := make(chan error, 1)
	go func() { ended <- front.Serve(ctx, l, o) }()
	s.end = sync.OnceValue(func() error { return <-ended })
	t.Cleanup(func() { stop(); _ = s.end() })
	return s
}

// component makes a handler of one of the components that know nothing of this project.
func component(t *testing.T, name string, o runtime.HandlerOptions) *runtime.Handler {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "foreign", "dist", name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	cache, err := runtime.OpenCache(filepath.Join(tools.Dir(), "front", "compiled"), make([]byte, runtime.CacheKeySize))
	if err != nil {
		t.Fatal(err)
	}
	c, err := runtime.Compile(t.Context(), b, runtime.Config{Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	o.Failed, o.Logger = front.Failed, slog.New(slog.DiscardHandler)
	h, err := c.Handler(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close(); _ = c.Close(context.Background()) })
	return h
}

// until waits for something to be so.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 10_000 {
		if is() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("not so: %s", what)
}

// What a client sends reaches the component before the rest is there, and what the component writes
// reaches the client before it is done.
func TestServe_streamsBothWays(t *testing.T) {
	t.Parallel()
	s := serve(t, front.Options{Handler: component(t, "hello", runtime.HandlerOptions{})})
	body, say := io.Pipe()
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/echo", body)
	if err != nil {
		t.Fatal(err)
	}
	go fmt.Fprintln(say, "first")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	heard := bufio.NewReader(resp.Body)
	for _, line := range []string{"first\n", "second\n", "third\n"} {
		if line != "first\n" {
			if _, err := io.WriteString(say, line); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := heard.ReadString('\n'); got != line {
			t.Fatalf("the answer goes on with %q (%v), want %q", got, err, line)
		}
	}
	say.Close()
	if rest, err := io.ReadAll(heard); len(rest) != 0 || err != nil {
		t.Errorf("the answer ends with %q (%v), want nothing", rest, err)
	}
}

// A component whose client has gone is told, and ends.
func TestServe_clientGone(t *testing.T) {
	t.Parallel()
	h := component(t, "hello", runtime.HandlerOptions{})
	s := serve(t, front.Options{Handler: h})
	body, say := io.Pipe()
	defer say.Close()
	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "POST", s.url+"/echo", body)
	if err != nil {
		t.Fatal(err)
	}
	go fmt.Fprintln(say, "first")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := bufio.NewReader(resp.Body).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	leave()
	until(t, "the call has ended", func() bool { return strings.Contains(s.log.String(), "path=/echo") })
	if !strings.Contains(s.log.String(), "client_gone=true") {
		t.Errorf("the log does not say that the client has gone:\n%s", s.log)
	}
}

func TestServe_trailers(t *testing.T) {
	t.Parallel()
	s := serve(t, front.Options{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "body")
		_ = http.NewResponseController(w).Flush()
		w.Header().Set(http.TrailerPrefix+"Digest", "x")
	})})
	resp, err := http.Get(s.url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.Trailer.Get("Digest") != "x" {
		t.Errorf("trailers are %v (%v), want a Digest", resp.Trailer, err)
	}
}

// slow is a handler that answers when it is let.
type slow struct{ in, out chan struct{} }

// ServeHTTP implements http.Handler.
func (h slow) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h.in <- struct{}{}
	<-h.out
	_, _ = io.WriteString(w, "finished")
}

// ask sends a request of which the answer is awaited later.
func ask(url string) (answer func() (string, error)) {
	type result struct {
		body string
		err  error
	}
	c := make(chan result, 1)
	go func() {
		resp, err := http.Get(url)
		if err != nil {
			c <- result{"", err}
			return
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		c <- result{string(b), err}
	}()
	return func() (string, error) { r := <-c; return r.body, r.err }
}

// The end waits for calls, and takes no more.
func TestServe_callsFinish(t *testing.T) {
	t.Parallel()
	h := slow{make(chan struct{}), make(chan struct{})}
	s := serve(t, front.Options{Handler: h, Grace: time.Hour})
	answer := ask(s.url)
	<-h.in
	s.stop()
	until(t, "no more calls are taken", func() bool {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	close(h.out)
	if body, err := answer(); body != "finished" || err != nil {
		t.Errorf("the call under way is answered %q (%v), want \"finished\"", body, err)
	}
	if err := s.end(); err != nil {
		t.Errorf("Serve = %v", err)
	}
}

// Calls that do not finish are cut off.
func TestServe_callsAreCut(t *testing.T) {
	t.Parallel()
	h := slow{make(chan struct{}), make(chan struct{})}
	s := serve(t, front.Options{Handler: h, Grace: time.Millisecond})
	answer := ask(s.url)
	<-h.in
	s.stop()
	var cut *front.CutError
	if err := s.end(); !errors.As(err, &cut) {
		t.Errorf("Serve = %v, want a CutError", err)
	}
	if body, err := answer(); err == nil {
		t.Errorf("the call is answered %q, want an error", body)
	}
	close(h.out)
}

// What a client says in a path is not all in the log.
func TestServe_longPath(t *testing.T) {
	t.Parallel()
	s := serve(t, front.Options{Handler: http.NotFoundHandler()})
	if _, err := ask(s.url + "/begin/" + strings.Repeat("x", 10_000))(); err != nil {
		t.Fatal(err)
	}
	until(t, "the request is in the log", func() bool { return strings.Contains(s.log.String(), "path=/begin/x") })
	if line := s.log.String(); len(line) > 500 {
		t.Errorf("the log has %d bytes for a request with a long path", len(line))
	}
}

func TestServe_health(t *testing.T) {
	t.Parallel()
	s := serve(t, front.Options{Handler: http.NotFoundHandler(), Health: "/up"})
	if body, err := ask(s.url + "/up")(); body != "ok\n" || err != nil {
		t.Errorf("GET /up = %q (%v), want \"ok\"", body, err)
	}
	resp, err := http.Post(s.url+"/up", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /up = %d, Allow %q, want 405 and GET, HEAD", resp.StatusCode, resp.Header.Get("Allow"))
	}
	if s.log.String() != "" {
		t.Errorf("health checks are in the log:\n%s", s.log)
	}
}
