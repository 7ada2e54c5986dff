package ship

import (
	"context"
	"slices"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci/lock"
)

// updateOptions are what update is told.
type updateOptions struct {
	compose      composing.Options
	dryRun, json bool
}

func UpdateCommand(a *cli.App) *cobra.Command {
	o := updateOptions{compose: composing.Options{Kind: chain.Server}}
	c := &cobra.Command{
		Use:   "update [NAME...]",
		Short: "Update wasmcp.lock to the newest allowed versions",
		Long: `Updates wasmcp.lock: looks up what tags and version ranges in wasmcp.toml resolve to now, and asks the
components what they list. It prints what changed: versions, digests, tools added and removed, and the
old and new text of each changed description or schema.

NAME is a component as wasmcp.toml has it (or its last path element), a part of the framework, or
"framework" for all parts. Without a NAME, everything is updated. A version older than the locked one
is refused.`,
		Example: `  wasmcp update --dry-run
  wasmcp update acme:weather@^1.2`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.compose.Set = cmd.Flags().Changed
			return runUpdate(cmd.Context(), a, args, &o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.compose.Profile, "profile", "", "update the components of the profile `NAME`")
	f.BoolVar(&o.dryRun, "dry-run", false, "show the changes; write nothing")
	f.BoolVar(&o.json, "json", false, "print the changes as JSON")
	f.BoolVar(&o.compose.Names.NoIntrospect, "no-introspect", false, "do not run components to ask what they list")
	return c
}

// runUpdate runs the command.
func runUpdate(ctx context.Context, a *cli.App, names []string, o *updateOptions) error {
	output := ""
	specs, overrides, err := o.compose.Resolve(nil, &output)
	if err != nil {
		return err
	}
	l := o.compose.Lock
	if l.Forget, err = forgetting(names, l.Named); err != nil {
		return err
	}
	inputs, err := composing.Inputs(ctx, a, specs, overrides, o.compose)
	if err != nil {
		return err
	}
	if _, err := composing.Plan(ctx, a, o.compose.Kind, specs, inputs, o.compose); err != nil {
		return err
	}
	old, next := l.Old, l.Next()
	if old == nil {
		old = lock.New(server.LockedContract, nil)
	}
	if err := lock.Older(old, next); err != nil {
		return err
	}
	written := !o.dryRun && (l.Old == nil || !composing.Same(old, next))
	if written {
		if _, err := composing.WriteLock(a, l); err != nil {
			return err
		}
	}
	if o.json {
		return a.PrintJSON(composing.UpdatedJSON(old, next, written))
	}
	for _, line := range composing.Changed(old, next) {
		a.Out.Line(line)
	}
	switch {
	case a.Quiet:
	case composing.Same(old, next):
		a.Err.Note(lock.FileName + " is up to date")
	case written:
		a.Err.Note(lock.FileName + "  written")
	default:
		a.Err.Note(lock.FileName + "  not written")
	}
	return nil
}

// forgetting tells which entries are looked up again, of all that wasmcp.toml asks for.
func forgetting(names []string, all []server.NamedInput) (func(lock.Input) bool, error) {
	called := func(name string, i server.NamedInput) bool {
		return name == i.Spec || name == i.Part || i.Part == "" && name == cli.NameFromSpec(i.Spec) ||
			name == frameworkName && i.Framework
	}
	var errs errlist.List
	for _, name := range names {
		if !slices.ContainsFunc(all, func(i server.NamedInput) bool { return called(name, i) }) {
			var known []string
			for _, i := range all {
				if !i.Framework {
					known = append(known, i.Spec)
				}
			}
			errs.Add(&composing.UnlockedNameError{Name: name, Known: cli.Unique(known)})
		}
	}
	return func(i lock.Input) bool {
		return len(names) == 0 || slices.ContainsFunc(all, func(n server.NamedInput) bool {
			return n.Part == i.Part && n.Spec == i.Spec &&
				slices.ContainsFunc(names, func(name string) bool { return called(name, n) })
		})
	}, errs.Err()
}

// frameworkName is what update calls all parts of the framework.
const frameworkName = "framework"
