package runtime

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"
)

// While core code computes on and on, the garbage collector gets its turn, and its client's leaving ends it.
func TestTick_letsCollect(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, hostile), Config{Valid: true})
	h, err := c.Handler(HandlerOptions{Timeout: 10 * time.Minute, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/l", nil))
	}()
	for range 20 {
		time.Sleep(5 * time.Millisecond) // so that the call has begun, most of the time
		runtime.GC()
	}
	select {
	case <-ended:
		t.Error("the call has ended by itself")
	default:
	}
	leave()
	<-ended
}
