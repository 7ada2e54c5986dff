package front_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/runtime"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	h := component(t, "hostile", runtime.HandlerOptions{})
	m := front.NewMetrics(front.Build{Version: "1.2.3", Compile: time.Second})
	m.Instances(h.Instances)
	s := serve(t, front.Options{Handler: h, Metrics: m, Health: "/healthz"})
	// What takes too long does so on a server of its own: on a busy machine the others might, too.
	slow := serve(t, front.Options{
		Handler: component(t, "hostile", runtime.HandlerOptions{Timeout: 200 * time.Millisecond}), Metrics: m,
	})
	for _, r := range []struct{ url, path, method string }{
		{s.url, "/answer", "tools/call"}, {s.url, "/answer", "tools/call"}, {s.url, "/answer", "made-up"},
		{s.url, "/trap", ""}, {slow.url, "/loop", ""}, {s.url, "/break-off", ""}, {s.url, "/healthz", ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", r.url+r.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.method != "" {
			req.Header.Set("Mcp-Method", r.method)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
	scrapes := httptest.NewServer(m.Handler())
	defer scrapes.Close()
	body, err := ask(scrapes.URL + "/metrics")()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`wasmcp_requests_total\{mcp_method="tools/call",status="200"\} 2`,
		`wasmcp_requests_total\{mcp_method="other",status="200"\} 1`,
		`wasmcp_requests_total\{mcp_method="",status="500"\} 1`,
		`wasmcp_requests_total\{mcp_method="",status="504"\} 1`,
		`wasmcp_requests_total\{mcp_method="",status="200"\} 1`, // which broke off
		`wasmcp_request_duration_seconds_count\{mcp_method="tools/call"\} 2`,
		`wasmcp_requests_in_flight 0`,
		`wasmcp_traps_total 2`,
		`wasmcp_timeouts_total 1`,
		`wasmcp_instances [1-9][0-9]*`,
		`wasmcp_instances_ready [0-9]+`,
		`wasmcp_instances_made_total [1-9][0-9]*`,
		`wasmcp_compile_seconds 1`,
		`wasmcp_build_info\{version="1.2.3"\} 1`,
		`go_goroutines [0-9]+`,
	} {
		if !regexp.MustCompile("(?m)^" + want + "$").MatchString(body) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if t.Failed() {
		t.Logf("metrics:\n%s", body)
	}
}
