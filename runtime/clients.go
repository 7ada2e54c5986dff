package runtime

import (
	"container/list"
	"sync"
	"time"
)

// DefaultClientTime is the ClientTime of a handler unless its options say.
const DefaultClientTime = 20 * time.Second

// clientRate is how many bytes a second a client may at least be expected to send and to take.
const clientRate = 500

// SlowError is a call that was ended since its client sent the request's body, or took the answer, too
// slowly.
type SlowError struct{ Limit time.Duration }

// Error says so.
func (e *SlowError) Error() string {
	return "the client is too slow: it kept the call waiting for " + e.Limit.String()
}

// clients are those that calls wait for at the moment: for the bodies of their requests, or for them to
// take their answers. The one that is waited for for longest is first.
type clients struct {
	limit time.Duration // 0 for none

	mu    sync.Mutex
	waits list.List // of *client
	armed bool      // somebody will look after them
}

// client is what is known of a call's client.
type client struct {
	of    *clients
	end   func()
	left  time.Duration // that it may still be waited for
	since time.Time
	at    *list.Element // nil where it is not waited for
	moved func() int64  // bytes that it sent and took
	seen  int64
}

func (all *clients) client(end func(), moved func() int64) client {
	return client{of: all, end: end, left: all.limit, moved: moved}
}

// begin tells that it is waited for from now on.
func (c *client) begin() {
	all := c.of
	all.mu.Lock()
	defer all.mu.Unlock()
	c.since = time.Now()
	c.at = all.waits.PushBack(c)
	all.arm()
}

// over tells that it is not waited for any more. For what it has sent or taken meanwhile it may take
// longer, but never longer than at first: nobody can save up.
func (c *client) over() {
	all := c.of
	all.mu.Lock()
	defer all.mu.Unlock()
	if c.at != nil {
		all.waits.Remove(c.at)
		c.at = nil
	}
	moved := c.moved()
	earned := time.Duration(moved-c.seen) * (time.Second / clientRate)
	c.left = min(c.left-time.Since(c.since)+earned, all.limit)
	c.seen = moved
}

// arm sees to it that slow ones are noticed. The lock is held.
func (all *clients) arm() {
	if all.limit > 0 && !all.armed {
		all.armed = true
		time.AfterFunc(max(all.limit/20, time.Millisecond), all.look)
	}
}

// look ends the calls whose clients are too slow.
func (all *clients) look() {
	all.mu.Lock()
	defer all.mu.Unlock()
	all.armed = false
	for e := all.waits.Front(); e != nil; {
		c := e.Value.(*client)
		if e = e.Next(); time.Since(c.since) > c.left {
			all.waits.Remove(c.at)
			c.at = nil
			go c.end()
		}
	}
	if all.waits.Len() > 0 {
		all.arm()
	}
}

// evictTime is how long a client is waited for before another may take its place.
const evictTime = time.Second

// evict ends the call that has waited for its client for longest, where that is long enough. It returns
// when to come again if there is still no place.
func (all *clients) evict() time.Duration {
	all.mu.Lock()
	defer all.mu.Unlock()
	first := all.waits.Front()
	if first == nil {
		return evictTime
	}
	c := first.Value.(*client)
	if left := evictTime - time.Since(c.since); left > 0 {
		return left
	}
	all.waits.Remove(first)
	c.at = nil
	go c.end()
	return evictTime
}
