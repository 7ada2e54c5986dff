package runtime_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"os"
	goruntime "runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// TestHandler_leaksNothing asks many times: as many as WASMCP_SOAK says, 100 000 in a soak.
func TestHandler_leaksNothing(t *testing.T) {
	n := 4000
	if s := os.Getenv("WASMCP_SOAK"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatalf("WASMCP_SOAK: %v", err)
		}
	}
	c := load(t, "../bench/guests/dist/hello.wasm", runtime.Config{})
	s := serve(t, c, runtime.HandlerOptions{Timeout: time.Minute})
	client := s.Client()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = 16
	ask := func(n int) {
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				for range n / 16 {
					resp, err := client.Get(s.URL)
					if err != nil {
						t.Error(err)
						return
					}
					_, _ = io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			})
		}
		all.Wait()
	}
	measure := func() (heap uint64, goroutines int) {
		client.CloseIdleConnections()
		for range 50 { // connections and instances on their way back take a moment
			if goroutines = goruntime.NumGoroutine(); goroutines < 16 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		goruntime.GC()
		goruntime.GC()
		var m goruntime.MemStats
		goruntime.ReadMemStats(&m)
		return m.HeapAlloc, goroutines
	}
	ask(1600)
	before, goroutinesBefore := measure()
	ask(n)
	after, goroutinesAfter := measure()
	t.Logf("after 1600 requests %d kB of heap and %d goroutines, after %d more %d kB and %d", before>>10, goroutinesBefore, n, after>>10, goroutinesAfter)
	if after > before+before/10+1<<20 {
		t.Errorf("the heap has grown from %d kB to %d kB", before>>10, after>>10)
	}
	if goroutinesAfter > goroutinesBefore+2 {
		t.Errorf("there are %d goroutines, and were %d", goroutinesAfter, goroutinesBefore)
	}
}

// A client that goes away ends neither the component's work nor anybody else's.
func TestHandler_clientGoesAway(t *testing.T) {
	t.Parallel()
	c := load(t, "../bench/guests/dist/hello.wasm", runtime.Config{})
	s := serve(t, c, runtime.HandlerOptions{Logger: slog.New(slog.DiscardHandler)})
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, "GET", s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		go cancel()
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
		}
	}
	if status, _ := get(t, s.URL); status != 200 {
		t.Errorf("status %d, want 200", status)
	}
}
