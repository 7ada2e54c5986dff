package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/templates"
)

func (a *app) newCommand() *cobra.Command {
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
				return usagef("new takes one name, found %d", len(args))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if o.Language == "" {
				return usagef("-l is missing: which language? %s", languages)
			}
			return a.new(o, args[0])
		},
	}
	c.Flags().StringVarP(&o.Language, "language", "l", "", "the project's `LANGUAGE`: "+languages)
	c.Flags().StringVarP(&o.Type, "type", "t", "tools", "what the component provides: tools, resources, prompts or middleware")
	return c
}

func (a *app) new(o templates.Options, dir string) error {
	o.Name = filepath.Base(dir)
	if err := templates.Render(dir, o); err != nil {
		return err
	}
	if a.quiet {
		return nil
	}
	component := filepath.Join(dir, o.Name+".wasm")
	what := "with " + o.Type
	if o.Type == "middleware" {
		what = "for middleware"
	}
	a.err.Line(fmt.Sprintf("%s: a %s project %s", dir, o.Language, what))
	a.err.Note("build it, test it:")
	a.err.Command("make -C " + quote(dir))
	a.err.Command("make -C " + quote(dir) + " test")
	a.err.Note("make a server of it:")
	a.err.Command("wasmcp compose server " + quote(component) + " -o server.wasm")
	return nil
}

func explainTemplate(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*templates.NameError)(nil); errors.As(err, &e) {
		x.facts = append(x.facts, "expected: words of letters and digits joined by hyphens, the first beginning with a letter")
		x.hint = "call it " + e.Suggestion
		return x, true
	}
	if e := (*templates.UnknownError)(nil); errors.As(err, &e) {
		x.headline = fmt.Sprintf("there is no template for the %s %q", e.What, e.Value)
		x.facts = append(x.facts, "there are: "+strings.Join(e.Known, ", "))
		return x, true
	}
	if e := (*templates.ExistsError)(nil); errors.As(err, &e) {
		x.hint = "choose another name, or remove " + e.Dir
		return x, true
	}
	return x, false
}
