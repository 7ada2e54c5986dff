package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/stdio"
	"github.com/wasmcp/wasmcp-go/runtime"
)

func (a *app) runCommand() *cobra.Command {
	var e embedded
	c := &cobra.Command{
		Use:   "run COMPONENT... [-- ARGUMENT...]",
		Short: "Run a server over standard input and output",
		Long: `Runs a server's wasi:cli/run, which speaks MCP over standard input and output. Nothing else is
written to standard output. The server ends with its input, and its exit code is wasmcp's.

Several components, or one that is no server, are composed in memory; without components, those of
wasmcp.toml are. The server may do nothing but compute unless flags let it.

Any other command that is a component runs as well; what stands after -- are its arguments.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			specs, arguments := args, []string(nil)
			if n := cmd.ArgsLenAtDash(); n >= 0 {
				specs, arguments = args[:n], args[n:]
			}
			return a.run(cmd.Context(), specs, arguments, &e)
		},
	}
	e.flags(c, 0)
	return c
}

// run runs the command.
func (a *app) run(ctx context.Context, specs, arguments []string, e *embedded) error {
	e.logger = logger(a.Stderr, "text")
	s, err := a.start(ctx, specs, e)
	if err != nil {
		return err
	}
	if a.verbose {
		a.err.Line(s.name + " runs; it may use")
		a.showGrants(s, e)
	}
	if e.timeout > 0 {
		limit := &runtime.TimeoutError{Limit: e.timeout}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, e.timeout, limit)
		defer cancel()
	}
	run := func(ctx context.Context, in io.Reader, out io.Writer) error {
		return s.Run(ctx, runtime.Stdio{In: in, Out: out, Err: a.Stderr, Args: append([]string{s.name}, arguments...)})
	}
	if s.mcp {
		report := func(err error) { a.report(&runError{s.name, err}) }
		err = stdio.Server{Run: run, In: a.Stdin, Out: a.Stdout, Report: report}.Serve(ctx)
	} else {
		err = run(ctx, a.Stdin, a.Stdout)
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	var exit *runtime.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return &exitError{exit.Code}
	case errors.Is(err, runtime.ErrFailed):
		return &exitError{exitFailed}
	}
	if not := (*runtime.NotCommandError)(nil); errors.As(err, &not) {
		return &notCommandError{s.name}
	}
	return &runError{s.name, err}
}

// exitError is a component that ended with an exit code of its own, and has said why if it wanted.
type exitError struct{ code int }

func (e *exitError) Error() string { return "the component ended itself with an error" }

// runError is a component that went wrong.
type runError struct {
	name string
	err  error
}

func (e *runError) Error() string { return e.name + " went wrong: " + e.err.Error() }

func (e *runError) Unwrap() error { return e.err }

// notCommandError is a component that cannot be run.
type notCommandError struct{ name string }

func (e *notCommandError) Error() string {
	return e.name + " cannot be run: it does not export wasi:cli/run"
}

// notHTTPError is a component that cannot be served.
type notHTTPError struct{ name string }

func (e *notHTTPError) Error() string {
	return e.name + " cannot be served: it does not export wasi:http/incoming-handler"
}
