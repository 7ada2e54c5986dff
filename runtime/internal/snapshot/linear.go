package snapshot

import (
	"fmt"

	"github.com/tetratelabs/wazero/experimental"
)

// Allocator makes the linear memories of one instance of a component, which together have no more
// than Limit bytes; 0 for any number. It implements [experimental.MemoryAllocator].
type Allocator struct {
	Limit uint64
	used  uint64
}

// Allocate implements [experimental.MemoryAllocator].
func (a *Allocator) Allocate(_, _ uint64) experimental.LinearMemory { return &linear{a: a} }

// LimitError is an instance that cannot be made because of what its memories have from the start.
type LimitError struct{ Needed, Limit uint64 }

// Error tells how much that is.
func (e *LimitError) Error() string {
	return fmt.Sprintf("its memory begins with %d bytes (at most %d)", e.Needed, e.Limit)
}

// linear is a linear memory. It keeps what it has once grown to, for the next time.
type linear struct {
	a    *Allocator
	b    []byte
	size uint64
	made bool
}

// Reallocate returns the memory with another size, nil where it cannot have it. What it has grown by
// is zero. A memory that cannot have its first size panics with a [*LimitError]: wazero takes that
// size for granted.
func (l *linear) Reallocate(size uint64) []byte {
	used := l.a.used - l.size + size
	if l.a.Limit > 0 && used > l.a.Limit {
		if !l.made {
			panic(&LimitError{used, l.a.Limit})
		}
		return nil
	}
	l.made = true
	if size > uint64(cap(l.b)) {
		// A guest that grows by a page at a time would otherwise have all copied each time.
		grown := make([]byte, size, max(size, min(2*uint64(cap(l.b)), uint64(cap(l.b))+1<<24)))
		copy(grown, l.b[:l.size])
		l.b = grown
	} else {
		l.b = l.b[:size]
		if size > l.size {
			clear(l.b[l.size:])
		}
	}
	l.a.used, l.size = used, size
	return l.b
}

// Free implements [experimental.LinearMemory].
func (l *linear) Free() {}
