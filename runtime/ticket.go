package runtime

import (
	"context"
	"math"
)

// waitingCalls is how many calls may wait without a ticket, for each of the tickets.
const waitingCalls = 16

// tickets is what calls need to be in the component: one of work to run there, one of waiting to be
// there without, until what they wait for has come.
type tickets struct{ work, waiting chan struct{} }

func newTickets(concurrency int) tickets {
	return tickets{
		work:    make(chan struct{}, concurrency),
		waiting: make(chan struct{}, waitingCalls*min(concurrency, math.MaxInt/waitingCalls)),
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
