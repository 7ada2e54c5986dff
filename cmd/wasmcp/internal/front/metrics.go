package front

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// Metrics counts requests for Prometheus. A nil Metrics counts nothing.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	inFlight prometheus.Gauge
	traps    prometheus.Counter
	timeouts prometheus.Counter
}

// Build is what the metrics tell of the program.
type Build struct {
	Version string
	// Compile is how long it took to make the component ready.
	Compile time.Duration
}

// NewMetrics returns metrics in a registry of their own.
func NewMetrics(b Build) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "wasmcp_requests_total", Help: "Requests that ended, by HTTP status and MCP method.",
		}, []string{"status", "mcp_method"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "wasmcp_request_duration_seconds", Help: "Time from a request's head to the end of its answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"mcp_method"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "wasmcp_requests_in_flight", Help: "Requests that are being answered.",
		}),
		traps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wasmcp_traps_total", Help: "Requests that ended because the component went wrong.",
		}),
		timeouts: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "wasmcp_timeouts_total", Help: "Requests that took longer than they may.",
		}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "wasmcp_build_info", Help: "The version of wasmcp; always 1.", ConstLabels: prometheus.Labels{"version": b.Version},
	})
	info.Set(1)
	compile := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "wasmcp_compile_seconds", Help: "Time that it took to compile the component, or to find it compiled.",
	})
	compile.Set(b.Compile.Seconds())
	m.registry.MustRegister(m.requests, m.duration, m.inFlight, m.traps, m.timeouts, info, compile,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Instances adds what count tells of a component's instances: those that wait for a request, all,
// and those that were made since the start.
func (m *Metrics) Instances(count func() (ready, all int, made uint64)) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "wasmcp_instances_ready", Help: "Instances of the component that wait for a request.",
		}, func() float64 { ready, _, _ := count(); return float64(ready) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "wasmcp_instances", Help: "Instances of the component, at work or not.",
		}, func() float64 { _, all, _ := count(); return float64(all) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "wasmcp_instances_made_total", Help: "Instances of the component that were made.",
		}, func() float64 { _, _, made := count(); return float64(made) }),
	)
}

// Handler answers scrapes.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry}))
	return mux
}

func (m *Metrics) begin() {
	if m != nil {
		m.inFlight.Inc()
	}
}

func (m *Metrics) end(r *http.Request, x *exchange, took time.Duration) {
	if m == nil {
		return
	}
	m.inFlight.Dec()
	method := knownMethod(r.Header.Get("Mcp-Method"))
	status := "none" // where the client was gone first
	if x.status != 0 {
		status = strconv.Itoa(x.status)
	}
	m.requests.WithLabelValues(status, method).Inc()
	m.duration.WithLabelValues(method).Observe(took.Seconds())
	if late := (*runtime.TimeoutError)(nil); errors.As(x.err, &late) {
		m.timeouts.Inc()
	} else if x.err != nil {
		m.traps.Inc()
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
