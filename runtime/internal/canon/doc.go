// Package canon moves values between WebAssembly guests, and between a guest and its host, as the
// Canonical ABI has it.
//
// [Compile] works a type out once, when a component is loaded. At run time a [Side] is one party to
// a call: a memory, its allocator, its string encoding and its handles. [Lift] and [Lower] make Go
// values of a guest's and back; [Copy] moves values from guest to guest, memory to memory.
//
// Nothing that a guest says is trusted: offsets, lengths, discriminants and handles are checked, and
// what is wrong with them is a [*Trap], which the functions of this package panic with.
package canon

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
)

// Trap is the end of a call that its guest is to blame for. It travels as a panic through guest
// code and comes out as an error of the outermost call.
type Trap struct{ Reason string }

// Error returns the reason.
func (t *Trap) Error() string { return t.Reason }

// Trapf panics with a [*Trap].
func Trapf(format string, args ...any) { panic(&Trap{fmt.Sprintf(format, args...)}) }

// Reserve takes n bytes of a budget for what a guest has the host keep, and traps where they are
// refused.
func Reserve(b *budget.Budget, n uint64, what string) {
	if !b.Reserve(n) {
		Trapf("out of memory: %s takes %d bytes more", what, n)
	}
}

// AsyncError is something of the asynchronous part of the Component Model, which WASI 0.3 is made of.
type AsyncError struct {
	// What is what was found, such as "a stream".
	What string
}

// Error says what was found and what would be expected.
func (e *AsyncError) Error() string {
	return e.What + " is asynchronous (WASI 0.3), and only synchronous components (WASI 0.2) can be run"
}
