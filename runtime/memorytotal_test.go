package runtime

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Where calls want more together than there is, some get 503, and those that want little are answered.
func TestHandler_memoryTotal(t *testing.T) {
	t.Parallel()
	const total = 96 << 20
	c := compileFile(t, assemble(t, hoarder), Config{Valid: true, MemoryLimit: 64 << 20, MemoryTotal: total})
	h, err := c.Handler(HandlerOptions{Timeout: 10 * time.Minute, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(func() { s.CloseClientConnections(); s.Close(); h.Close() })
	ask := func(path string) (*http.Response, string) {
		resp, err := http.Get(s.URL + path)
		if err != nil {
			return nil, err.Error()
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp, string(b)
	}
	// Four that take 40 MiB each and keep them for good: two at most can.
	short := make(chan *http.Response, 4)
	for range 4 {
		go func() {
			resp, _ := ask("/G")
			short <- resp
		}()
	}
	for range 2 {
		resp := <-short
		if resp == nil || resp.StatusCode != 503 || resp.Header.Get("Retry-After") != "1" {
			t.Fatalf("a call that there is no memory for: %v, want 503 and Retry-After: 1", resp)
		}
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if resp, body := ask("/o"); resp == nil || resp.StatusCode != 200 || body != "hell" {
					t.Errorf("GET /o = %v %q", resp, body)
				}
				if used := c.total.Used(); used > total {
					t.Errorf("%d bytes are used of %d", used, total)
				}
			}
		})
	}
	all.Wait()
}
