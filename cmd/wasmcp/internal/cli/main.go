// Package cli is the app that all commands share: its streams, its exit codes, how errors are told, the
// cache, and how components and registries are reached. The commands are in the packages beside it, one
// package a family.
package cli

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync/atomic"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/internal/filemap"
	"github.com/wasmcp/wasmcp-go/oci/load"
)

// Process is what a command has of the process it runs in.
type Process struct {
	// Args are the arguments after the program's name.
	Args           []string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Environ has the form KEY=VALUE.
	Environ []string
	// Program is the path of this program, which is run once more to ask what components offer; where
	// it is nil none are asked.
	Program func() (string, error)
	// Exit ends the process with an exit code. It is called where the command does not end soon
	// after its context has; nil where nothing shall be ended.
	Exit func(code int)
}

// The exit codes.
const (
	ExitOK          = 0
	ExitFailed      = 1
	exitUsage       = 2
	ExitInterrupted = 130
)

// Tree is what the program is made of.
type Tree struct {
	// Verbs are its commands, but for those about the program itself.
	Verbs []Verb
	// Explainers know its errors. The first that knows one explains it.
	Explainers []Explainer
}

// App is what every command shares.
type App struct {
	Process
	tree           Tree
	Out, Err       *ui.Printer
	Quiet, Verbose bool
	Registry       registryOptions
	// command is the one that ran, once it is over.
	command *cobra.Command
	// Files are those that a command passes on; nil where it does not.
	Files *filemap.Files
	// Undigested tells that nobody wants to know the digests of files.
	Undigested bool
	// Unvalidated tells that components are not to be checked when they are read.
	Unvalidated bool
	Ending      lastResort
	// StdinComponent tells that a component may be -, standard input.
	StdinComponent bool
	// typed are the components that were asked for.
	typed []load.Request
	// showing tells that a line of progress is shown.
	showing atomic.Bool
	// Registries is nil until the first reference.
	Registries *Registries
	// key is that of the cache, once it is known; keyless tells that there is none.
	key             []byte
	keyless, warned bool
}

// Main runs one command line and returns its exit code: 0 done, 1 failed, 2 wrongly used,
// 130 interrupted, or that of a component which it ran.
func Main(ctx context.Context, p Process, t Tree) int {
	p.Stdout, p.Stderr = ui.Guarded(p.Stdout), ui.Guarded(p.Stderr)
	a := &App{Process: p, tree: t, Out: ui.New(p.Stdout, p.Environ), Err: ui.New(p.Stderr, p.Environ)}
	a.Ending.exit, a.Ending.clean = p.Exit, atomicfile.RemoveUnfinished
	defer a.Ending.watch(ctx)()
	root := a.root()
	root.SetArgs(p.Args)
	cmd, err := root.ExecuteContextC(ctx)
	if failed := a.Out.Err(); err == nil && failed != nil {
		err = FileError("standard output", failed)
	}
	switch {
	case err == nil:
		return ExitOK
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return ExitInterrupted
	}
	if x := (*ExitError)(nil); errors.As(err, &x) {
		return x.Code
	}
	if groups := cmd.ValidateFlagGroups(); groups != nil && groups.Error() == err.Error() {
		err = exclusive(err)
	}
	if u := (*UsageError)(nil); errors.As(err, &u) {
		a.Err.Error(u.Error(), []string{"usage: " + cmd.UseLine()}, u.Hint)
		return exitUsage
	}
	a.command = cmd
	a.Report(err)
	return ExitFailed
}

// HasFlag reports whether the command that went wrong has a flag, so that a hint may name it.
func (a *App) HasFlag(name string) bool {
	return a.command == nil || a.command.Flags().Lookup(name) != nil
}

func (a *App) root() *cobra.Command {
	var shown bool
	root := &cobra.Command{
		Use:   "wasmcp",
		Short: "Compose WebAssembly components into MCP servers",
		Long: "wasmcp turns WebAssembly components into MCP servers. It creates projects, combines components into\n" +
			"one server that any WASI runtime can run, and serves it over HTTP and stdio.\n\n" +
			"A COMPONENT is a file, a reference such as ghcr.io/acme/weather:1.2.0 or oci-layout://build:1.2.0,\n" +
			"or a package such as acme:weather@^1.2.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return unknownCommand(cmd, args[0])
			case shown:
				return a.showVersion(false)
			}
			return cmd.Help()
		},
	}
	root.Flags().BoolVar(&shown, "version", false, "print the version")
	root.SetIn(a.Stdin)
	root.SetOut(a.Stdout)
	root.SetErr(a.Stderr)
	root.PersistentFlags().BoolVarP(&a.Quiet, "quiet", "q", false, "print only errors and results")
	root.PersistentFlags().BoolVarP(&a.Verbose, "verbose", "v", false, "print more details")
	a.Registry.flags(root.PersistentFlags())
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.commands()...)
	root.SetHelpCommand(helpCommand())
	return root
}

// commands are those that the arguments can mean: the one they begin with, or all. Most of the time
// that it takes to make all would be lost.
func (a *App) commands() []*cobra.Command {
	verbs := slices.Concat(a.tree.Verbs, own())
	if len(a.Args) > 0 {
		if i := slices.IndexFunc(verbs, func(v Verb) bool { return v.Name == a.Args[0] }); i >= 0 {
			verbs = verbs[i : i+1]
		}
	}
	var made []*cobra.Command
	for _, v := range verbs {
		made = append(made, v.Command(a))
	}
	return made
}

// Verb is a command that is made when it is wanted.
type Verb struct {
	Name    string
	Command func(a *App) *cobra.Command
}

// own are the commands about the program itself.
func own() []Verb {
	return []Verb{
		{"version", (*App).versionCommand},
	}
}
