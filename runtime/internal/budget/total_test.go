package budget

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// instance returns one that has n bytes and is in a call, whose context ends when it is told to end.
func instance(t *testing.T, total *Total, n uint64) (*Budget, context.Context) {
	b := total.New(0)
	ctx, cancel := context.WithCancel(t.Context())
	b.Begin(ctx, cancel)
	if !b.Reserve(n) {
		t.Fatalf("%d bytes are refused to the first who wants them", n)
	}
	return b, ctx
}

func TestTotal_background(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100}
		instance(t, total, 60)
		b := total.New(0)
		begun := time.Now()
		if b.Reserve(41) || b.End() {
			t.Error("who is in no call gets more than there is, or is told that it was short")
		}
		if !b.Reserve(40) || total.Used() != 100 || time.Since(begun) != 0 {
			t.Errorf("%d bytes are used, want 100 and no wait", total.Used())
		}
		b.Close()
		if total.Used() != 60 {
			t.Errorf("%d bytes are used when one is gone, want 60", total.Used())
		}
	})
}

// Whoever wants little waits, and gets it from who has most.
func TestTotal_endsTheLargest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100, Patience: time.Second}
		large, largeCall := instance(t, total, 60)
		_, middleCall := instance(t, total, 40)
		context.AfterFunc(largeCall, large.Close)
		small := total.New(0)
		small.Begin(t.Context(), nil)
		begun := time.Now()
		if !small.Reserve(10) || time.Since(begun) != time.Second {
			t.Errorf("the small one waited for %s, want a second", time.Since(begun))
		}
		if largeCall.Err() == nil || middleCall.Err() != nil {
			t.Error("another one was ended than the largest")
		}
		if small.End() {
			t.Error("who got what it wanted counts as short of memory")
		}
	})
}

// A call that would have most itself is refused after it has waited.
func TestTotal_refusesTheLargest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100}
		_, other := instance(t, total, 40)
		large, _ := instance(t, total, 50)
		if large.Reserve(11) || other.Err() != nil {
			t.Error("the largest gets more, or another one is ended for it")
		}
		if !large.End() {
			t.Error("it is not told that it was short")
		}
	})
}

// Of those who wait for their clients, the one that does for longest is ended, however little it has.
func TestTotal_endsWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100}
		large, largeCall := instance(t, total, 80)
		slow, slowCall := instance(t, total, 10)
		slower, slowerCall := instance(t, total, 10)
		context.AfterFunc(slowerCall, slower.Close)
		slower.Waits(true)
		time.Sleep(time.Second)
		slow.Waits(true)
		large.Waits(true)
		large.Waits(false)
		b := total.New(0)
		b.Begin(t.Context(), nil)
		if !b.Reserve(10) || slowerCall.Err() == nil || slowCall.Err() != nil || largeCall.Err() != nil {
			t.Errorf("slower: %v, slow: %v, large: %v; want the first ended", slowerCall.Err(), slowCall.Err(), largeCall.Err())
		}
	})
}

// Whoever frees memory in time has nobody ended, and many who wait do not end many.
func TestTotal_waits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100}
		a, aCall := instance(t, total, 50)
		_, bCall := instance(t, total, 50)
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				in := total.New(0)
				in.Begin(t.Context(), nil)
				if !in.Reserve(10) {
					t.Error("10 bytes are refused, and half a second later there are 50")
				}
			})
		}
		time.Sleep(time.Second / 2)
		a.Release(50)
		all.Wait()
		if aCall.Err() != nil || bCall.Err() != nil {
			t.Error("a call was ended")
		}
		// One that is slow to end is waited for, and not another one ended too.
		slow, slowCall := instance(t, &Total{Limit: 100}, 60)
		total = slow.parent.(*Total)
		_, otherCall := instance(t, total, 40)
		context.AfterFunc(slowCall, func() {
			time.Sleep(DefaultPatience / 2)
			slow.Close()
		})
		for range 5 {
			all.Go(func() {
				in := total.New(0)
				in.Begin(t.Context(), nil)
				if !in.Reserve(5) {
					t.Error("5 bytes are refused")
				}
			})
		}
		all.Wait()
		if otherCall.Err() != nil {
			t.Error("two calls were ended where one was enough")
		}
	})
}

// The end of the call ends its wait, and one that is alone does not wait.
func TestTotal_ends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100}
		alone, _ := instance(t, total, 60)
		begun := time.Now()
		if alone.Reserve(41) || time.Since(begun) != 0 {
			t.Errorf("one that is alone waited for %s for what nobody can give", time.Since(begun))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/4)
		defer cancel()
		b := total.New(0)
		b.Begin(ctx, nil)
		if b.Reserve(41) || time.Since(begun) != time.Second/4 {
			t.Errorf("the call ended after a quarter of a second, its wait after %s", time.Since(begun))
		}
	})
}

// Instances that nobody uses are given up before anybody waits.
func TestTotal_idle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		total := &Total{Limit: 100}
		var idle []*Budget
		for range 4 {
			b := total.New(0)
			b.Reserve(25)
			idle = append(idle, b)
		}
		total.Idle(func() bool {
			if len(idle) == 0 {
				return false
			}
			idle[0].Close()
			idle = idle[1:]
			return true
		})
		begun := time.Now()
		b := total.New(0)
		b.Begin(t.Context(), nil)
		if !b.Reserve(30) || len(idle) != 2 || time.Since(begun) != 0 {
			t.Errorf("%d are left after %s, want 2 at once", len(idle), time.Since(begun))
		}
	})
}
