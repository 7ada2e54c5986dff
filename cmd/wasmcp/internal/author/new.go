// Package author has the commands of people who write components.
package author

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/templates"
)

func NewCommand(a *cli.App) *cobra.Command {
	var o templates.Options
	languages := strings.Join(templates.Languages(), ", ")
	c := &cobra.Command{
		Use:   "new NAME -l LANGUAGE",
		Short: "Create a project for a new component",
		Long: `Creates a project in a new directory called NAME: sources, a test, the contract's WIT, pinned versions,
a Makefile and a README. To build it you need only the language's own tools.

NAME may be a path. Its last element is the component's name.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("new takes one name, found %d", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if o.Language == "" {
				return cli.Usagef("-l is missing: which language? %s", languages)
			}
			return runNew(a, o, args[0])
		},
	}
	c.Flags().StringVarP(&o.Language, "language", "l", "", "the project's `LANGUAGE`: "+languages)
	c.Flags().StringVarP(&o.Type, "type", "t", "tools", "what the component provides: tools, resources, prompts or middleware")
	return c
}

func runNew(a *cli.App, o templates.Options, dir string) error {
	o.Name = filepath.Base(dir)
	if err := templates.Render(dir, o); err != nil {
		return err
	}
	if a.Quiet {
		return nil
	}
	component := filepath.Join(dir, o.Name+".wasm")
	what := "with " + o.Type
	if o.Type == "middleware" {
		what = "for middleware"
	}
	a.Err.Line(fmt.Sprintf("%s: a %s project %s", dir, o.Language, what))
	a.Err.Note("build it, test it:")
	a.Err.Command("make -C " + cli.Quote(dir))
	a.Err.Command("make -C " + cli.Quote(dir) + " test")
	a.Err.Note("make a server of it:")
	a.Err.Command("wasmcp compose server " + cli.Quote(component) + " -o server.wasm")
	return nil
}

// Explain explains what goes wrong with templates.
func Explain(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*templates.NameError)(nil); errors.As(err, &e) {
		x.Facts = append(x.Facts, "expected: words of letters and digits joined by hyphens, the first beginning with a letter")
		x.Hint = "call it " + e.Suggestion
		return x, true
	}
	if e := (*templates.UnknownError)(nil); errors.As(err, &e) {
		x.Headline = fmt.Sprintf("there is no template for the %s %q", e.What, e.Value)
		x.Facts = append(x.Facts, "there are: "+strings.Join(e.Known, ", "))
		if near := cli.Nearest(e.Value, e.Known); len(near) > 0 {
			x.Hint = "did you mean " + near[0] + "?"
		}
		return x, true
	}
	if e := (*templates.ExistsError)(nil); errors.As(err, &e) {
		x.Hint = "choose another name, or remove " + e.Dir
		return x, true
	}
	return x, false
}
