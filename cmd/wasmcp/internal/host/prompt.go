package host

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
)

// PromptCommand is prompt.
func PromptCommand(a *cli.App) *cobra.Command {
	var o clientOptions
	var args []string
	c := &cobra.Command{
		Use:   "prompt COMPONENT... PROMPT [--arg NAME=VALUE]...",
		Short: "Get a prompt of a server",
		Long: `Gets one prompt and prints its messages. If there are several messages, the role of each is printed
before it.

` + whichServer,
		Example: `  wasmcp list server.wasm
  wasmcp prompt server.wasm review --arg language=go`,
		RunE: func(cmd *cobra.Command, words []string) error {
			if err := o.checkOutput(); err != nil {
				return err
			}
			return runPrompt(cmd.Context(), a, words, args, &o)
		},
	}
	c.Flags().StringArrayVarP(&args, "arg", "a", nil, "set an argument, as `NAME=VALUE`. Repeatable")
	o.flags(c)
	return c
}

// promptDefinition is a prompt as a server lists it.
type promptDefinition struct {
	Name        string               `json:"name"`
	Title       string               `json:"title"`
	Description string               `json:"description"`
	Arguments   []mcp.PromptArgument `json:"arguments"`
}

// rows shows the prompt in a table; required tells whether it has arguments that have to be given.
func (p promptDefinition) rows() (rows [][]string, required bool) {
	var words []string
	for _, a := range p.Arguments {
		star := ""
		if a.Required {
			star, required = "*", true
		}
		words = append(words, a.Name+star)
	}
	return parameterRows(p.Name, cmp.Or(p.Description, p.Title), words), required
}

// values checks the arguments that are given for the prompt.
func (p promptDefinition) values(given []arguments.Argument) (map[string]string, error) {
	values := map[string]string{}
	var known, left []string
	for _, a := range p.Arguments {
		known = append(known, a.Name)
		if !slices.ContainsFunc(given, func(g arguments.Argument) bool { return g.Name == a.Name }) {
			left = append(left, a.Name)
		}
	}
	var errs []error
	for _, g := range given {
		if !slices.Contains(known, g.Name) {
			errs = append(errs, &arguments.UnknownError{Name: g.Name, Known: known, Left: left})
		}
		values[g.Name] = g.Value
	}
	missing := &arguments.MissingError{}
	for _, a := range p.Arguments {
		if a.Required && slices.Contains(left, a.Name) {
			missing.Parameters = append(missing.Parameters, arguments.Parameter{Name: a.Name, Type: "string", Required: true})
		}
	}
	if missing.Parameters != nil {
		errs = append(errs, missing)
	}
	return values, errors.Join(errs...)
}

// promptError is a prompt that a server does not have.
type promptError struct {
	name, server string
	prompts      []string
}

func (e *promptError) Error() string { return fmt.Sprintf("%s has no prompt %q", e.server, e.name) }

// runPrompt runs the command.
func runPrompt(ctx context.Context, a *cli.App, words, args []string, o *clientOptions) error {
	specs, name, err := lastWord("prompt", "the name of a prompt", words)
	if err != nil {
		return err
	}
	given, err := namedValues(args)
	if err != nil {
		return err
	}
	return o.ask(ctx, a, name, specs, func(s *embedded.Server, c *mcp.Client) error {
		prompts, err := definitions[promptDefinition](ctx, c, mcp.Prompts)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(prompts, func(p promptDefinition) bool { return p.Name == name })
		if i < 0 {
			return &promptError{name, s.Name, promptNames(prompts)}
		}
		values, err := prompts[i].values(given)
		if err != nil {
			return &argumentError{name, err}
		}
		p, err := limited(ctx, o.Timeout, name, func(ctx context.Context) (*mcp.Prompt, error) {
			return c.Prompt(ctx, name, values)
		})
		if err != nil {
			return err
		}
		return printPrompt(a, p, o.output)
	})
}

func promptNames(prompts []promptDefinition) []string {
	var names []string
	for _, p := range prompts {
		names = append(names, p.Name)
	}
	return names
}

// printPrompt prints a prompt: all of the result as JSON, or its messages as text.
func printPrompt(a *cli.App, p *mcp.Prompt, format string) error {
	if format == "json" {
		return printRaw(a, p.Raw)
	}
	for i, m := range p.Messages {
		text, _ := blockText(m.Content)
		text = lines(text)
		if len(p.Messages) > 1 {
			text = m.Role + ":\n" + text
			if i > 0 {
				text = "\n" + text
			}
		}
		if _, err := io.WriteString(a.Stdout, text); err != nil {
			return err
		}
	}
	return nil
}
