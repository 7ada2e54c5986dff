package runtime

import (
	"context"
	"errors"
	"io"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// Stdio is what a command reads and writes, and its arguments, of which the first is its name.
type Stdio struct {
	In       io.Reader
	Out, Err io.Writer
	Args     []string
	// Waiting is told when the command begins to wait for input that is not there yet, and when it
	// goes on; nil for nobody.
	Waiting func(bool)
	// Paused is told when the command begins to wait for a part of it to be compiled, and when it goes
	// on; nil for nobody.
	Paused func(bool)
}

// NotCommandError is a component that is no command.
type NotCommandError struct{}

// Error says so.
func (*NotCommandError) Error() string { return "the component does not export wasi:cli/run" }

// ErrFailed is the error of a command that says that it failed.
var ErrFailed = errors.New("the command failed")

// Run runs the component's wasi:cli/run. The error is [ErrFailed] or an [*ExitError] where the command
// says that it failed, and a [*Trap] where it went wrong.
func (c *Component) Run(ctx context.Context, stdio Stdio) error {
	f, ok := c.export("wasi:cli/run@0.2", "run")
	if !ok {
		return &NotCommandError{}
	}
	if err := c.checkExport("wasi:cli/run#run", f, "-> result<_, _>"); err != nil {
		return err
	}
	state := c.state()
	state.Stdin, state.Stdout, state.Stderr, state.Args = stdio.In, stdio.Out, stdio.Err, stdio.Args
	state.Waiting = stdio.Waiting
	in, err := c.instantiate(ctx, state, func() {})
	if err != nil {
		return err
	}
	defer in.close()
	in.pause = func(wait func()) {
		if stdio.Paused != nil {
			stdio.Paused(true)
			defer stdio.Paused(false)
		}
		wait()
	}
	result, err := in.invokeExport(ctx, f, nil)
	var exit *wasi.Exit
	switch {
	case errors.As(err, &exit) && exit.Code == 0:
		return nil
	case err != nil:
		return err
	case result.(canon.Case).Index != 0:
		return ErrFailed
	}
	return nil
}
