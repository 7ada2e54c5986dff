package front_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/host/front"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// A body whose length nobody has told is refused where it turns out to be too long, whatever its reader
// makes of the part that it got.
func TestServe_bodyTooLong(t *testing.T) {
	t.Parallel()
	const limit = 1000
	reader := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		switch {
		case r.URL.Path == "/abort" && err != nil:
			panic(http.ErrAbortHandler)
		case err != nil:
			w.Header().Set("Content-Length", "6")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "broken")
		default:
			_, _ = io.WriteString(w, strings.Repeat("x", len(b)))
		}
	})
	for _, c := range []struct {
		name, path string
		handler    http.Handler
		length     int
		told       bool
		status     int
		body       string
	}{
		{"as long as it may be", "/", reader, limit, false, 200, strings.Repeat("x", limit)},
		{"too long", "/", reader, limit + 1, false, 413, "the request's body is too long (at most 1000 bytes)\n"},
		{"too long, and the answer broken off", "/abort", reader, 100 * limit, false, 413, "the request's body is too long (at most 1000 bytes)\n"},
		{"its length is told", "/", reader, limit, true, 200, strings.Repeat("x", limit)},
		{"a component that reads it", "/read-on", component(t, "hostile", runtime.HandlerOptions{MaxBody: limit}), 2 * limit, false, 413,
			"the request's body is too long (at most 1000 bytes)\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, front.Options{Handler: c.handler, MaxBody: limit})
			var body io.Reader = strings.NewReader(strings.Repeat("y", c.length))
			if !c.told {
				body = io.MultiReader(body)
			}
			response, err := http.Post(s.url+c.path, "text/plain", body)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if got, err := io.ReadAll(response.Body); response.StatusCode != c.status || string(got) != c.body {
				t.Errorf("%s %q (%v), want %d %q", response.Status, got, err, c.status, c.body)
			}
		})
	}
}
