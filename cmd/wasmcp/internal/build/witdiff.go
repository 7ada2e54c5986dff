package build

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/diff"
)

func witDiffCommand(a *cli.App) *cobra.Command {
	var asJSON, exitCode bool
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two versions of a package or component",
		Long: `Compares two versions of a WIT package: what changed, who is affected and why, and whether the version
number follows semver.

For two components, it tells whether the new one can replace the old one. It can if it needs no more
and provides no less.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return cli.Usagef("wit diff takes two files, the old and the new one, found %d", len(args))
			}
			if args[0] == "-" && args[1] == "-" {
				return cli.Usagef("standard input can be the old file or the new one, not both")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := diffWIT(cmd.Context(), a, args[0], args[1])
			if err != nil {
				return err
			}
			if asJSON {
				err = a.PrintJSON(reportOf(r))
			} else {
				err = printWIT(a, r.String())
			}
			if err == nil && exitCode && !r.Verdict().OK {
				return &cli.ExitError{Code: cli.ExitFailed}
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 1 if the new version breaks compatibility that its number promises")
	return c
}

func diffWIT(ctx context.Context, a *cli.App, oldSpec, newSpec string) (*diff.Report, error) {
	// What is unstable may change, which is to be seen.
	all := wit.Options{AllFeatures: true}
	var errs errlist.List
	old, err := readWIT(ctx, a, oldSpec, all)
	errs.Add(err)
	new, err := readWIT(ctx, a, newSpec, all)
	errs.Add(err)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if err := a.CheckVerified(); err != nil {
		return nil, err
	}
	switch {
	case old.isComponent && new.isComponent:
		return diff.Components(old.Main.Worlds[0], new.Main.Worlds[0]), nil
	case old.isComponent:
		return nil, &unlikeError{new.name, old.name}
	case new.isComponent:
		return nil, &unlikeError{old.name, new.name}
	default:
		return diff.Packages(old.Main, new.Main), nil
	}
}

// reported is a report in the form that diff prints as JSON.
type reported struct {
	// Old and New are the packages' names, empty for components.
	Old     string       `json:"old,omitempty"`
	New     string       `json:"new,omitempty"`
	Level   string       `json:"level"`
	OK      bool         `json:"ok"`
	Reason  string       `json:"reason"`
	Next    string       `json:"next,omitempty"`
	Changes []difference `json:"changes"`
}

type difference struct {
	Level string `json:"level"`
	Item  string `json:"item"`
	What  string `json:"what"`
	Why   string `json:"why"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

func reportOf(r *diff.Report) reported {
	v := r.Verdict()
	out := reported{Level: r.Level().String(), OK: v.OK, Reason: v.Reason, Next: v.Next, Changes: []difference{}}
	if (r.Old != wit.PackageName{}) {
		out.Old, out.New = r.Old.String(), r.New.String()
	}
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, difference{c.Level.String(), c.Item, c.What, c.Why, c.Old, c.New})
	}
	return out
}
