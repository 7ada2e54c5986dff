package stdio

import (
	"context"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// clock ends an instance that is at work for too long without a word to the client. It stands still
// while it is the client that is waited for: for its next message, which may be a person's answer, or
// for it to take what is written.
//
// The timer alone would not do: on a busy machine it goes off late, and an instance that was too slow
// would sometimes pass. So the time is measured as well, whenever the clock stops.
type clock struct {
	limit  time.Duration
	timer  *time.Timer // nil where there is no limit
	cancel context.CancelCauseFunc

	mu sync.Mutex
	// since is when it began to run, zero while it stands still.
	since time.Time
	over  bool
}

// newClock returns a clock that runs, and a context that ends, for a [*runtime.TimeoutError], when it
// has run for as long as it may.
func newClock(ctx context.Context, limit time.Duration) (context.Context, *clock) {
	c := &clock{limit: limit}
	if limit <= 0 {
		return ctx, c
	}
	ctx, c.cancel = context.WithCancelCause(ctx)
	c.since = time.Now()
	c.timer = time.AfterFunc(limit, func() { c.expire() })
	return ctx, c
}

// expire ends the context if the clock has run for as long as it may, and reports whether it ever has.
func (c *clock) expire() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.over && !c.since.IsZero() && time.Since(c.since) >= c.limit {
		c.over = true
		c.cancel(&runtime.TimeoutError{Limit: c.limit})
	}
	return c.over
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
	if c.timer == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since = time.Now()
	c.timer.Reset(c.limit)
}

// stop lets it stand still. True says that the time was over before.
func (c *clock) stop() bool {
	if c.timer == nil {
		return false
	}
	c.timer.Stop()
	over := c.expire()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.since = time.Time{}
	return over
}
