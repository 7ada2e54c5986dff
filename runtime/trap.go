package runtime

import (
	"errors"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/snapshot"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// Trap is the end of a call that went wrong inside a component.
type Trap struct {
	// Reason is what went wrong, Stack the functions it went wrong in, innermost first.
	Reason string
	Stack  []string
	// Err is the error that it comes from, such as that of a context which ended.
	Err error
}

// Error returns the reason.
func (t *Trap) Error() string { return t.Reason }

// Unwrap returns Err.
func (t *Trap) Unwrap() error { return t.Err }

// ExitError is a component that ended itself with an exit code other than 0.
type ExitError = wasi.Exit

// MemoryError is a component of which there can be no instance: its memories have more bytes from the
// start than [Config] lets them.
type MemoryError = snapshot.LimitError

// AsyncError is a component that cannot be run since it is asynchronous, as those of WASI 0.3 are.
type AsyncError = canon.AsyncError

// trapOf makes the error of a call of what wazero returns. An exit stays what it is.
func trapOf(err error) error {
	var exit *wasi.Exit
	if errors.As(err, &exit) {
		return exit
	}
	var trap *canon.Trap
	text, stack, _ := strings.Cut(err.Error(), "\nwasm stack trace:")
	t := &Trap{Reason: strings.TrimSuffix(text, " (recovered by wazero)"), Err: err}
	if errors.As(err, &trap) {
		t.Reason = trap.Reason
	}
	for line := range strings.Lines(stack) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "wasm stack trace") {
			t.Stack = append(t.Stack, line)
		}
	}
	return t
}
