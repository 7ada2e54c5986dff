package runtime_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// discard is a response that nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

// BenchmarkHandler_hello answers a request with a fresh instance, and with one that is used again,
// without a network.
func BenchmarkHandler_hello(b *testing.B) {
	for _, k := range []struct {
		name  string
		reuse int
	}{{"fresh", 1}, {"reuse", 1 << 30}} {
		b.Run(k.name, func(b *testing.B) {
			c := load(b, "../bench/guests/dist/hello.wasm", runtime.Config{})
			h, err := c.Handler(runtime.HandlerOptions{Reuse: k.reuse, Output: io.Discard})
			if err != nil {
				b.Fatal(err)
			}
			defer h.Close()
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					w := &discard{header: http.Header{}}
					h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
					if w.status != 200 {
						b.Fatalf("status %d", w.status)
					}
				}
			})
		})
	}
}
