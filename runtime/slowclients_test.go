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
	"strings"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// dial opens a connection that is closed with the test.
func dial(t *testing.T, s *httptest.Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// chunked is the head of a request whose body comes in chunks.
func chunked(path string) string {
	return "POST /" + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
}

// block is a chunk that is more than what is read before the component is asked.
var block = fmt.Sprintf("%x\r\n%s\r\n", 100_000, strings.Repeat("x", 100_000))

// trickle sends a byte now and then until the connection or the test ends.
func trickle(t *testing.T, c net.Conn, piece string) {
	go func() {
		for t.Context().Err() == nil {
			if _, err := io.WriteString(c, piece); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
}

// However many clients are slow, the next one that is not is served at once: there is one place, and
// what is slow has until long after the test.
func TestHandler_slowClients(t *testing.T) {
	t.Parallel()
	const many = 40 // more than may wait beside the one place
	for name, begin := range map[string]func(t *testing.T, c net.Conn){
		"a byte of a chunked body at a time": func(t *testing.T, c net.Conn) {
			fmt.Fprint(c, chunked("read-on"))
			trickle(t, c, "1\r\nx\r\n")
		},
		"a long beginning, and then a byte at a time": func(t *testing.T, c net.Conn) {
			fmt.Fprint(c, chunked("read-on")+block)
			trickle(t, c, "1\r\nx\r\n")
		},
		"a long body that does not come": func(_ *testing.T, c net.Conn) {
			fmt.Fprint(c, "POST /read-on HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"+strings.Repeat("x", 70_000))
		},
		"a short body that does not come": func(_ *testing.T, c net.Conn) {
			fmt.Fprint(c, "POST /read-on HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx")
		},
		"a body that is to be asked for": func(_ *testing.T, c net.Conn) {
			fmt.Fprint(c, "POST /read-on HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
		},
		"an answer that is not read": func(_ *testing.T, c net.Conn) {
			_ = c.(*net.TCPConn).SetReadBuffer(1)
			fmt.Fprint(c, "GET /gigabyte HTTP/1.1\r\nHost: x\r\n\r\n")
		},
		"many requests in a row, and no answer read": func(_ *testing.T, c net.Conn) {
			_ = c.(*net.TCPConn).SetReadBuffer(1)
			go func() { _, _ = io.WriteString(c, strings.Repeat("GET /answer HTTP/1.1\r\nHost: x\r\n\r\n", 10_000)) }()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, err := load(t, dist("hostile"), runtime.Config{MemoryLimit: 64 << 20}).Handler(runtime.HandlerOptions{
				Concurrency: 1, ClientTime: time.Hour, Logger: slog.New(slog.DiscardHandler),
			})
			if err != nil {
				t.Fatal(err)
			}
			s := httptest.NewServer(h)
			t.Cleanup(func() { s.CloseClientConnections(); s.Close(); h.Close() })
			for range many {
				begin(t, dial(t, s))
			}
			for range 20 {
				if status, body := get(t, s.URL+"/answer"); status != 200 || body != "fine" {
					t.Fatalf("then GET /answer = %d %q", status, body)
				}
			}
		})
	}
}

// A client that is too slow is told so, and one that only takes long is not.
func TestHandler_slowClientIsTold(t *testing.T) {
	t.Parallel()
	logged := newFailures()
	s := serve(t, load(t, dist("hostile"), runtime.Config{}), runtime.HandlerOptions{
		ClientTime: 2 * time.Second, Logger: slog.New(logged),
	})
	for name, request := range map[string]string{
		"a body":                  "POST /read-on HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx",
		"a chunked body":          chunked("read-on") + "1\r\nx\r\n",
		"the rest of a long body": chunked("read-on") + block,
	} {
		c := dial(t, s)
		fmt.Fprint(c, request)
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != 408 || !strings.Contains(string(b), "the client is too slow: it kept the call waiting for 2s") || !resp.Close {
			t.Errorf("%s that does not come: %d %q, want 408 and the connection closed", name, resp.StatusCode, b)
		}
	}
	if n := logged.n.Load(); n != 3 {
		t.Errorf("%d failures are logged, want 3", n)
	}
	c := dial(t, s)
	fmt.Fprint(c, "GET /gigabyte HTTP/1.1\r\nHost: x\r\n\r\n")
	for logged.n.Load() < 4 { // until it is given up: nothing is read here
		time.Sleep(10 * time.Millisecond)
	}
	if n, err := io.Copy(io.Discard, c); n >= 1<<30 {
		t.Errorf("the answer that nobody read came to its end of %d bytes, %v", n, err)
	}
	// A thousand bytes are worth two seconds.
	fmt.Fprint(dial(t, s), "") // and one that never says anything is in nobody's way
	in, out := io.Pipe()
	go func() {
		for range 30 {
			fmt.Fprint(out, strings.Repeat("x", 4000))
			time.Sleep(100 * time.Millisecond)
		}
		out.Close()
	}()
	resp, err := http.Post(s.URL+"/read-on", "text/plain", in)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, _ := io.ReadAll(resp.Body); resp.StatusCode != 200 || string(b) != "120000" {
		t.Errorf("a body that comes by and by: %d %q", resp.StatusCode, b)
	}
}

// A client that waits to be asked for its body is asked.
func TestHandler_expectContinue(t *testing.T) {
	t.Parallel()
	s := serve(t, load(t, dist("hostile"), runtime.Config{}), runtime.HandlerOptions{Concurrency: 1})
	for _, n := range []int{10, 100_000} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "POST", s.URL+"/read-on", strings.NewReader(strings.Repeat("x", n)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Expect", "100-continue")
		client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Hour}}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(b) != fmt.Sprint(n) {
			t.Errorf("of %d bytes the component read %q", n, b)
		}
	}
}

// Requests that are sent without waiting are answered one after the other.
func TestHandler_pipelining(t *testing.T) {
	t.Parallel()
	s := serve(t, load(t, dist("hostile"), runtime.Config{}), runtime.HandlerOptions{Concurrency: 1})
	c := dial(t, s)
	const many = 100
	go func() {
		_, _ = io.WriteString(c, strings.Repeat("POST /read-on HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", many))
	}()
	r := bufio.NewReader(c)
	for i := range many {
		resp, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatalf("answer %d: %v", i, err)
		}
		if b, _ := io.ReadAll(resp.Body); string(b) != "3" {
			t.Fatalf("answer %d is %q, want 3", i, b)
		}
	}
}
