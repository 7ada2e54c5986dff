package runtime_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	goruntime "runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// TestHandler_leaksNothing asks a composed server many times, 16 at a time: as often as WASMCP_SOAK
// says, which is 100 000 in a soak. What it takes is what it took after the first thousand.
func TestHandler_leaksNothing(t *testing.T) {
	n := 4000
	if s := os.Getenv("WASMCP_SOAK"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatalf("WASMCP_SOAK: %v", err)
		}
	}
	s := serve(t, server(t, runtime.Config{}), runtime.HandlerOptions{Timeout: time.Minute})
	client := s.Client()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = 16
	ask := func(n int) {
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				for range n / 16 {
					if status, body := call(t, client, s.URL); status != 200 || !strings.Contains(body, `"text":"42"`) {
						t.Errorf("tools/call = %d %s", status, body)
						return
					}
				}
			})
		}
		all.Wait()
	}
	measure := func() (heap, resident uint64, goroutines int) {
		client.CloseIdleConnections()
		for range 50 { // connections and instances on their way back take a moment
			if goroutines = goruntime.NumGoroutine(); goroutines < 16 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		debug.FreeOSMemory()
		var m goruntime.MemStats
		goruntime.ReadMemStats(&m)
		return m.HeapAlloc, residentMemory(), goroutines
	}
	ask(1008)
	heap, resident, goroutines := measure()
	ask(n)
	heapAfter, residentAfter, goroutinesAfter := measure()
	t.Logf("after 1008 calls %d kB of heap, %d kB resident, %d goroutines; after %d more %d kB, %d kB, %d",
		heap>>10, resident>>10, goroutines, n, heapAfter>>10, residentAfter>>10, goroutinesAfter)
	if heapAfter > heap+heap/10 {
		t.Errorf("the heap has grown from %d kB to %d kB", heap>>10, heapAfter>>10)
	}
	if residentAfter > resident+resident/10 {
		t.Errorf("resident memory has grown from %d kB to %d kB", resident>>10, residentAfter>>10)
	}
	if goroutinesAfter > goroutines {
		t.Errorf("there are %d goroutines, and were %d", goroutinesAfter, goroutines)
	}
}

// residentMemory is that of this process, 0 where the system does not tell.
func residentMemory() uint64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kB uint64
	_, _ = fmt.Sscanf(rest, "%d kB", &kB)
	return kB << 10
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
