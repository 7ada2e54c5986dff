package front

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/wasmcp/wasmcp-go/host/front/discardlog"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// The client is initialized before this package.
func init() { discardlog.End() }

// Metrics counts requests for Prometheus. A nil Metrics counts nothing.
type Metrics struct {
	set             *metrics.Set
	inFlight        *metrics.Gauge
	traps, timeouts *metrics.Counter
}

// Build is what the metrics tell of the program.
type Build struct {
	Version string
	// Compile is how long it took to make the component ready.
	Compile time.Duration
}

// buckets are upper bounds of durations, in seconds.
var buckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// NewMetrics returns metrics that have counted nothing.
func NewMetrics(b Build) *Metrics {
	metrics.ExposeMetadata(true)
	set := metrics.NewSet()
	set.NewGauge(`wasmcp_build_info{version=`+strconv.Quote(b.Version)+`}`, nil).Set(1)
	set.NewGauge("wasmcp_compile_seconds", nil).Set(b.Compile.Seconds())
	return &Metrics{
		set:      set,
		inFlight: set.NewGauge("wasmcp_requests_in_flight", nil),
		traps:    set.NewCounter("wasmcp_traps_total"),
		timeouts: set.NewCounter("wasmcp_timeouts_total"),
	}
}

// Instances adds what count tells of a component's instances: those that wait for a request, all,
// and those that were made since the start.
func (m *Metrics) Instances(count func() (ready, all int, made uint64)) {
	m.set.RegisterMetricsWriter(func(w io.Writer) {
		ready, all, made := count()
		metrics.WriteGaugeUint64(w, "wasmcp_instances", uint64(all))
		metrics.WriteGaugeUint64(w, "wasmcp_instances_ready", uint64(ready))
		metrics.WriteCounterUint64(w, "wasmcp_instances_made_total", made)
	})
}

// Handler answers scrapes.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.set.WritePrometheus(w)
		metrics.WriteProcessMetrics(w)
		metrics.WriteFDMetrics(w)
	})
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
	seen, _ := x.message.seen()
	method := knownMethod(cmp.Or(seen.Method, r.Header.Get("Mcp-Method")))
	status := "none" // where the client was gone first
	if x.status != 0 {
		status = strconv.Itoa(x.status)
	}
	m.inFlight.Dec()
	m.set.GetOrCreateCounter(`wasmcp_requests_total{mcp_method="` + method + `",status="` + status + `"}`).Inc()
	m.set.GetOrCreatePrometheusHistogramExt(`wasmcp_request_duration_seconds{mcp_method="`+method+`"}`, buckets).Update(took.Seconds())
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
