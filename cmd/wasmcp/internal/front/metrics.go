package front

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// Metrics counts requests for Prometheus. A nil Metrics counts nothing.
type Metrics struct {
	build   Build
	started time.Time

	mu        sync.Mutex
	requests  map[outcome]uint64
	durations map[string]*histogram // by method
	inFlight  int64
	traps     uint64
	timeouts  uint64
	instances func() (ready, all int, made uint64) // may be nil
}

// outcome is what requests that ended are counted by.
type outcome struct{ method, status string }

// Build is what the metrics tell of the program.
type Build struct {
	Version string
	// Compile is how long it took to make the component ready.
	Compile time.Duration
}

// NewMetrics returns metrics that have counted nothing.
func NewMetrics(b Build) *Metrics {
	return &Metrics{
		build:     b,
		started:   time.Now(),
		requests:  make(map[outcome]uint64),
		durations: make(map[string]*histogram),
	}
}

// Instances adds what count tells of a component's instances: those that wait for a request, all,
// and those that were made since the start.
func (m *Metrics) Instances(count func() (ready, all int, made uint64)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.instances = count
}

// Handler answers scrapes.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		var e exposition
		m.write(&e)
		e.process(m.started)
		_, _ = w.Write(e.text) // who asked may be gone
	})
	return mux
}

func (m *Metrics) write(e *exposition) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e.family("wasmcp_build_info", gauge, "The version of wasmcp; always 1.")
	e.sample("", 1, "version", m.build.Version)
	e.family("wasmcp_compile_seconds", gauge, "Time that it took to compile the component, or to find it compiled.")
	e.sample("", m.build.Compile.Seconds())
	e.family("wasmcp_requests_total", counter, "Requests that ended, by HTTP status and MCP method.")
	for _, o := range sortedKeys(m.requests, func(a, b outcome) bool {
		return a.method < b.method || a.method == b.method && a.status < b.status
	}) {
		e.sample("", float64(m.requests[o]), "mcp_method", o.method, "status", o.status)
	}
	e.family("wasmcp_request_duration_seconds", "histogram", "Time from a request's head to the end of its answer.")
	for _, method := range sortedKeys(m.durations, func(a, b string) bool { return a < b }) {
		m.durations[method].write(e, "mcp_method", method)
	}
	e.family("wasmcp_requests_in_flight", gauge, "Requests that are being answered.")
	e.sample("", float64(m.inFlight))
	e.family("wasmcp_traps_total", counter, "Requests that ended because the component went wrong.")
	e.sample("", float64(m.traps))
	e.family("wasmcp_timeouts_total", counter, "Requests that took longer than they may.")
	e.sample("", float64(m.timeouts))
	if m.instances == nil {
		return
	}
	ready, all, made := m.instances()
	e.family("wasmcp_instances", gauge, "Instances of the component, at work or not.")
	e.sample("", float64(all))
	e.family("wasmcp_instances_ready", gauge, "Instances of the component that wait for a request.")
	e.sample("", float64(ready))
	e.family("wasmcp_instances_made_total", counter, "Instances of the component that were made.")
	e.sample("", float64(made))
}

func (m *Metrics) begin() {
	if m != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.inFlight++
	}
}

func (m *Metrics) end(r *http.Request, x *exchange, took time.Duration) {
	if m == nil {
		return
	}
	method := knownMethod(r.Header.Get("Mcp-Method"))
	status := "none" // where the client was gone first
	if x.status != 0 {
		status = strconv.Itoa(x.status)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
	m.requests[outcome{method, status}]++
	if m.durations[method] == nil {
		m.durations[method] = new(histogram)
	}
	m.durations[method].observe(took.Seconds())
	if late := (*runtime.TimeoutError)(nil); errors.As(x.err, &late) {
		m.timeouts++
	} else if x.err != nil {
		m.traps++
	}
}

// methods are those of MCP that are counted by name. What a client makes up is not, or it could
// fill the memory with names.
var methods = []string{
	"completion/complete", "initialize", "logging/setLevel", "ping", "prompts/get", "prompts/list",
	"resources/list", "resources/read", "resources/subscribe", "resources/templates/list",
	"resources/unsubscribe", "server/discover", "subscriptions/listen", "tools/call", "tools/list",
}

func knownMethod(name string) string {
	switch {
	case name == "":
		return ""
	case slices.Contains(methods, name):
		return name
	}
	return "other"
}
