// Package cli is the command line: one file a verb, each with its options, its command and what it
// does. It holds the advice; the libraries under it hold the facts.
package cli

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/internal/filemap"
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
	// unvalidated tells that components are not to be checked when they are read.
	unvalidated bool
	ending      lastResort
	// showing tells that a line of progress is shown.
	showing atomic.Bool
	// registries is nil until the first reference.
	registries *registries
	// key is that of the cache, once it is known; keyless tells that there is none.
	key             []byte
	keyless, warned bool
}

// Main runs one command line and returns its exit code: 0 done, 1 failed, 2 wrongly used,
// 130 interrupted, or that of a component which it ran.
func Main(ctx context.Context, p Process) int {
	p.Stdout, p.Stderr = ui.Guarded(p.Stdout), ui.Guarded(p.Stderr)
	a := &app{Process: p, out: ui.New(p.Stdout, p.Environ), err: ui.New(p.Stderr, p.Environ)}
	a.ending.exit = p.Exit
	defer a.ending.watch(ctx)()
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
		Long: "wasmcp turns WebAssembly components into MCP servers. It creates projects, combines components into\n" +
			"one server that any WASI runtime can run, and serves it over HTTP and stdio.\n\n" +
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
	root.PersistentFlags().BoolVarP(&a.quiet, "quiet", "q", false, "print only errors and results")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "print more details")
	a.registry.flags(root.PersistentFlags())
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &usageError{message: err.Error()}
	})
	root.SuggestionsMinimumDistance = 2
	root.AddCommand(a.commands()...)
	return root
}

// commands are those that the arguments can mean: the one they begin with, or all. Most of the time
// that it takes to make all would be lost.
func (a *app) commands() []*cobra.Command {
	verbs := a.verbs()
	if len(a.Args) > 0 {
		if i := slices.IndexFunc(verbs, func(v verb) bool { return v.name == a.Args[0] }); i >= 0 {
			verbs = verbs[i : i+1]
		}
	}
	var made []*cobra.Command
	for _, v := range verbs {
		made = append(made, v.command())
	}
	return made
}

// verb is a command that is made when it is wanted.
type verb struct {
	name    string
	command func() *cobra.Command
}

func (a *app) verbs() []verb {
	return []verb{
		{"new", a.newCommand},
		{"compose", a.composeCommand},
		{"update", a.updateCommand},
		{"link", a.linkCommand},
		{"serve", a.serveCommand},
		{"run", a.runCommand},
		{"call", a.callCommand},
		{"inspect", a.inspectCommand},
		{"validate", a.validateCommand},
		{"wit", a.witCommand},
		{"push", a.pushCommand},
		{"pull", a.pullCommand},
		{"tags", a.tagsCommand},
		{"copy", a.copyCommand},
		{"framework", a.frameworkCommand},
		{"referrers", a.referrersCommand},
		{"publish", a.publishCommand},
		{"sign", a.signCommand},
		{"verify", a.verifyCommand},
		{"keygen", a.keygenCommand},
		{"login", a.loginCommand},
		{"logout", a.logoutCommand},
		{"cache", a.cacheCommand},
		{"version", a.versionCommand},
		{askedCommand, a.askedCommand},
	}
}
