package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/wit"
)

// problem is something wrong with a file of WIT, in the form that check prints as JSON.
type problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Length  int    `json:"length"`
	Message string `json:"message"`
	Nearest string `json:"nearest,omitempty"`
}

// problemsError is WIT that is wrong, which was told already.
type problemsError struct{ problems, files int }

func (e *problemsError) Error() string {
	return fmt.Sprintf("%s in %s", count(e.problems, "problem"), count(e.files, "file"))
}

func (a *app) witCheckCommand() *cobra.Command {
	var asJSON bool
	var features featureOptions
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check WIT and report every error",
		Long: `Checks files or folders of WIT, each a package, and prints every error with its file, line and column. It
exits with 1 if there is any. Items behind a feature are visible only with --features.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("no files were given")
			}
			return a.checkWIT(cmd.Context(), args, features.options(), asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the problems as JSON")
	features.flags(c.Flags())
	return c
}

func (a *app) checkWIT(ctx context.Context, specs []string, o wit.Options, asJSON bool) error {
	problems := []problem{}
	files := make(map[string]bool)
	var others errorList
	for _, spec := range specs {
		f, err := a.readWIT(ctx, spec, o)
		if err == nil && f.isText && len(f.Main.Interfaces)+len(f.Main.Worlds) > 0 {
			_, err = f.binary()
		}
		var wrong wit.SourceErrors
		if !errors.As(err, &wrong) {
			others.add(err)
			continue
		}
		for _, e := range wrong {
			files[e.File] = true
			problems = append(problems, problem{e.File, e.Line, e.Column, e.Length, e.Message, e.Nearest})
			if !asJSON {
				a.out.Line(e.Error())
			}
		}
	}
	others.add(a.checkVerified())
	if asJSON {
		if err := a.printJSON(problems); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		others.add(&problemsError{len(problems), len(files)})
	}
	return others.err()
}
