package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// soak is a component that is asked by the good and by the hostile at a time. Hostile requests go to one
// of two servers of it: on hasty a call may take a second, on patient as long as it likes. Good
// requests go to patient, so that a machine that is busy loses none.
type soak struct {
	hasty, patient *httptest.Server
}

const (
	soakInstance = 16 << 20
	soakTotal    = 64 << 20
	soakGuest    = 128 << 20 // for those that have components of their own, four at a time
	// soakPeak is what the heap may come to: all that, with garbage, and the test itself.
	soakPeak = 2*soakTotal + 4*soakGuest + 64<<20
)

// hostility is something hostile that is done again and again. It ends by itself.
type hostility struct {
	name string
	do   func(t *testing.T, s *soak)
}

// asks is a hostile request whose answer is read. Its status has to be one of some, 0 for an answer that
// breaks off.
func asks(path, what string, server func(s *soak) *httptest.Server, statuses ...int) hostility {
	return hostility{what, func(t *testing.T, s *soak) {
		status := 0
		resp, err := http.Get(server(s).URL + path)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if err == nil {
				status = resp.StatusCode
			}
		}
		for _, k := range statuses {
			if status == k {
				return
			}
		}
		t.Errorf("%s: GET %s = %d (%v), want one of %d", what, path, status, err, statuses)
	}}
}

// says is what a hostile client sends. Then it reads as much as it says, and goes.
func says(what, text string, piece string, pieces int, read int64) hostility {
	return hostility{what, func(_ *testing.T, s *soak) {
		c, err := net.Dial("tcp", s.patient.Listener.Addr().String())
		if err != nil {
			return
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(3 * time.Second))
		_, _ = io.WriteString(c, text)
		for range pieces {
			if _, err := io.WriteString(c, piece); err != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		_, _ = io.CopyN(io.Discard, c, read)
	}}
}

// hostilities are all that is known. Whatever else is found to do harm is one more of them.
func hostilities(t *testing.T) []hostility {
	patient, hasty := func(s *soak) *httptest.Server { return s.patient }, func(s *soak) *httptest.Server { return s.hasty }
	const failed, short, late, broken = 500, 503, 504, 0
	list := []hostility{
		asks("/l", "loops", hasty, late, short),
		asks("/G", "takes memory and loops", hasty, late, short, failed),
		asks("/r", "recurses", patient, failed),
		asks("/t", "traps", patient, failed),
		asks("/g", "takes all memory", patient, failed, short),
		asks("/h", "leaks handles", patient, failed, short),
		asks("/b", "drops a handle that it does not have", patient, failed),
		asks("/n", "does not answer", patient, failed),
		asks("/s", "answers twice", patient, broken),
		asks("/d", "returns a discriminant that does not exist", patient, broken),
		asks("/p", "writes from outside its memory", patient, broken),
		asks("/m", "traps amid its answer", patient, broken),
		asks("/w", "writes more than it may", patient, broken),
		asks("/B", "keeps bodies of answers", patient, 200, short),
		asks("/Q", "keeps bodies of requests", patient, 200, short),
		asks("/F", "keeps header fields", patient, failed, short),
		asks("/C", "clones header fields", patient, failed, short),
		asks("/O", "keeps requests", patient, failed, short),
		asks("/P", "keeps pollables", patient, failed, short),
		asks("/R", "draws random bytes", patient, failed, short),
		asks("/L", "passes a list of long texts", patient, failed, short),
		asks("/K", "fills the store", patient, 200, short),
		says("sends a chunked body by and by", "POST /o HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", 100, 100),
		says("sends a body by and by", "POST /o HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", "x", 100, 100),
		says("sends half a head", "POST /o HTTP/1.1\r\nHost: x\r\nX-", "x", 100, 0),
		says("sends no end of a head", "GET /o HTTP/1.1\r\n", "X-Y: "+strings.Repeat("z", 10_000)+"\r\n", 100, 100),
		says("sends a chunk that is none", "POST /o HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "", 0, 100),
		says("sends two lengths", "POST /o HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "", 0, 100),
		says("goes before the answer", "GET /o HTTP/1.1\r\nHost: x\r\n\r\n", "", 0, 0),
		says("asks to be asked and goes", "POST /o HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", "", 0, 5),
		says("asks often and reads nothing", strings.Repeat("GET /o HTTP/1.1\r\nHost: x\r\n\r\n", 200), "", 0, 0),
		says("reads a byte of a long answer", "GET /w HTTP/1.1\r\nHost: x\r\n\r\n", "", 0, 1),
	}
	for name, text := range endless() {
		// Each is compiled once, and has its own component.
		c := compileFile(t, assemble(t, text), Config{Valid: true, MemoryLimit: soakGuest})
		list = append(list, hostility{name, func(t *testing.T, _ *soak) {
			late := errors.New("late")
			ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, late)
			defer cancel()
			if _, err := c.Call(ctx, "", "f"); !errors.Is(err, late) {
				t.Errorf("%s: %v, want that it is ended", name, err)
			}
		}})
	}
	return list
}

// TestHandler_amongHostile asks a server 16 at a time, of which a quarter is hostile, for as long as
// WASMCP_SOAK_TIME says. No good call is lost, and memory is bounded.
func TestHandler_amongHostile(t *testing.T) {
	span := 5 * time.Second
	if text := os.Getenv("WASMCP_SOAK_TIME"); text != "" {
		var err error
		if span, err = time.ParseDuration(text); err != nil {
			t.Fatalf("WASMCP_SOAK_TIME: %v", err)
		}
	}
	all := hostilities(t)
	c := compileFile(t, assemble(t, hoarder), Config{Valid: true,
		MemoryLimit: soakInstance, MemoryTotal: soakTotal, Grants: Grants{KeyValue: &MemoryStore{Limit: soakInstance}},
	})
	serve := func(timeout time.Duration) *httptest.Server {
		h, err := c.Handler(HandlerOptions{
			Timeout: timeout, MaxBody: 1 << 20, Concurrency: 16, ClientTime: 2 * time.Second, Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		s := httptest.NewUnstartedServer(h)
		s.Config.ReadHeaderTimeout = 2 * time.Second
		s.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		s.Start()
		t.Cleanup(func() { s.Close(); h.Close() })
		return s
	}
	s := &soak{hasty: serve(time.Second), patient: serve(0)}
	transport := &http.Transport{MaxIdleConnsPerHost: 16}
	good := &http.Client{Transport: transport}
	ask := func() error {
		resp, err := good.Get(s.patient.URL + "/o")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if b, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != 200 || string(b) != "hell" {
			return fmt.Errorf("GET /o = %d %q, %v", resp.StatusCode, b, err)
		}
		return nil
	}
	measure := func() (heap uint64, goroutines int) {
		transport.CloseIdleConnections()
		http.DefaultClient.CloseIdleConnections()
		for range 500 { // what was begun comes to its end
			if goroutines = runtime.NumGoroutine(); goroutines < 24 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		debug.FreeOSMemory()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, goroutines
	}
	for range 100 {
		if err := ask(); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := measure()
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	ended, stop := context.WithTimeout(t.Context(), span)
	defer stop()
	highest := highest()
	var calls, hostile atomic.Int64
	var most atomic.Uint64
	var workers sync.WaitGroup
	for range 12 {
		workers.Go(func() {
			for ended.Err() == nil {
				if err := ask(); err != nil {
					t.Errorf("a good call is lost: %v", err)
					return
				}
				calls.Add(1)
				most.Store(max(most.Load(), c.total.Used()))
			}
		})
	}
	for i := range 4 {
		workers.Go(func() {
			for at := i; ended.Err() == nil || at < len(all)+i; at += 4 {
				k := all[at%len(all)]
				if at >= len(all) {
					k = all[rand.IntN(len(all))]
				}
				k.do(t, s)
				hostile.Add(1)
			}
		})
	}
	workers.Wait()
	peak := highest()
	after, goroutines := measure()
	t.Logf("%d good calls among %d hostile: at most %d MiB counted and %d MiB of heap; %d MiB before and %d MiB after, %d goroutines",
		calls.Load(), hostile.Load(), most.Load()>>20, peak>>20, before>>20, after>>20, goroutines)
	if most.Load() > soakTotal {
		t.Errorf("%d bytes were counted, at most %d are allowed", most.Load(), soakTotal)
	}
	if peak > before+soakPeak {
		t.Errorf("the heap had %d MiB, want no more than %d", peak>>20, (before+soakPeak)>>20)
	}
	if after > before+soakTotal {
		t.Errorf("the heap has grown from %d to %d MiB", before>>20, after>>20)
	}
	if goroutines > 100 {
		t.Errorf("%d goroutines are left", goroutines)
	}
}
