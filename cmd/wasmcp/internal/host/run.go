package host

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/host/stdio"
	"github.com/wasmcp/wasmcp-go/runtime"
)

func RunCommand(a *cli.App) *cobra.Command {
	var e embedded.Options
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
			return runServer(cmd.Context(), a, specs, arguments, &e)
		},
	}
	e.Flags(c, embedded.DefaultTimeout)
	e.TotalFlag(c)
	return c
}

// runServer runs the command.
func runServer(ctx context.Context, a *cli.App, specs, arguments []string, e *embedded.Options) error {
	e.Logger, e.Early = logger(a.Stderr, "text"), true
	s, err := embedded.Start(ctx, a, specs, e)
	if err != nil {
		return err
	}
	ctx, cancel := s.Whole(ctx)
	defer cancel()
	if a.Verbose {
		a.Err.Line("Running " + s.Name + ". Access:")
		embedded.ShowGrants(a, s, e)
	}
	command := func(ctx context.Context, in io.Reader, out io.Writer, waiting, paused func(bool)) error {
		return s.Run(ctx, runtime.Stdio{In: in, Out: out, Err: a.Stderr, Args: append([]string{s.Name}, arguments...), Waiting: waiting, Paused: paused})
	}
	switch {
	case s.Mcp:
		report := func(err error) {
			if late := (*runtime.TimeoutError)(nil); errors.As(err, &late) {
				a.Report(&embedded.HungError{Name: s.Name, Limit: late})
				return
			}
			a.Report(&embedded.RunError{Name: s.Name, Err: err})
		}
		err = stdio.Server{Run: command, In: a.Stdin, Out: a.Stdout, Timeout: e.Timeout, Report: report}.Serve(ctx)
	case e.Timeout > 0 && e.Compose.Set("timeout"):
		late := &runtime.TimeoutError{Limit: e.Timeout}
		deadline := time.Now().Add(e.Timeout)
		limited, cancel := context.WithDeadlineCause(ctx, deadline, late)
		defer cancel()
		// One that came to its end before it was ended took too long all the same.
		if err = command(limited, a.Stdin, a.Stdout, nil, nil); ctx.Err() == nil && !time.Now().Before(deadline) {
			err = late
		}
	default:
		err = command(ctx, a.Stdin, a.Stdout, nil, nil)
	}
	if broken := embedded.NotWhole(ctx); broken != nil {
		return errors.Join(broken, s.Close())
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	var exit *runtime.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return &cli.ExitError{Code: exit.Code}
	case errors.Is(err, runtime.ErrFailed):
		return &cli.ExitError{Code: cli.ExitFailed}
	}
	if not := (*runtime.NotCommandError)(nil); errors.As(err, &not) {
		return &embedded.NotCommandError{Name: s.Name}
	}
	return &embedded.RunError{Name: s.Name, Err: err}
}
