// Package budget counts the memory that one instance of a component takes of its host: linear
// memories and tables, and all that the host keeps for the guest, such as handles, bodies and header
// fields. Whoever is about to allocate for a guest reserves first, and does not where that is
// refused.
package budget

import (
	"fmt"
	"sync/atomic"
)

// Budget is the memory of one instance, in bytes. It is safe for concurrent use. A nil Budget refuses
// nothing and counts nothing.
type Budget struct {
	limit uint64
	used  atomic.Uint64
}

// New returns the budget of an instance that may take limit bytes; 0 for any number.
func New(limit uint64) *Budget { return &Budget{limit: limit} }

// Reserve takes n bytes. It reports false where they are refused: nothing is taken then, and the
// caller must not allocate.
func (b *Budget) Reserve(n uint64) bool {
	if b == nil {
		return true
	}
	for {
		used := b.used.Load()
		if sum := used + n; sum < used || b.limit > 0 && sum > b.limit {
			return false
		}
		if b.used.CompareAndSwap(used, used+n) {
			return true
		}
	}
}

// Release gives n bytes back that were reserved. To give back more is a fault of the host's, and
// panics: the count would be wrong for good.
func (b *Budget) Release(n uint64) {
	if b == nil || n == 0 {
		return
	}
	for {
		used := b.used.Load()
		if n > used {
			panic(fmt.Sprintf("%d bytes are released of %d that were reserved", n, used))
		}
		if b.used.CompareAndSwap(used, used-n) {
			return
		}
	}
}

// Used returns how many bytes are reserved.
func (b *Budget) Used() uint64 {
	if b == nil {
		return 0
	}
	return b.used.Load()
}

// Limit returns how many bytes there are; 0 for any number.
func (b *Budget) Limit() uint64 {
	if b == nil {
		return 0
	}
	return b.limit
}
