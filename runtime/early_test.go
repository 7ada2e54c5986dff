package runtime

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// A component that is wanted early is there before its modules are compiled, and a request waits for the
// one that it gets to. Afterwards instances are whole, and renewed.
func TestComponent_early(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../bench/guests/dist/hello.wasm")
	if err != nil {
		t.Fatal(err)
	}
	open, _ := OpenCache(t.TempDir(), make([]byte, CacheKeySize))
	release, asked := make(chan struct{}), make(chan struct{})
	c, err := Compile(t.Context(), b, Config{Early: true, soon: 1, Cache: open, Elsewhere: func(context.Context) {
		close(asked)
		<-release
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	<-asked
	if !c.Compiling() {
		t.Fatal("everything is compiled, want that it is not")
	}
	h, err := c.Handler(HandlerOptions{Concurrency: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	const calls = 3
	answers := make(chan int, calls)
	for range calls {
		go func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
			answers <- w.Code
		}()
	}
	close(release)
	for range calls {
		if got := <-answers; got != http.StatusOK {
			t.Errorf("a request that came early: %d, want 200", got)
		}
	}
	if err := c.Wait(t.Context()); err != nil || c.Compiling() {
		t.Errorf("compiled: %v, %v", !c.Compiling(), err)
	}
	in, err := h.pool.take(t.Context(), nil)
	for err == nil && in.fresh == nil { // those that were made before
		h.pool.give(in, false)
		in, err = h.pool.take(t.Context(), nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.pool.give(in, true)
}

// A component that is closed while it is compiled elsewhere does not wait for that.
func TestComponent_earlyClosed(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../bench/guests/dist/hello.wasm")
	if err != nil {
		t.Fatal(err)
	}
	open, _ := OpenCache(t.TempDir(), make([]byte, CacheKeySize))
	c, err := Compile(t.Context(), b, Config{Early: true, soon: 1, Cache: open, Elsewhere: func(ctx context.Context) { <-ctx.Done() }})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if err := c.Wait(t.Context()); !errors.Is(err, errClosed) {
		t.Errorf("Wait() = %v, want %v", err, errClosed)
	}
}
