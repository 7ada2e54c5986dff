package runtime_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// load compiles a component of another package's.
func load(t testing.TB, path string, config runtime.Config) *runtime.Component {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := runtime.Compile(t.Context(), b, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func serve(t testing.TB, c *runtime.Component, options runtime.HandlerOptions) *httptest.Server {
	t.Helper()
	h, err := c.Handler(options)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(func() { s.Close(); h.Close() })
	return s
}

func get(t testing.TB, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestHandler_hello(t *testing.T) {
	t.Parallel()
	c := load(t, "../bench/guests/dist/hello.wasm", runtime.Config{})
	s := serve(t, c, runtime.HandlerOptions{})
	_, first := get(t, s.URL+"/")
	for range 20 { // most of them by an instance that was used before
		if status, body := get(t, s.URL+"/"); status != 200 || body != first || !strings.Contains(body, "\"") {
			t.Fatalf("GET / = %d %q, want 200 %q", status, body, first)
		}
	}
}
