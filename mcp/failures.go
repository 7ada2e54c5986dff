package mcp

import (
	"context"
	"log/slog"
	"sync"
)

// Failures is a [slog.Handler] that keeps what went wrong with the last request of a server in this
// process: the server logs it, and its client hears less.
type Failures struct {
	mu   sync.Mutex
	last error
}

// Last returns the last error that was logged, nil where there was none.
func (f *Failures) Last() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

// Enabled implements [slog.Handler].
func (f *Failures) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

// Handle implements [slog.Handler].
func (f *Failures) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		err, ok := a.Value.Any().(error)
		if ok {
			f.mu.Lock()
			f.last = err
			f.mu.Unlock()
		}
		return !ok
	})
	return nil
}

// WithAttrs implements [slog.Handler].
func (f *Failures) WithAttrs([]slog.Attr) slog.Handler { return f }

// WithGroup implements [slog.Handler].
func (f *Failures) WithGroup(string) slog.Handler { return f }
