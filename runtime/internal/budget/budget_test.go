package budget

import (
	"math"
	"sync"
	"testing"
)

func TestBudget(t *testing.T) {
	t.Parallel()
	b := New(100)
	for _, step := range []struct {
		reserve, release uint64
		ok               bool
		used             uint64
	}{
		{reserve: 60, ok: true, used: 60},
		{reserve: 41, used: 60},
		{reserve: math.MaxUint64, used: 60},
		{reserve: math.MaxUint64 - 59, used: 60},
		{reserve: 40, ok: true, used: 100},
		{reserve: 0, ok: true, used: 100},
		{reserve: 1, used: 100},
		{release: 30, reserve: 30, ok: true, used: 100},
		{release: 100, ok: true},
	} {
		b.Release(step.release)
		if ok := b.Reserve(step.reserve); ok != step.ok || b.Used() != step.used {
			t.Errorf("%+v: %v, %d bytes used", step, ok, b.Used())
		}
	}
}

func TestBudget_unlimited(t *testing.T) {
	t.Parallel()
	b := New(0)
	if !b.Reserve(math.MaxUint64) || b.Reserve(1) {
		t.Error("a budget without limit holds as much as can be counted, and no more")
	}
	var none *Budget
	none.Release(1)
	if !none.Reserve(1) || none.Used() != 0 || none.Limit() != 0 {
		t.Error("no budget refuses or counts something")
	}
}

func TestBudget_limit(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		own, total, want uint64
		limited          bool
	}{{0, 0, 0, false}, {5, 0, 5, false}, {5, 9, 5, false}, {9, 5, 5, true}, {0, 5, 5, true}} {
		b := (&Total{Limit: k.total}).New(k.own)
		if b.Limit() != k.want || b.Limited() != k.limited {
			t.Errorf("of %d, with %d for all: %d, by the total %v, want %d, %v", k.own, k.total, b.Limit(), b.Limited(), k.want, k.limited)
		}
	}
}

// However many ask at a time, never is more given than there is.
func TestBudget_concurrent(t *testing.T) {
	t.Parallel()
	b := New(8)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for range 1000 {
				if b.Reserve(3) {
					if b.Used() > 8 {
						t.Error("more than the limit is used")
					}
					b.Release(3)
				}
			}
		})
	}
	wg.Wait()
	if b.Used() != 0 {
		t.Errorf("%d bytes are left", b.Used())
	}
}

// What a call takes is its instance's, and is given back with the call.
func TestBudget_call(t *testing.T) {
	t.Parallel()
	in := New(1000 << 10)
	c := in.Call()
	if !c.Reserve(1) || in.Used() != 64<<10 {
		t.Errorf("a call takes %d bytes at a time, want 64 KiB", in.Used())
	}
	if !c.Reserve(1000<<10-1) || in.Used() != 1000<<10 {
		t.Errorf("where there is less than that it takes what it needs: %d bytes, want all", in.Used())
	}
	if c.Reserve(1) || in.Call().Reserve(1) {
		t.Error("calls get more than the instance has")
	}
	c.Release(1000 << 10)
	if in.Used() != 64<<10 {
		t.Errorf("of what it gave back it keeps %d bytes, want 64 KiB", in.Used())
	}
	c.Close()
	c.Close()
	c.Release(1)
	if in.Used() != 0 || c.Reserve(1) {
		t.Errorf("after the call %d bytes are used, and more can be", in.Used())
	}
}
