package stdio

import (
	"context"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// clock ends an instance that is at work for too long without a word to the client. It stands still
// while it is the client that is waited for: for its next message, which may be a person's answer, or
// for it to take what is written.
type clock struct {
	limit  time.Duration
	timer  *time.Timer // nil where there is no limit
	cancel context.CancelCauseFunc
}

// newClock returns a clock that runs, and a context that ends, for a [*runtime.TimeoutError], when it
// has run for as long as it may.
func newClock(ctx context.Context, limit time.Duration) (context.Context, *clock) {
	c := &clock{limit: limit}
	if limit <= 0 {
		return ctx, c
	}
	ctx, cancel := context.WithCancelCause(ctx)
	c.timer = time.AfterFunc(limit, func() { cancel(&runtime.TimeoutError{Limit: limit}) })
	c.cancel = cancel
	return ctx, c
}

// end gives up the clock, and its context.
func (c *clock) end() {
	if c.timer != nil {
		c.timer.Stop()
		c.cancel(nil)
	}
}

// start lets the clock run from nothing on.
func (c *clock) start() {
	if c.timer != nil {
		c.timer.Reset(c.limit)
	}
}

// stop lets it stand still.
func (c *clock) stop() {
	if c.timer != nil {
		c.timer.Stop()
	}
}
