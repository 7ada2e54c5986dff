package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/mcp"
)

// live is what inspect --live tells of a server, in the form that it prints as JSON.
type live struct {
	Revision     string                     `json:"protocolVersion"`
	Info         json.RawMessage            `json:"serverInfo,omitempty"`
	Instructions string                     `json:"instructions,omitempty"`
	Capabilities map[string]json.RawMessage `json:"capabilities"`
	// Size is that of all definitions together.
	Size      int    `json:"size"`
	Tools     []seen `json:"tools"`
	Resources []seen `json:"resources"`
	Templates []seen `json:"resourceTemplates"`
	Prompts   []seen `json:"prompts"`
}

// seen is one definition.
type seen struct {
	Name string `json:"name"`
	// Size is how many bytes the definition has, as it is sent.
	Size int `json:"size"`
	// Digest is empty where the definition has no canonical form, and NoDigest says why.
	Digest     string          `json:"digest,omitempty"`
	NoDigest   string          `json:"noDigest,omitempty"`
	Definition json.RawMessage `json:"definition"`
}

// of returns where the definitions of a kind are.
func (l *live) of(kind mcp.Kind) *[]seen {
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

// ClientFlags adds what commands are told that ask a server as its client.
func (o *ClientOptions) ClientFlags(c *cobra.Command) {
	c.Flags().StringArrayVarP(&o.Headers, "header", "H", nil, "send an HTTP header with each request, as `NAME: VALUE`")
	o.Flags(c, DefaultTimeout)
}

// LiveOnly refuses flags that say how a server is run where none is. Those that all commands have
// are not among them.
func LiveOnly(c *cobra.Command) error {
	var err error
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if err == nil && f.Changed && f.Name != "json" && f.Name != "wit" {
			err = cli.Usagef("--%s goes with --live", f.Name)
		}
	})
	return err
}

// InspectLive runs inspect --live.
func InspectLive(ctx context.Context, a *cli.App, specs []string, o *ClientOptions, asJSON bool) error {
	if err := o.checkTime(); err != nil {
		return err
	}
	source, err := composing.Server(ctx, a, specs, o.Compose)
	if err != nil {
		return err
	}
	found, err := askLive(ctx, a, source, o)
	if err != nil {
		return err
	}
	l := &live{
		Revision:     found.Server.Revision,
		Info:         found.Server.Info,
		Instructions: found.Server.Instructions,
		Capabilities: found.Server.Capabilities,
	}
	for _, kind := range mcp.Kinds() {
		list := []seen{}
		for _, one := range found.Definitions.Of(kind) {
			entry := seen{Name: one.Name, Size: len(one.JSON), Definition: one.JSON}
			if entry.Digest, err = mcp.Digest(one.JSON); err != nil {
				entry.NoDigest = err.Error()
			}
			l.Size += entry.Size
			list = append(list, entry)
		}
		*l.of(kind) = list
	}
	if asJSON {
		return a.PrintJSON(l)
	}
	showLive(a, source.Name, l)
	return nil
}

var kindTitles = map[mcp.Kind]string{
	mcp.Tools:     "tool",
	mcp.Resources: "resource",
	mcp.Templates: "resource template",
	mcp.Prompts:   "prompt",
}

func showLive(a *cli.App, name string, l *live) {
	var info struct{ Name, Version string }
	if json.Unmarshal(l.Info, &info) == nil && info.Name != "" {
		name = info.Name + " " + info.Version
	}
	a.Out.Heading(fmt.Sprintf("%s, asked in MCP %s", name, l.Revision))
	count := 0
	for _, kind := range mcp.Kinds() {
		list := *l.of(kind)
		if len(list) == 0 {
			continue
		}
		count += len(list)
		var rows [][]string
		for _, one := range list {
			var d struct{ Description string }
			_ = json.Unmarshal(one.Definition, &d) // what has no description has none
			digest := cli.ShortDigest(one.Digest)
			if one.NoDigest != "" {
				digest = one.NoDigest
			}
			rows = append(rows, []string{one.Name, ui.Size(int64(one.Size)), digest, FirstLine(d.Description)})
		}
		a.Out.Line("")
		a.Out.Table([]string{kindTitles[kind], "size", "digest", "description"}, rows)
	}
	if count == 0 {
		a.Out.Line("  it lists nothing")
		return
	}
	a.Out.Line("")
	a.Out.Line(fmt.Sprintf("%d definitions, %s", count, ui.Size(int64(l.Size))))
}

// FirstLine is a text's first line, shortened where it is long.
func FirstLine(text string) string {
	const most = 80
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if runes := []rune(line); len(runes) > most {
		return strings.TrimSpace(string(runes[:most-1])) + "…"
	}
	return line
}
