package budget

import (
	"context"
	"sync"
	"time"
)

// Total is the memory of all instances together. The zero Total has no limit.
//
// Where a call wants what is not there, instances that nobody uses are given up first. Then it waits
// for others to end, and in the end one of them is ended: the one that has waited for its client for
// longest, or else the one that has most. So whoever wants little gets it, whatever others do; a call
// that itself would have most is refused instead.
type Total struct {
	// Limit is the number of bytes; 0 for any number.
	Limit uint64
	// Patience is how long a call waits for others before one of them is ended; 0 for
	// [DefaultPatience].
	Patience time.Duration

	mu        sync.Mutex
	idle      []func() bool
	used      uint64
	instances map[*Budget]bool
	freed     chan struct{} // closed when somebody gives back; nil where nobody waits
	ended     *Budget       // who was told to end last
	endedAt   time.Time
}

// DefaultPatience is the Patience of a Total that does not say.
const DefaultPatience = time.Second

// call is what a Total knows of the call that an instance is in. The Total's lock guards it.
type call struct {
	ctx   context.Context // nil where there is no call
	end   func()
	waits time.Time // since when for the client; zero where it does not
	short bool      // something was refused for want of memory of the total
}

// New returns the budget of an instance, of limit bytes; 0 for any number. Close it with the
// instance.
func (t *Total) New(limit uint64) *Budget {
	b := &Budget{limit: limit, parent: t}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.instances == nil {
		t.instances = map[*Budget]bool{}
	}
	t.instances[b] = true
	return b
}

// Idle adds a function that gives up an instance that nobody uses, and reports whether there was one. It
// must not reserve.
func (t *Total) Idle(giveUp func() bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.idle = append(t.idle, giveUp)
}

// Used returns how many bytes all instances have.
func (t *Total) Used() uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.used
}

func (t *Total) remove(b *Budget) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.instances, b)
	t.wake()
}

// Begin tells that a call begins, or an instance is made for one. It may wait for memory until ctx
// ends; end is called where the call has to end for others to have memory. Without Begin nothing
// waits, and nobody is ended.
func (b *Budget) Begin(ctx context.Context, end func()) { b.set(call{ctx: ctx, end: end}) }

// End tells that the call is over. It reports whether memory was refused to it because others had
// too much.
func (b *Budget) End() (short bool) { return b.set(call{}).short }

func (b *Budget) set(c call) (before call) {
	t, ok := b.total()
	if !ok {
		return call{}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	before, b.call = b.call, c
	return before
}

// Waits tells that the call begins to wait for its client, or goes on.
func (b *Budget) Waits(begins bool) {
	t, ok := b.total()
	if !ok {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	b.call.waits = time.Time{}
	if begins {
		b.call.waits = time.Now()
	}
}

func (b *Budget) total() (t *Total, ok bool) {
	if b == nil {
		return nil, false
	}
	t, ok = b.parent.(*Total)
	return t, ok
}

// take takes n bytes if they are there. The lock is held.
func (t *Total) take(n uint64) bool {
	if sum := t.used + n; sum < n || t.Limit > 0 && sum > t.Limit {
		return false
	}
	t.used += n
	return true
}

func (t *Total) release(n uint64) {
	if n == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.used -= n
	t.wake()
}

// wake wakes whoever waits. The lock is held.
func (t *Total) wake() {
	if t.freed != nil {
		close(t.freed)
		t.freed = nil
	}
}

func (t *Total) reserve(n uint64, by *Budget) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.take(n) {
		return true
	}
	if t.wait(n, by) {
		return true
	}
	by.call.short = by.call.ctx != nil
	return false
}

// wait waits for n bytes and takes them. The lock is held, but not while it waits.
func (t *Total) wait(n uint64, by *Budget) bool {
	ctx := by.call.ctx
	if ctx == nil || n > t.Limit {
		return false
	}
	for _, giveUp := range t.idle {
		for more := true; more; {
			t.mu.Unlock()
			more = giveUp()
			t.mu.Lock()
			if t.take(n) {
				return true
			}
		}
	}
	patience := t.Patience
	if patience == 0 {
		patience = DefaultPatience
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		if !t.others(by) {
			return false
		}
		if t.freed == nil {
			t.freed = make(chan struct{})
		}
		freed, late := t.freed, false
		t.mu.Unlock()
		select {
		case <-freed:
		case <-timer.C:
			late = true
		case <-ctx.Done():
		}
		t.mu.Lock()
		if t.take(n) {
			return true
		}
		if ctx.Err() != nil || late && !t.endOne(n, by, patience) {
			return false
		}
		if late {
			timer.Reset(patience)
		}
	}
}

// others reports whether anybody else is in a call.
func (t *Total) others(by *Budget) bool {
	for b := range t.instances {
		if b != by && b.call.ctx != nil {
			return true
		}
	}
	return false
}

// endOne has a call end so that another gets n bytes. It reports false where the other is not to get
// them. The lock is held.
func (t *Total) endOne(n uint64, by *Budget, patience time.Duration) bool {
	if t.ended != nil && t.instances[t.ended] && time.Since(t.endedAt) < patience {
		return true // it may not have got to it yet
	}
	var most, slowest *Budget
	for b := range t.instances {
		if b == by || b.call.ctx == nil || b.call.ctx.Err() != nil {
			continue
		}
		if most == nil || b.holds() > most.holds() {
			most = b
		}
		since := b.call.waits
		if !since.IsZero() && time.Since(since) >= patience && (slowest == nil || since.Before(slowest.call.waits)) {
			slowest = b
		}
	}
	victim := slowest
	if victim == nil {
		victim = most
		if victim == nil || victim.holds() < by.holds()+n {
			return false
		}
	}
	t.ended, t.endedAt = victim, time.Now()
	victim.call.end()
	return true
}

// holds returns what an instance has of its total.
func (b *Budget) holds() uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.taken
}
