package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestQuantile(t *testing.T) {
	var hundred sample
	for i := range 100 {
		hundred = append(hundred, time.Duration(100-i))
	}
	for _, c := range []struct {
		sample sample
		q      float64
		want   time.Duration
	}{
		{nil, 0.5, 0},
		{sample{7}, 0.99, 7},
		{sample{3, 1, 2}, 0, 1},
		{sample{3, 1, 2}, 0.5, 2},
		{sample{3, 1, 2}, 1, 3},
		{hundred, 0.5, 51},
		{hundred, 0.99, 100},
	} {
		if got := c.sample.quantile(c.q); got != c.want {
			t.Errorf("quantile(%v) of %v = %v, want %v", c.q, c.sample, got, c.want)
		}
	}
}

func TestRun_sendsAsManyAsAskedFor(t *testing.T) {
	var served atomic.Int64
	l := against(t, func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Mcp-Name") != "echo_001" || !strings.Contains(string(body), `"name":"echo_001"`) {
			w.WriteHeader(http.StatusBadRequest)
		}
		// Two writes with a flush between: an answer in chunks.
		io.WriteString(w, `{"result"`)
		w.(http.Flusher).Flush()
		io.WriteString(w, `:{}}`)
	})
	for _, concurrency := range []int{1, 3} {
		served.Store(0)
		took, total, err := l.run(concurrency, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(took) != 10 || served.Load() != 10 || total <= 0 {
			t.Errorf("at concurrency %d: %d measured, %d served, in %v, want 10 each", concurrency, len(took), served.Load(), total)
		}
	}
}

func TestRun_refusesWrongAnswers(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"status": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, `"result":{}`)
		},
		"body": func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `"error":{}`) },
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := against(t, handler).run(2, 4); err == nil {
				t.Error("no error")
			}
		})
	}
}

// against is a load on a server of the test.
func against(t *testing.T, handler http.HandlerFunc) load {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	addr := strings.TrimPrefix(server.URL, "http://")
	return load{addr, post(addr, "tools/call", "echo_001", `"name":"echo_001","arguments":{}`), []byte(`"result":{}`)}
}
