package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/runtime"
)

func (a *app) runCommand() *cobra.Command {
	var e embedded
	c := &cobra.Command{
		Use:   "run COMPONENT...",
		Short: "Run a server over standard input and output",
		Long: `Runs a server's wasi:cli/run, which speaks MCP over standard input and output. Nothing else is
written to standard output. The server ends with its input, and its exit code is wasmcp's.

Several components, or one that is no server, are composed in memory; without components, those of
wasmcp.toml are. The server may do nothing but compute unless flags let it.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := a.start(cmd.Context(), args, &e)
			if err != nil {
				return err
			}
			err = s.Run(cmd.Context(), runtime.Stdio{In: a.Stdin, Out: a.Stdout, Err: a.Stderr, Args: []string{s.name}})
			return errors.Join(err, s.Close())
		},
	}
	e.flags(c, 0)
	return c
}
