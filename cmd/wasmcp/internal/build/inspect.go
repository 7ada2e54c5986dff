package build

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// inspected is what inspect tells of a component, in the form that it prints as JSON.
type inspected struct {
	Name    string          `json:"name"`
	Size    int             `json:"size"`
	Digest  string          `json:"digest"`
	Imports []string        `json:"imports"`
	Exports []string        `json:"exports"`
	Grants  embedded.Grants `json:"grants"`
	// World is the world alone, WIT the world and every interface that it names. Both are empty
	// where WIT has no words for the component, and NoWIT says why.
	World string `json:"world,omitempty"`
	WIT   string `json:"wit,omitempty"`
	NoWIT string `json:"noWit,omitempty"`
	// Asynchronous is what in the component is so; empty where nothing is.
	Asynchronous string `json:"asynchronous,omitempty"`
	// Composed are the imports that composing supplies, so that no host has to.
	Composed []string           `json:"composed,omitempty"`
	Sizes    []component.Size   `json:"sizes"`
	MCP      *chain.Description `json:"mcp,omitempty"`
}

func InspectCommand(a *cli.App) *cobra.Command {
	var asJSON, witOnly, isLive bool
	var o embedded.ClientOptions
	c := &cobra.Command{
		Use:   "inspect COMPONENT...",
		Short: "Show a component's contents and what it needs from its host",
		Long: `Shows a component's world as WIT, the components it was composed of with their digests, its sizes, and
what a host has to grant.

With --live it runs the server and shows its tools, resources and prompts, each with the size and
digest of its definition. Several components are composed first.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 && !isLive {
				return cli.Usagef("inspect takes one component, found %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			a.StdinComponent = true
			switch {
			case isLive && witOnly:
				return cli.Usagef("--wit shows a component as it is, and --live what it says: give one or the other")
			case isLive:
				return embedded.InspectLive(cmd.Context(), a, args, &o, asJSON)
			}
			if err := embedded.LiveOnly(cmd); err != nil {
				return err
			}
			source, err := a.LoadComponent(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			i, err := inspect(source)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				return a.PrintJSON(i)
			case witOnly && i.NoWIT != "":
				return fmt.Errorf("%s cannot be written as WIT: %s", i.Name, i.NoWIT)
			case witOnly:
				_, err := fmt.Fprint(a.Stdout, i.WIT)
				return err
			}
			showInspected(a, i)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&witOnly, "wit", false, "print only the world, as WIT")
	c.Flags().BoolVar(&isLive, "live", false, "run the server and show what it lists")
	o.ClientFlags(c)
	c.MarkFlagsMutuallyExclusive("json", "wit")
	return c
}

func inspect(s chain.Source) (*inspected, error) {
	c, err := chain.Decode(s)
	if err != nil {
		return nil, err
	}
	description, err := chain.Describe(c)
	if err != nil {
		return nil, &chain.DamagedError{Name: s.Name, Err: err}
	}
	i := &inspected{
		Name:    s.Name,
		Size:    len(s.Bytes),
		Digest:  s.Digest,
		Imports: []string{},
		Exports: []string{},
		MCP:     description,
	}
	if world, err := component.World(c); err != nil {
		i.NoWIT = err.Error()
	} else {
		i.World, i.WIT = wit.Print(world.Package), wit.PrintAll(world.Package)
	}
	for x := range c.Imports() {
		i.Imports = append(i.Imports, x.Name.Name)
	}
	for x := range c.Exports() {
		i.Exports = append(i.Exports, x.Name.Name)
	}
	ofHost := slices.DeleteFunc(slices.Clone(i.Imports), isContract)
	i.Composed = slices.DeleteFunc(slices.Clone(i.Imports), func(name string) bool { return !isContract(name) })
	i.Grants = embedded.GrantsFor(ofHost)
	if i.Asynchronous, err = component.Asynchronous(c); err != nil {
		return nil, &chain.DamagedError{Name: s.Name, Err: err}
	}
	i.Sizes, err = component.Sizes(c, len(s.Bytes))
	if err != nil {
		return nil, &chain.DamagedError{Name: s.Name, Err: err}
	}
	return i, nil
}

// isContract reports whether an import is an interface of the contract.
func isContract(name string) bool { return strings.HasPrefix(name, "wasmcp:mcp/") }

func showInspected(a *cli.App, i *inspected) {
	p := a.Out
	p.Heading(fmt.Sprintf("%s  %s  %s", i.Name, ui.Size(int64(i.Size)), i.Digest))
	if d := i.MCP; d != nil {
		p.Line("")
		what := "an MCP server"
		if d.Kind == chain.Handler {
			what = "middleware made of several components"
		} else if d.Server != nil {
			what = fmt.Sprintf("MCP server %q %s", d.Server.Name, d.Server.Version)
		}
		p.Heading(fmt.Sprintf("%s, composed by %s (contract %s)", what, d.Tool, d.Contract))
		p.Table(partHeader, partRows(d))
		if rows := nameRows(d); rows != nil {
			p.Line("")
			p.Table(nameHeader, rows)
		}
		if rows := guardRows(d); rows != nil {
			p.Line("")
			p.Table(guardHeader, rows)
		}
	}
	if i.Asynchronous != "" {
		p.Line("")
		p.Line("Asynchronous: it has " + i.Asynchronous + ". It needs a host with WASI 0.3, such as wasmtime 49.")
	}
	if len(i.Composed) > 0 {
		p.Line("")
		p.Heading("Composing supplies")
		for _, name := range i.Composed {
			p.Line("  " + name)
		}
	}
	p.Line("")
	p.Heading("The host must grant")
	if len(i.Grants) == 0 {
		p.Line("  nothing")
	}
	var rows [][]string
	for _, g := range i.Grants {
		for n, name := range g.Imports {
			what := g.Name
			if n > 0 {
				what = ""
			}
			rows = append(rows, []string{what, name})
		}
	}
	p.Table(nil, rows)
	p.Line("")
	p.Heading("Size")
	rows = nil
	for _, s := range i.Sizes {
		rows = append(rows, []string{s.What, fmt.Sprint(s.Count), ui.Size(int64(s.Bytes))})
	}
	p.Table(nil, rows)
	p.Line("")
	p.Heading("World")
	if i.NoWIT != "" {
		p.Line("  WIT has no words for it: " + i.NoWIT)
	}
	for _, l := range strings.Split(strings.TrimSpace(i.World), "\n") {
		p.Line(strings.TrimRight("  "+l, " "))
	}
}

var partHeader = []string{"part", "component", "size", "digest"}

// partRows lists everything that a component was composed of, in the order of the chain.
func partRows(d *chain.Description) [][]string {
	var rows [][]string
	add := func(part string, c *chain.Component) {
		if c == nil {
			rows = append(rows, []string{part, "written by the composer", "", ""})
			return
		}
		rows = append(rows, []string{part, c.Name, ui.Size(int64(c.Size)), cli.ShortDigest(c.Digest)})
	}
	for _, l := range d.Links {
		if l.Middleware != nil {
			add("middleware", l.Middleware)
		}
		for _, c := range l.Providers {
			add("provider", &c)
		}
	}
	for _, c := range d.Libraries {
		add("library", &c)
	}
	for _, f := range d.Framework {
		add(string(f.Part), f.Component)
	}
	return rows
}
