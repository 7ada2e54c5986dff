package runtime

import (
	"context"
	"testing"
)

func TestTicket_wait(t *testing.T) {
	t.Parallel()
	all := newTickets(1)
	ctx, cancel := context.WithCancel(t.Context())
	one := ticket{of: all, ctx: ctx}
	other := ticket{of: all, ctx: t.Context()}
	one.take(one.ctx)
	one.wait(func() {
		other.take(other.ctx) // which hangs where nobody gave one back
		other.giveBack()
	})
	if !one.held || len(all.work) != 1 || len(all.waiting) != 0 {
		t.Errorf("after it has waited: held %v, %d at work, %d waiting, want true, 1, 0", one.held, len(all.work), len(all.waiting))
	}
	one.wait(func() {
		other.take(other.ctx)
		cancel()
	})
	one.giveBack()
	if one.held || len(all.work) != 1 || len(all.waiting) != 0 {
		t.Errorf("after its context has ended: held %v, %d at work, %d waiting, want false, the other's 1, 0", one.held, len(all.work), len(all.waiting))
	}
}

// A guest that is ended while it waits takes no other call's ticket with it.
func TestTicket_endsWhileItWaits(t *testing.T) {
	t.Parallel()
	all := newTickets(1)
	one := ticket{of: all, ctx: t.Context()}
	one.take(one.ctx)
	func() {
		defer func() { _ = recover() }()
		one.wait(func() { panic(context.Canceled) })
	}()
	one.giveBack()
	if one.held || len(all.work) != 0 || len(all.waiting) != 0 {
		t.Errorf("held %v, %d at work, %d waiting, want false, 0, 0", one.held, len(all.work), len(all.waiting))
	}
}

func TestTicket_tooManyWait(t *testing.T) {
	t.Parallel()
	all := newTickets(1)
	for range waitingCalls {
		all.waiting <- struct{}{}
	}
	one := ticket{of: all, ctx: t.Context()}
	one.take(one.ctx)
	one.wait(func() {
		if len(all.work) != 1 {
			t.Errorf("call %d gives its ticket back while it waits", waitingCalls+1)
		}
	})
	if !one.held || len(all.waiting) != waitingCalls {
		t.Errorf("held %v, %d waiting, want true, %d", one.held, len(all.waiting), waitingCalls)
	}
}
