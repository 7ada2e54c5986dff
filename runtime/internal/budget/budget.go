// Package budget counts the memory that instances of components take of their host: linear memories
// and tables, and all that the host keeps for a guest, such as handles, bodies and header fields.
// Whoever is about to allocate for a guest reserves first, and does not where that is refused.
//
// Budgets are a tree of three levels. A [Total] is what all instances have together, a [Budget] of it
// what one instance has, and a child of that what the instance has for one call: it is closed with
// the call, and so nothing that a guest left behind is counted, or kept, for longer.
package budget

import "sync"

// Budget is a number of bytes that may be taken. It is safe for concurrent use. A nil Budget refuses
// nothing and counts nothing.
type Budget struct {
	limit, grain uint64
	parent       source // nil where there is none

	mu     sync.Mutex
	used   uint64
	taken  uint64 // of the parent, as much as is used or more
	closed bool

	call call // for the total
}

// source is what a budget is a part of.
type source interface {
	reserve(n uint64, by *Budget) bool
	release(n uint64)
}

// New returns a budget of limit bytes; 0 for any number.
func New(limit uint64) *Budget { return &Budget{limit: limit} }

// grain is how much a call takes at a time, so that small things cost little.
const grain = 64 << 10

// Call returns the part of the budget that one call has. It is to be closed with the call.
func (b *Budget) Call() *Budget {
	if b == nil {
		return nil
	}
	return &Budget{grain: grain, parent: b}
}

// Reserve takes n bytes. It reports false where they are refused: nothing is taken then, and the
// caller must not allocate. Where all instances together have too little left it may wait.
func (b *Budget) Reserve(n uint64) bool {
	if b == nil {
		return true
	}
	b.mu.Lock()
	sum := b.used + n
	if b.closed || sum < n || b.limit > 0 && sum > b.limit {
		b.mu.Unlock()
		return false
	}
	b.used = sum
	if b.parent == nil || sum <= b.taken {
		b.mu.Unlock()
		return true
	}
	need := sum - b.taken
	b.mu.Unlock()
	// Nobody is kept out meanwhile. Two who take at a time may take too much, never too little.
	got := max(need, b.grain)
	ok := b.parent.reserve(got, b)
	if !ok && got > need {
		got = need
		ok = b.parent.reserve(got, b)
	}
	b.mu.Lock()
	closed := b.closed
	switch {
	case closed:
	case ok:
		b.taken += got
	default:
		b.used -= n
	}
	b.mu.Unlock()
	if closed && ok {
		b.parent.release(got)
	}
	return ok && !closed
}

// Release gives n bytes back that were reserved. What belongs to a closed budget was given back with it.
func (b *Budget) Release(n uint64) {
	if b == nil || n == 0 {
		return
	}
	b.mu.Lock()
	if b.closed {
		b.mu.Unlock()
		return
	}
	n = min(n, b.used)
	b.used -= n
	var left uint64
	if b.parent != nil && b.taken > b.used+2*b.grain {
		left = b.taken - b.used - b.grain
		b.taken -= left
	}
	b.mu.Unlock()
	if left > 0 {
		b.parent.release(left)
	}
}

// Close gives back all there is. Nothing can be reserved any more.
func (b *Budget) Close() {
	if b == nil {
		return
	}
	b.mu.Lock()
	left := b.taken
	b.used, b.taken, b.closed = 0, 0, true
	b.mu.Unlock()
	if b.parent == nil {
		return
	}
	b.parent.release(left)
	if t, ok := b.parent.(*Total); ok {
		t.remove(b)
	}
}

func (b *Budget) reserve(n uint64, _ *Budget) bool { return b.Reserve(n) }

func (b *Budget) release(n uint64) { b.Release(n) }

// Used returns how many bytes are reserved.
func (b *Budget) Used() uint64 {
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// Limit returns how many bytes there are, those of the total where they are fewer; 0 for any number.
func (b *Budget) Limit() uint64 {
	if b == nil {
		return 0
	}
	if t, ok := b.total(); ok && t.Limit > 0 && (b.limit == 0 || t.Limit < b.limit) {
		return t.Limit
	}
	return b.limit
}

// Limited reports whether it is the total that has fewer bytes than the budget.
func (b *Budget) Limited() bool {
	return b != nil && b.Limit() != b.limit
}
