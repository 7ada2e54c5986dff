package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/host/stdio"
	"github.com/wasmcp/wasmcp-go/runtime"
)

func (a *app) runCommand() *cobra.Command {
	var e embedded
	c := &cobra.Command{
		Use:   "run COMPONENT... [-- ARGUMENT...]",
		Short: "Run a server over standard input and output",
		Long: `Runs a server that speaks MCP over standard input and output. Nothing else goes to standard output. The
server ends when its input ends; wasmcp returns its exit code.

Several components are composed in memory. Without a COMPONENT, wasmcp.toml is used. The server has no
access to files, hosts or variables unless a flag grants it.

A call that takes longer than --timeout gets an error, and the server goes on. Time spent waiting for
the client does not count.

run also runs any other command component. Its arguments follow --. It has no time limit unless you give
--timeout.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			specs, arguments := args, []string(nil)
			if n := cmd.ArgsLenAtDash(); n >= 0 {
				specs, arguments = args[:n], args[n:]
			}
			return a.run(cmd.Context(), specs, arguments, &e)
		},
	}
	e.flags(c, defaultTimeout)
	e.totalFlag(c)
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
	command := func(ctx context.Context, in io.Reader, out io.Writer, waiting func(bool)) error {
		return s.Run(ctx, runtime.Stdio{In: in, Out: out, Err: a.Stderr, Args: append([]string{s.name}, arguments...), Waiting: waiting})
	}
	switch {
	case s.mcp:
		report := func(err error) {
			if late := (*runtime.TimeoutError)(nil); errors.As(err, &late) {
				a.report(&hungError{s.name, late})
				return
			}
			a.report(&runError{s.name, err})
		}
		err = stdio.Server{Run: command, In: a.Stdin, Out: a.Stdout, Timeout: e.timeout, Report: report}.Serve(ctx)
	case e.timeout > 0 && e.compose.set("timeout"):
		late := &runtime.TimeoutError{Limit: e.timeout}
		deadline := time.Now().Add(e.timeout)
		limited, cancel := context.WithDeadlineCause(ctx, deadline, late)
		defer cancel()
		// One that came to its end before it was ended took too long all the same.
		if err = command(limited, a.Stdin, a.Stdout, nil); ctx.Err() == nil && !time.Now().Before(deadline) {
			err = late
		}
	default:
		err = command(ctx, a.Stdin, a.Stdout, nil)
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

// hungError is a server in which a call took too long; the server has gone on.
type hungError struct {
	name  string
	limit *runtime.TimeoutError
}

func (e *hungError) Error() string { return e.name + ": " + e.limit.Error() + " and was ended" }

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
