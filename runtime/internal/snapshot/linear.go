package snapshot

import (
	"fmt"
	"sync"

	"github.com/tetratelabs/wazero/experimental"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// Allocator makes the linear memories of one instance of a component, which come out of its budget. It
// implements [experimental.MemoryAllocator].
type Allocator struct{ Budget *budget.Budget }

// Allocate implements [experimental.MemoryAllocator].
func (a Allocator) Allocate(_, _ uint64) experimental.LinearMemory {
	return &linear{budget: a.Budget}
}

// LimitError is an instance that cannot be made because of what it has from the start, in bytes. Total
// tells that the limit is that of all instances together.
type LimitError struct {
	Needed, Limit uint64
	Total         bool
}

// Error tells how much that is.
func (e *LimitError) Error() string {
	return fmt.Sprintf("its memory begins with %d bytes (at most %d)", e.Needed, e.Limit)
}

// linear is a linear memory. It keeps some of what it has once grown to, for the next time.
type linear struct {
	budget *budget.Budget
	b      []byte
	size   uint64
	made   bool
}

// maxSpare is how many bytes a memory keeps beside its own, and large from how many on memories are moved
// one after the other, whoever has them.
const (
	maxSpare = 16 << 20
	large    = 64 << 20
)

// moving is held while a large memory is moved, and there twice.
var moving sync.Mutex

// move finds a place for the memory where it has size bytes, and an eighth more: a guest that grows by
// a page at a time would otherwise have all copied each time. What is beside its size is not counted.
func (l *linear) move(size uint64) {
	if size > large {
		moving.Lock()
		defer moving.Unlock()
	}
	l.b = append(make([]byte, 0, size+min(size/8, maxSpare)), l.b[:l.size]...)[:size]
}

// Reallocate returns the memory with another size, nil where it cannot have it. What it has grown by
// is zero. A memory that cannot have its first size panics with a [*LimitError]: wazero takes that
// size for granted.
func (l *linear) Reallocate(size uint64) []byte {
	if size < l.size {
		l.budget.Release(l.size - size)
	} else if !l.budget.Reserve(size - l.size) {
		if !l.made {
			panic(&LimitError{l.budget.Used() + size, l.budget.Limit(), l.budget.Limited()})
		}
		return nil
	}
	l.made = true
	switch held := uint64(cap(l.b)); {
	case size > held:
		l.move(size)
	case size < l.size && held > size+maxSpare:
		l.b = append(make([]byte, 0, size), l.b[:size]...)
	default:
		l.b = l.b[:size]
		if size > l.size {
			clear(l.b[l.size:])
		}
	}
	l.size = size
	return l.b
}

// Free implements [experimental.LinearMemory].
func (l *linear) Free() {}
