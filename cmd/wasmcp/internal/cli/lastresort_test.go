package cli

import (
	"context"
	"testing"
)

// A command that hangs is ended after the signal, with its own exit code, and leaves no file behind.
func TestLastResort(t *testing.T) {
	codes := make(chan int, 1)
	cleaned := false
	l := &lastResort{clean: func() { cleaned = true }, exit: func(code int) { codes <- code }}
	ctx, cancel := context.WithCancel(t.Context())
	l.watch(ctx)
	cancel()
	l.Allow(1, ExitFailed)
	if code := <-codes; code != ExitFailed {
		t.Errorf("the exit code is %d, want %d", code, ExitFailed)
	}
	if !cleaned {
		t.Error("files that are not whole are left behind")
	}
}

// One that has ended by itself is not ended again, and neither is one that was not told to end.
func TestLastResort_ended(t *testing.T) {
	l := &lastResort{exit: func(int) { t.Error("the process was ended") }}
	ctx, cancel := context.WithCancel(t.Context())
	stop := l.watch(ctx)
	l.Allow(1, ExitFailed)
	if l.timer != nil {
		t.Error("a timer runs before the signal")
	}
	stop()
	cancel()
	if l.timer != nil {
		t.Error("a timer runs after the command")
	}
}
