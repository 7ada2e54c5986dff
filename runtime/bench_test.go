package runtime_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
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

// BenchmarkHandler answers requests with fresh instances, and with one that is used again, without a
// network.
func BenchmarkHandler(b *testing.B) {
	hello := func(b *testing.B) *runtime.Component {
		return load(b, "../bench/guests/dist/hello.wasm", runtime.Config{})
	}
	calculator := func(b *testing.B) *runtime.Component { return server(b, runtime.Config{}) }
	python := func(b *testing.B) *runtime.Component {
		return load(b, engine(b, "python"), runtime.Config{Cache: compiled(b)})
	}
	for _, k := range []struct {
		name  string
		load  func(b *testing.B) *runtime.Component
		reuse int
	}{
		{"hello/fresh", hello, 1}, {"hello/reuse", hello, 1 << 30},
		{"calculator/fresh", calculator, 1}, {"calculator/reuse", calculator, 1 << 30},
		{"python/fresh", python, 1}, {"python/reuse", python, 1 << 30},
	} {
		b.Run(k.name, func(b *testing.B) {
			h, err := k.load(b).Handler(runtime.HandlerOptions{Reuse: k.reuse, Output: io.Discard})
			if err != nil {
				b.Fatal(err)
			}
			defer h.Close()
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					req := httptest.NewRequest("POST", "/mcp", strings.NewReader(addCall))
					for k, v := range addHeaders {
						req.Header.Set(k, v)
					}
					w := &discard{header: http.Header{}}
					h.ServeHTTP(w, req)
					if w.status != 200 {
						b.Fatalf("status %d", w.status)
					}
				}
			})
		})
	}
}

// BenchmarkCompile makes a server ready whose code is in the cache.
func BenchmarkCompile(b *testing.B) {
	cache := opened(b, b.TempDir())
	server(b, runtime.Config{Cache: cache})
	binary := serverBytes(b)
	b.ReportAllocs()
	for b.Loop() {
		c, err := runtime.Compile(b.Context(), binary, runtime.Config{Cache: cache})
		if err != nil {
			b.Fatal(err)
		}
		if err := c.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
