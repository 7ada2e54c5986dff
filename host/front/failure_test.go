package front_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// What a client gets where a request failed: an error with its id in a form that its era reads, and the
// same in the last event of a stream.
func TestAnswer(t *testing.T) {
	t.Parallel()
	failing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := runtime.Failure{Status: http.StatusInternalServerError, Text: "it failed"}
		_, _ = io.ReadAll(r.Body)
		switch r.URL.Path {
		case "/busy":
			f.Status = http.StatusServiceUnavailable
			w.Header().Set("Retry-After", "1")
		case "/event", "/half":
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, "data: 1\n\n")
			if r.URL.Path == "/half" {
				_, _ = io.WriteString(w, "data: {")
			}
			f.Sent = true
		case "/text":
			_, _ = io.WriteString(w, "half of it")
			f.Sent = true
		}
		if !front.Answer(w, r, f) {
			panic(http.ErrAbortHandler)
		}
	})
	const withID = `{"jsonrpc":"2.0","id":"a","error":{"code":-32603,"message":"it failed"}}`
	const without = `{"jsonrpc":"2.0","error":{"code":-32603,"message":"it failed"}}`
	s := serve(t, front.Options{Handler: failing, MCP: true})
	for _, c := range []struct {
		name, method, path, version, message string
		status                               int
		body                                 string
	}{
		{"legacy", "POST", "/", "2025-06-18", `{"method":"tools/call","id":"a"}`, 200, withID},
		{"no header", "POST", "/", "", `{"method":"tools/call","id":"a"}`, 200, withID},
		{"modern", "POST", "/", "2026-07-28", `{"method":"tools/call","id":"a"}`, 200, withID},
		{"legacy, no memory", "POST", "/busy", "2025-06-18", `{"method":"tools/call","id":"a"}`, 200, withID},
		{"modern, no memory", "POST", "/busy", "2026-07-28", `{"method":"tools/call","id":"a"}`, 503, withID},
		{"a notification", "POST", "/", "2025-06-18", `{"method":"notifications/initialized"}`, 500, ""},
		{"an answer of the client's", "POST", "/", "2025-06-18", `{"id":1,"result":{"action":"accept"}}`, 500, without},
		{"an error of the client's", "POST", "/", "2026-07-28", `{"error":{"code":1,"message":""},"id":"a"}`, 500, without},
		{"an id of null", "POST", "/", "2025-06-18", `{"id":null}`, 500, without},
		{"an id that is an object", "POST", "/", "2025-06-18", `{"id":{"a":1},"params":{}}`, 500, without},
		{"a batch", "POST", "/", "2025-03-26", `[{"method":"ping","id":"a"}]`, 500, without},
		{"not JSON", "POST", "/", "2025-06-18", `{"id":"a`, 500, without},
		{"GET", "GET", "/", "2025-06-18", "", 500, without},
		{"HEAD", "HEAD", "/", "2025-06-18", "", 500, ""},
		{"DELETE", "DELETE", "/", "2025-06-18", "", 500, without},
		{"a stream", "POST", "/event", "2025-06-18", `{"method":"x","id":"a"}`, 200, "data: 1\n\ndata: " + withID + "\n\n"},
		{"a stream, in an event", "POST", "/half", "2026-07-28", `{"method":"x","id":"a"}`, 200, "data: 1\n\ndata: {\n\ndata: " + withID + "\n\n"},
		{"an answer that has begun", "POST", "/text", "2025-06-18", `{"method":"x","id":"a"}`, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequest(c.method, s.url+c.path, strings.NewReader(c.message))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Origin", "http://localhost:3000")
			if c.version != "" {
				r.Header.Set("MCP-Protocol-Version", c.version)
			}
			response, err := http.DefaultClient.Do(r)
			if c.status == 0 {
				if err == nil {
					_, err = io.ReadAll(response.Body)
					response.Body.Close()
				}
				if err == nil {
					t.Error("the answer is whole, want that it broke off")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if response.StatusCode != c.status || string(body) != c.body || err != nil {
				t.Errorf("%s %q (%v), want %d %q", response.Status, body, err, c.status, c.body)
			}
			if allowed := response.Header.Get("Access-Control-Allow-Origin"); allowed != "http://localhost:3000" && !strings.HasPrefix(c.body, "data:") {
				t.Errorf("Access-Control-Allow-Origin: %q", allowed)
			}
		})
	}
}

// HTTP/2 is spoken without TLS by who begins with it, and several requests of one connection count.
func TestServe_h2c(t *testing.T) {
	t.Parallel()
	s := serve(t, front.Options{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
	})})
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	for _, c := range []struct {
		client *http.Client
		want   string
	}{{&http.Client{Transport: transport}, "HTTP/2.0"}, {http.DefaultClient, "HTTP/1.1"}} {
		response, err := c.client.Get(s.url)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if string(body) != c.want || err != nil {
			t.Errorf("answered over %q (%v), want %s", body, err, c.want)
		}
	}
}

// A component that fails does so over HTTP/2 as over HTTP/1.
func TestServe_h2cFailing(t *testing.T) {
	t.Parallel()
	s := serve(t, front.Options{Handler: component(t, "hostile", runtime.HandlerOptions{Timeout: 200 * 1e6})})
	transport := &http.Transport{Protocols: new(http.Protocols)}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	for path, want := range map[string]int{"/trap": 500, "/loop": 504, "/sleep": 504} {
		response, err := (&http.Client{Transport: transport}).Get(s.url + path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, response.Status, want)
		}
	}
}
