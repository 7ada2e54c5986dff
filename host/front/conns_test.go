package front

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// few serves with a handful of places for connections.
func few(t *testing.T, places int, h http.HandlerFunc) *httptest.Server {
	c := newConns(places)
	s := httptest.NewUnstartedServer(c.watch(h))
	s.Config.ConnContext, s.Config.ConnState = c.opened, c.changed
	s.Start()
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func connect(t *testing.T, s *httptest.Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// request asks on a connection, and returns what comes back of the answer's first line.
func request(t *testing.T, c net.Conn) string {
	t.Helper()
	fmt.Fprint(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	r := bufio.NewReader(c)
	line, err := r.ReadString('\n')
	if err != nil {
		return err.Error()
	}
	for { // the rest of the head; there is no body
		if rest, err := r.ReadString('\n'); err != nil || rest == "\r\n" {
			return line
		}
	}
}

const answered = "HTTP/1.1 204 No Content\r\n"

// However many connections only wait, or have said half of what they want, a new one is answered, and the
// one that was used last stays.
func TestConns_idle(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"say nothing": "", "say half of it": "GET / HTTP/1.1\r\nHo", "have been answered": "ask"} {
		s := few(t, 20, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
		var first net.Conn
		for i := range 100 {
			c := connect(t, s)
			if i == 0 {
				first = c
			}
			if text == "ask" {
				if got := request(t, c); got != answered {
					t.Fatalf("%s: %q", name, got)
				}
				continue
			}
			fmt.Fprint(c, text)
		}
		c := connect(t, s)
		for range 3 {
			if got := request(t, c); got != answered {
				t.Errorf("after a hundred that %s: %q, want %q", name, got, answered)
			}
		}
		if n, err := first.Read(make([]byte, 1)); err == nil {
			t.Errorf("of a hundred that %s the first got %d bytes, want it closed", name, n)
		}
	}
}

// Connections on which calls are made are not closed; where there are none but those, a new one is.
func TestConns_busy(t *testing.T) {
	t.Parallel()
	begun, release := make(chan bool), make(chan bool)
	s := few(t, 4, func(w http.ResponseWriter, _ *http.Request) {
		begun <- true
		<-release
		w.WriteHeader(http.StatusNoContent)
	})
	answers := make(chan string, 4)
	for range 4 {
		c := connect(t, s)
		go func() { answers <- request(t, c) }()
		<-begun
	}
	over := connect(t, s)
	if _, err := io.ReadAll(over); err != nil {
		t.Errorf("the fifth connection: %v, want it closed", err)
	}
	close(release)
	for range 4 {
		if got := <-answers; got != answered {
			t.Errorf("a call under way: %q, want %q", got, answered)
		}
	}
}
