package build

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
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

func witCheckCommand(a *cli.App) *cobra.Command {
	var asJSON bool
	var features featureOptions
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check WIT and report every error",
		Long: `Checks files or folders of WIT, each a package, and prints every error with its file, line and column. It
exits with 1 if there is any. Items behind a feature are visible only with --features.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.Usagef("no files were given")
			}
			return checkWIT(cmd.Context(), a, args, features.options(), asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the problems as JSON")
	features.flags(c.Flags())
	return c
}

func checkWIT(ctx context.Context, a *cli.App, specs []string, o wit.Options, asJSON bool) error {
	problems := []problem{}
	files := make(map[string]bool)
	var others errlist.List
	for _, spec := range specs {
		f, err := readWIT(ctx, a, spec, o)
		if err == nil && f.isText && len(f.Main.Interfaces)+len(f.Main.Worlds) > 0 {
			_, err = f.binary()
		}
		var wrong wit.SourceErrors
		if !errors.As(err, &wrong) {
			others.Add(err)
			continue
		}
		for _, e := range wrong {
			files[e.File] = true
			problems = append(problems, problem{e.File, e.Line, e.Column, e.Length, e.Message, e.Nearest})
			if !asJSON {
				a.Out.Line(e.Error())
			}
		}
	}
	others.Add(a.CheckVerified())
	if asJSON {
		if err := a.PrintJSON(problems); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		others.Add(&problemsError{len(problems), len(files)})
	}
	return others.Err()
}
