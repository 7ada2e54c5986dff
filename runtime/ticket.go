package runtime

import (
	"context"
	"math"
	"time"
)

// waitingCalls is how many calls may wait without a ticket, for each of the tickets.
const waitingCalls = 16

// tickets is what calls need to be in the component: one of work to run there, one of waiting to be
// there without, until what they wait for has come. Those that wait for their clients have tickets of
// their own, so that slow clients are in nobody's way but each other's.
type tickets struct{ work, waiting, clients chan struct{} }

func newTickets(concurrency int) tickets {
	waiting := waitingCalls * min(concurrency, math.MaxInt/waitingCalls)
	return tickets{
		work:    make(chan struct{}, concurrency),
		waiting: make(chan struct{}, waiting),
		clients: make(chan struct{}, waiting),
	}
}

// ticket is that of one call.
type ticket struct {
	of   tickets
	ctx  context.Context
	held bool
}

// take takes a ticket, which it does not have yet. It fails where the call's context ends, or another.
func (t *ticket) take(other context.Context) bool {
	select {
	case t.of.work <- struct{}{}:
		t.held = true
	case <-t.ctx.Done():
	case <-other.Done():
	}
	return t.held
}

// giveBack gives it back if it is there.
func (t *ticket) giveBack() {
	if t.held {
		<-t.of.work
		t.held = false
	}
}

// wait calls f, which waits, while others work. Where too many wait already, they do not. The ticket is
// there again afterwards unless the context has ended, or f panics.
func (t *ticket) wait(f func()) {
	select {
	case t.of.waiting <- struct{}{}:
	default:
		f()
		return
	}
	defer func() { <-t.of.waiting }()
	t.giveBack()
	f()
	t.take(t.ctx)
}

// waitFor calls f, which waits for the call's client, while others work. Where too many wait for theirs
// already, the call is ended that has for longest.
func (t *ticket) waitFor(c *client, f func()) {
	if !t.place(c.of) {
		f() // which does not wait: the call is over
		return
	}
	t.giveBack()
	func() {
		// Given back before the other ticket is taken: who has that may be waiting for this one.
		defer func() { <-t.of.clients }()
		c.begin()
		defer c.over()
		f()
	}()
	t.take(t.ctx)
}

// place takes a ticket for waiting for a client. It fails where the call's context ends.
func (t *ticket) place(all *clients) bool {
	select {
	case t.of.clients <- struct{}{}:
		return true
	default:
	}
	for {
		again := time.NewTimer(all.evict())
		select {
		case t.of.clients <- struct{}{}:
			again.Stop()
			return true
		case <-t.ctx.Done():
			again.Stop()
			return false
		case <-again.C:
		}
	}
}
