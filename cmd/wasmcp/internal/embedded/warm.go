package embedded

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// WarmCommand compiles a server into the cache.
func WarmCommand(a *cli.App) *cobra.Command {
	var o Options
	c := &cobra.Command{
		Use:   "warm COMPONENT...",
		Short: "Compile a server into the cache, so that its first start is fast",
		Long: `Compiles a server and keeps the code in the cache. The next serve, run or call of the same file starts at
once. Use it when you install a server: a Python server takes 10 to 20 seconds to compile.

Several components are composed in memory. Without a COMPONENT, wasmcp.toml is used.`,
		Example: `  wasmcp cache warm server.wasm`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return warm(cmd.Context(), a, args, &o)
		},
	}
	o.Flags(c, DefaultTimeout)
	// What it may do when it runs changes nothing about its code.
	for _, name := range []string{"allow-host", "dir", "env", "kv", "config", "memory", "timeout"} {
		_ = c.Flags().MarkHidden(name)
	}
	return c
}

// errNotKept is a system on which compiled code is not kept, for a reason that -v shows.
var errNotKept = errors.New("compiled code cannot be kept on this machine")

// warm runs the command.
func warm(ctx context.Context, a *cli.App, specs []string, o *Options) error {
	if a.CodeCache(ctx) == nil {
		return errNotKept
	}
	begun := time.Now()
	s, err := Start(ctx, a, specs, o)
	if err != nil {
		return err
	}
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("%s is compiled (%s)", s.Name, time.Since(begun).Round(time.Second/10)))
	}
	return s.Close()
}
