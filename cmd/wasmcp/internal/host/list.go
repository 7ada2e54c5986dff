package host

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/mcp"
)

// listed is what list prints as JSON: the definitions as the server sends them.
type listed struct {
	Tools     []json.RawMessage `json:"tools"`
	Resources []json.RawMessage `json:"resources"`
	Templates []json.RawMessage `json:"resourceTemplates"`
	Prompts   []json.RawMessage `json:"prompts"`
}

// of returns where the definitions of a kind are.
func (l *listed) of(kind mcp.Kind) *[]json.RawMessage {
	switch kind {
	case mcp.Tools:
		return &l.Tools
	case mcp.Resources:
		return &l.Resources
	case mcp.Templates:
		return &l.Templates
	}
	return &l.Prompts
}

// ListCommand is list.
func ListCommand(a *cli.App) *cobra.Command {
	var o embedded.ClientOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "list COMPONENT...",
		Short: "List the tools, resources and prompts of a server",
		Long: `Lists everything that a server offers: tools, resources, resource templates and prompts.

` + whichServer + `

To use what is listed, see: wasmcp call, read, prompt, complete.`,
		Example: `  wasmcp list server.wasm
  wasmcp list server.wasm --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runList(cmd.Context(), a, args, &o, asJSON)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.BoolVar(&asJSON, "json", false, "print the definitions as JSON")
	o.ClientFlags(c)
	return c
}

// runList runs the command.
func runList(ctx context.Context, a *cli.App, specs []string, o *embedded.ClientOptions, asJSON bool) error {
	return embedded.Ask(ctx, a, "list", specs, o, mcp.Options{}, func(s *embedded.Server, c *mcp.Client) error {
		var l listed
		count := 0
		for _, kind := range mcp.Kinds() {
			found, err := c.List(ctx, kind)
			if err != nil {
				return err
			}
			count += len(found)
			if *l.of(kind) = found; found == nil {
				*l.of(kind) = []json.RawMessage{}
			}
		}
		if asJSON {
			return a.PrintJSON(l)
		}
		if count == 0 {
			a.Out.Line(s.Name + " offers nothing")
			return nil
		}
		return showListed(a, &l)
	})
}

// showListed prints a table for each kind of which there is something.
func showListed(a *cli.App, l *listed) error {
	begun := false
	table := func(header []string, rows [][]string) {
		if len(rows) == 0 {
			return
		}
		if begun {
			a.Out.Line("")
		}
		begun = true
		a.Out.Table(header, rows)
	}
	tools, err := parseTools(l.Tools)
	if err != nil {
		return err
	}
	rows, required := toolRows(tools)
	table([]string{"tool", "parameters", "description"}, rows)
	for _, kind := range []mcp.Kind{mcp.Resources, mcp.Templates} {
		rows = nil
		for _, d := range *l.of(kind) {
			r, err := parseDefinition[resource](kind, d)
			if err != nil {
				return err
			}
			rows = append(rows, []string{r.address(), r.MimeType, embedded.FirstLine(r.about())})
		}
		table([]string{map[mcp.Kind]string{mcp.Resources: "resource", mcp.Templates: "resource template"}[kind], "type", "description"}, rows)
	}
	rows = nil
	for _, d := range l.Prompts {
		p, err := parseDefinition[promptDefinition](mcp.Prompts, d)
		if err != nil {
			return err
		}
		r, star := p.rows()
		rows, required = append(rows, r...), required || star
	}
	table([]string{"prompt", "arguments", "description"}, rows)
	if required {
		a.Out.Note("  * required")
	}
	return nil
}

// parseDefinition reads a definition of a kind.
func parseDefinition[T any](kind mcp.Kind, raw json.RawMessage) (T, error) {
	var d T
	if err := json.Unmarshal(raw, &d); err != nil {
		return d, &mcp.ProtocolError{Method: string(kind), Problem: fmt.Sprintf("a definition is not one: %s", err), Err: err}
	}
	return d, nil
}

// definitions lists a kind.
func definitions[T any](ctx context.Context, c *mcp.Client, kind mcp.Kind) ([]T, error) {
	found, err := c.List(ctx, kind)
	if err != nil {
		return nil, err
	}
	var all []T
	for _, raw := range found {
		d, err := parseDefinition[T](kind, raw)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// parameterRows are the rows of something that has parameters: the first has its name and description.
func parameterRows(name, description string, words []string) [][]string {
	if len(words) == 0 {
		words = []string{"-"}
	}
	var rows [][]string
	for i, w := range words {
		row := []string{"", w, ""}
		if i == 0 {
			row[0], row[2] = name, embedded.FirstLine(description)
		}
		rows = append(rows, row)
	}
	return rows
}
