package host

import (
	"context"
	"errors"
	"io"
	"testing"
)

// What is typed may never come: an interrupt ends the waiting for it.
func TestReadAll_endsWithItsContext(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := readAll(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v, want that of the context", err)
	}
}
