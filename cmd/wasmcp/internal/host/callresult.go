package host

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/mcp/arguments"
)

// printResult prints what a tool answered: all of it as JSON, or its content as text.
func printResult(a *cli.App, r *mcp.Result, format string) error {
	if format == "json" {
		return printRaw(a, r.Raw)
	}
	told := false
	for _, block := range r.Content {
		text, ok := blockText(block)
		told = told || ok
		if _, err := io.WriteString(a.Stdout, lines(text)); err != nil {
			return err
		}
	}
	if !told && r.Structured != nil {
		return printRaw(a, r.Structured)
	}
	return nil
}

// printRaw prints JSON as it came, over several lines.
func printRaw(a *cli.App, raw json.RawMessage) error {
	var b bytes.Buffer
	if err := json.Indent(&b, raw, "", "  "); err != nil {
		return err
	}
	b.WriteByte('\n')
	_, err := a.Stdout.Write(b.Bytes())
	return err
}

// lines ends a text with a line end, unless there is none of it.
func lines(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}

// contents is a block of content, as far as text is made of it.
type contents struct {
	Type     string
	Text     *string
	Data     string
	MimeType string
	URI      string
	Name     string
	Title    string
	Resource *struct {
		URI      string
		MimeType string
		Text     *string
		Blob     string
	}
}

// blockText is a block of content as text; ok tells whether it is one and not a note about one.
func blockText(raw json.RawMessage) (text string, ok bool) {
	var c contents
	if json.Unmarshal(raw, &c) != nil {
		return string(raw), false
	}
	switch {
	case c.Type == "text" && c.Text != nil:
		return *c.Text, true
	case c.Type == "image" || c.Type == "audio":
		return note(c.Type, c.MimeType, binary(c.Data)), false
	case c.Type == "resource_link":
		name := c.Title
		if name == "" {
			name = c.Name
		}
		return note(c.URI, name, c.MimeType), false
	case c.Type == "resource" && c.Resource != nil && c.Resource.Text != nil:
		return *c.Resource.Text, true
	case c.Type == "resource" && c.Resource != nil:
		return note(c.Resource.URI, c.Resource.MimeType, binary(c.Resource.Blob)), false
	}
	return string(raw), false
}

// note is something that is not text, in words.
func note(words ...string) string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return "[" + strings.Join(said, ", ") + "]"
}

// binary is the size of what is there in Base64.
func binary(encoded string) string {
	n := base64.StdEncoding.DecodedLen(len(encoded)) - strings.Count(encoded, "=")
	return ui.Size(int64(n))
}

// listedTool is a tool as call --list prints it as JSON.
type listedTool struct {
	Name        string            `json:"name"`
	Description string            `json:"description,omitempty"`
	Parameters  []listedParameter `json:"parameters"`
	InputSchema json.RawMessage   `json:"inputSchema"`
}

type listedParameter struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Required bool   `json:"required"`
}

// callList runs call --list.
func callList(ctx context.Context, a *cli.App, specs []string, o *callOptions) error {
	for _, flag := range []string{"arg", "args", "json", "answer"} {
		if o.set(flag) {
			return cli.Usagef("--list calls no tool: leave out --%s", flag)
		}
	}
	return embedded.Ask(ctx, a, "tools/list", specs, &o.ClientOptions, mcp.Options{}, func(s *embedded.Server, c *mcp.Client) error {
		tools, err := listTools(ctx, c)
		if err != nil {
			return err
		}
		if o.output == "json" {
			list := []listedTool{}
			for _, t := range tools {
				l := listedTool{t.Name, t.Description, []listedParameter{}, t.InputSchema}
				for _, p := range arguments.Parameters(t.InputSchema) {
					l.Parameters = append(l.Parameters, listedParameter(p))
				}
				list = append(list, l)
			}
			return a.PrintJSON(list)
		}
		if len(tools) == 0 {
			a.Out.Line(s.Name + " has no tools")
			return nil
		}
		showTools(a, tools)
		return nil
	})
}

// showTools prints a table: a tool with its description, and under it a line for each parameter.
func showTools(a *cli.App, tools []tool) {
	rows, required := toolRows(tools)
	a.Out.Table([]string{"tool", "parameters", "description"}, rows)
	if required {
		a.Out.Note("  * required")
	}
}

// toolRows are the rows of that table; required tells whether some parameter has to be given.
func toolRows(tools []tool) (rows [][]string, required bool) {
	for _, t := range tools {
		var words []string
		for _, p := range arguments.Parameters(t.InputSchema) {
			star := ""
			if p.Required {
				star, required = "*", true
			}
			words = append(words, fmt.Sprintf("%s%s: %s", p.Name, star, p.Type))
		}
		rows = append(rows, parameterRows(t.Name, t.Description, words)...)
	}
	return rows, required
}
