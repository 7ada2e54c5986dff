package host

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
)

// CompleteCommand is complete.
func CompleteCommand(a *cli.App) *cobra.Command {
	var o clientOptions
	var args []string
	c := &cobra.Command{
		Use:   "complete COMPONENT... PROMPT|TEMPLATE ARGUMENT[=TEXT]",
		Short: "Ask a server how an argument can be completed",
		Long: `Asks for values of one ARGUMENT that begin with TEXT, and prints them, one a line. The argument is one of
a prompt, or a variable of a resource template, which you write as it is listed.

` + whichServer,
		Example: `  wasmcp complete server.wasm review language=p
  wasmcp complete server.wasm "weather://{country}/{city}" city=Ul --arg country=de`,
		RunE: func(cmd *cobra.Command, words []string) error {
			if err := o.checkOutput(); err != nil {
				return err
			}
			return runComplete(cmd.Context(), a, words, args, &o)
		},
	}
	c.Flags().StringArrayVarP(&args, "arg", "a", nil, "tell the value of another argument, as `NAME=VALUE`. Repeatable")
	o.outputFlags(c)
	return c
}

// completionError is something that has no arguments to complete: neither a prompt nor a template.
type completionError struct {
	name, server string
	// known are the prompts and templates that there are.
	known []string
}

func (e *completionError) Error() string {
	return fmt.Sprintf("%s has no prompt or resource template %q", e.server, e.name)
}

// incompleteError is a server that completes nothing.
type incompleteError struct{ server string }

func (e *incompleteError) Error() string { return e.server + " offers no completions" }

// runComplete runs the command.
func runComplete(ctx context.Context, a *cli.App, words, args []string, o *clientOptions) error {
	if len(words) < 2 {
		return &cli.UsageError{Message: "complete needs a prompt or a resource template, and an argument of it",
			Hint: "list what there is: wasmcp list server.wasm"}
	}
	argument, value, _ := strings.Cut(words[len(words)-1], "=")
	specs, of, err := lastWord("complete", "a prompt or a resource template", words[:len(words)-1])
	if err != nil {
		return err
	}
	given, err := namedValues(args)
	if err != nil {
		return err
	}
	known := map[string]string{}
	for _, g := range given {
		known[g.Name] = g.Value
	}
	return o.ask(ctx, a, of, specs, func(s *embedded.Server, c *mcp.Client) error {
		if _, ok := c.Server.Capabilities["completions"]; !ok {
			return &incompleteError{s.Name}
		}
		ref, arguments, err := completable(ctx, s, c, of)
		if err != nil {
			return err
		}
		if err := checkArguments(of, append([]string{argument}, names(given)...), arguments); err != nil {
			return err
		}
		found, err := limited(ctx, o.Timeout, of, func(ctx context.Context) (*mcp.Completion, error) {
			return c.Complete(ctx, ref, argument, value, known)
		})
		if err != nil {
			return err
		}
		return printCompletion(a, found, o.output)
	})
}

// completable finds what a name stands for, and the arguments that it has.
func completable(ctx context.Context, s *embedded.Server, c *mcp.Client, name string) (of mcp.CompletionOf, arguments []string, err error) {
	e := &completionError{name: name, server: s.Name}
	prompts, err := definitions[promptDefinition](ctx, c, mcp.Prompts)
	if err != nil {
		return of, nil, err
	}
	for _, p := range prompts {
		if p.Name == name {
			for _, a := range p.Arguments {
				arguments = append(arguments, a.Name)
			}
			return mcp.CompletionOf{Prompt: name}, arguments, nil
		}
		e.known = append(e.known, p.Name)
	}
	templates, err := definitions[resource](ctx, c, mcp.Templates)
	if err != nil {
		return of, nil, err
	}
	for _, t := range templates {
		if t.Template == name {
			return mcp.CompletionOf{Template: name}, variables(name), nil
		}
		e.known = append(e.known, t.Template)
	}
	return of, nil, e
}

// expression is compiled by who completes, not by every command.
var expression = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{[^}]*\}`) })

// variables lists the names of a URI template's variables.
//
// [URI templates]: https://www.rfc-editor.org/rfc/rfc6570
func variables(template string) []string {
	var all []string
	for _, e := range expression().FindAllString(template, -1) {
		for name := range strings.SplitSeq(strings.TrimLeft(e[1:len(e)-1], "+#./;?&"), ",") {
			name, _, _ = strings.Cut(name, ":")
			all = append(all, strings.TrimSuffix(name, "*"))
		}
	}
	return all
}

func names(given []arguments.Argument) []string {
	var all []string
	for _, g := range given {
		all = append(all, g.Name)
	}
	return all
}

// checkArguments refuses names that are no arguments.
func checkArguments(of string, given, known []string) error {
	for _, name := range given {
		if !slices.Contains(known, name) {
			return &argumentError{of, &arguments.UnknownError{Name: name, Known: known, Left: known}}
		}
	}
	return nil
}

// printCompletion prints values: all of the result as JSON, or one a line.
func printCompletion(a *cli.App, c *mcp.Completion, format string) error {
	if format == "json" {
		return printRaw(a, c.Raw)
	}
	for _, v := range c.Values {
		a.Out.Line(v)
	}
	switch {
	case a.Quiet:
	case c.Total != nil && *c.Total > int64(len(c.Values)):
		a.Err.Note(fmt.Sprintf("and %d more", *c.Total-int64(len(c.Values))))
	case c.HasMore:
		a.Err.Note("and more")
	}
	return nil
}
