package build

import (
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/link"
)

// showLinkPlan prints a plan. Warnings go where they cannot be mistaken for a part of it.
func showLinkPlan(a *cli.App, p *link.Plan, form string) error {
	linkWarnings(a, p)
	switch form {
	case planJSON:
		return a.PrintJSON(p)
	case planDOT:
		_, err := fmt.Fprint(a.Stdout, p.DOT())
		return err
	default:
		drawLink(a.Out, p)
		return nil
	}
}

// showLinked says what was linked.
func showLinked(a *cli.App, p *link.Plan, output string, out *compose.Output) {
	linkWarnings(a, p)
	if a.Quiet {
		return
	}
	drawLink(a.Err, p)
	a.Err.Line("")
	a.Err.Line(fmt.Sprintf("%s  %s, imports %s", output, ui.Size(out.Size()), embedded.GrantsFor(out.Imports).Summary()))
}

func linkWarnings(a *cli.App, p *link.Plan) {
	for _, w := range p.Warnings {
		a.Warn(w)
	}
}

// drawLink draws what is connected with what.
func drawLink(p *ui.Printer, plan *link.Plan) {
	for _, i := range plan.Instances {
		p.Heading(fmt.Sprintf("%s  %s, %s", i.Name, i.Source, ui.Size(int64(i.Size))))
		var rows [][]string
		for _, w := range i.Wires {
			rows = append(rows, []string{w.Import, wireSource(w)})
		}
		p.Table(nil, rows)
		if len(i.Unused) > 0 {
			p.Note("  nobody uses " + strings.Join(i.Unused, ", "))
		}
	}
	p.Heading("the result exports")
	var rows [][]string
	for _, x := range plan.Exports {
		what := "of " + x.Instance
		switch {
		case x.Instance == "":
			what = "types that others of these use"
		case x.Export != x.Name:
			what = x.Export + " of " + x.Instance
		}
		rows = append(rows, []string{x.Name, what})
	}
	p.Table(nil, rows)
}

// wireSource says where an import comes from.
func wireSource(w link.Wire) string {
	switch {
	case w.From != "" && w.Export != w.Import:
		return "from " + w.From + ", as " + w.Export
	case w.From != "":
		return "from " + w.From
	case w.Host == "":
		return "types alone, which are written into the result"
	case w.Host != w.Import:
		return "from the host, as " + w.Host
	default:
		return "from the host"
	}
}
