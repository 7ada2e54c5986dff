package runtime

import (
	"errors"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/snapshot"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// Trap is the end of a call that went wrong inside a component.
type Trap struct {
	// Reason is what went wrong, Stack the functions it went wrong in, innermost first.
	Reason string
	Stack  []string
	// Component is what the component calls the one inside that it went wrong in, and Function the
	// innermost function; empty where there are no names.
	Component, Function string
	// Err is the error that it comes from, such as that of a context which ended.
	Err error
}

// Error returns the reason, and where that was.
func (t *Trap) Error() string {
	text := t.Reason
	if t.Component != "" {
		text += " in " + t.Component
	}
	if t.Function != "" {
		text += ", function " + t.Function
	}
	return text
}

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
	t := &Trap{Reason: inWords(strings.TrimSuffix(text, " (recovered by wazero)")), Err: err}
	if errors.As(err, &trap) {
		t.Reason = trap.Reason
	}
	for line := range strings.Lines(stack) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "wasm stack trace") {
			t.Stack = append(t.Stack, line)
		}
	}
	if i := slices.IndexFunc(t.Stack, func(line string) bool { return !strings.HasPrefix(line, graph.HostModule+".") }); i >= 0 {
		t.Function = functionOf(t.Stack[i])
	}
	return t
}

// inWords says what a trap of core code is.
func inWords(reason string) string {
	_, core, ok := strings.Cut(reason, "wasm error: ") // a start function's has something before
	if !ok {
		return reason
	}
	switch core {
	case "unreachable":
		return "unreachable: a panic or an abort"
	case "integer divide by zero":
		return "division by zero"
	case "stack overflow":
		return "stack overflow: calls are nested too deep"
	case "invalid table access":
		return "out of bounds table access"
	}
	return core
}

// functionOf is the name of a function in a line of a stack, empty for one that has only a number.
func functionOf(line string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(line, "."), "(")
	if strings.HasPrefix(name, "$") && strings.Trim(name[1:], "0123456789") == "" {
		return ""
	}
	const most = 200
	return name[:min(len(name), most)]
}

// trapOf is trapOf with the component that was being called.
func (in *instance) trapOf(err error) error {
	if made := (*Trap)(nil); errors.As(err, &made) {
		return made // of a core instance that was made in the call, which says where itself
	}
	err = trapOf(err)
	if t, ok := err.(*Trap); ok && in.running != nil {
		t.Component = in.c.plan.Names[in.running.instance]
	}
	return err
}
