// Package cli is the command line: one file a verb, each with its options, its command and what it
// does. It holds the advice; the libraries under it hold the facts.
package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/filemap"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
)

// Process is what a command has of the process it runs in.
type Process struct {
	// Args are the arguments after the program's name.
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Environ has the form KEY=VALUE.
	Environ []string
}

// The exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// app is what every command shares.
type app struct {
	Process
	out, err       *ui.Printer
	quiet, verbose bool
	registry       registryOptions
	// files are those that a command passes on; nil where it does not.
	files *filemap.Files
	// undigested tells that nobody wants to know the digests of files.
	undigested bool
	// registries is nil until the first reference.
	registries *registries
}

// Main runs one command line and returns its exit code: 0 done, 1 failed, 2 wrongly used,
// 130 interrupted, or that of a component which it ran.
func Main(ctx context.Context, p Process) int {
	a := &app{Process: p, out: ui.New(p.Stdout, p.Environ), err: ui.New(p.Stderr, p.Environ)}
	root := a.root()
	root.SetArgs(p.Args)
	cmd, err := root.ExecuteContextC(ctx)
	if failed := a.out.Err(); err == nil && failed != nil {
		err = fileError("standard output", failed)
	}
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	if x := (*exitError)(nil); errors.As(err, &x) {
		return x.code
	}
	if groups := cmd.ValidateFlagGroups(); groups != nil && groups.Error() == err.Error() {
		err = exclusive(err)
	}
	if u := (*usageError)(nil); errors.As(err, &u) {
		a.err.Error(u.Error(), []string{"usage: " + cmd.UseLine()}, u.hint)
		return exitUsage
	}
	a.report(err)
	return exitFailed
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "wasmcp",
		Short: "Compose WebAssembly components into MCP servers",
		Long: "wasmcp turns WebAssembly components into MCP servers: it scaffolds components, links\n" +
			"them into one that any WASI runtime can serve over HTTP and stdio, and shows what is inside.\n\n" +
			"A COMPONENT is a file, a reference such as ghcr.io/acme/weather:1.2.0 or oci-layout://build:1.2.0,\n" +
			"or a package such as acme:weather@^1.2.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "print nothing but errors and what was asked for")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "print more of what is done")
	a.registry.flags(root.PersistentFlags())
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &usageError{message: err.Error()}
	})
	root.SuggestionsMinimumDistance = 2
	root.AddCommand(a.newCommand(), a.composeCommand(), a.updateCommand(), a.linkCommand(), a.serveCommand(), a.runCommand(), a.callCommand(),
		a.inspectCommand(), a.witCommand(), a.pushCommand(), a.pullCommand(), a.tagsCommand(), a.copyCommand(), a.frameworkCommand(), a.referrersCommand(), a.publishCommand(), a.signCommand(), a.verifyCommand(), a.keygenCommand(),
		a.loginCommand(), a.logoutCommand(),
		a.cacheCommand(), a.versionCommand())
	return root
}
