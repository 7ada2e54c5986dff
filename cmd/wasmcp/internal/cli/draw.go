package cli

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose/chain"
)

// drawChain draws a plan as the way that a request takes through it.
func drawChain(p *ui.Printer, plan *chain.Plan) {
	var groups [][]ui.Stage
	end := func(part chain.Part, note string) {
		for _, f := range plan.Framework {
			if f.Part == part {
				if f.Override && f.Component != nil {
					note = "replaced by " + f.Component.Name
				}
				groups = append(groups, []ui.Stage{{Name: string(part), Note: note}})
			}
		}
	}
	end(chain.Transport, "HTTP and stdio")
	for _, l := range plan.Links {
		if l.Middleware != nil {
			groups = append(groups, []ui.Stage{{Name: l.Middleware.Name, Note: "middleware"}})
			continue
		}
		var group []ui.Stage
		for _, c := range l.Providers {
			group = append(group, ui.Stage{Name: c.Name, Note: strings.Join(c.Capabilities, ", ")})
		}
		groups = append(groups, group)
	}
	end(chain.MethodNotFound, "")
	p.Chain(groups)
	for _, c := range plan.Libraries {
		p.Note("  and " + c.Name + ", which others import from")
	}
}

// shortDigest is enough of a digest to tell it from others.
func shortDigest(d string) string {
	const digits = 12
	algorithm, hash, ok := strings.Cut(d, ":")
	if !ok || len(hash) <= digits {
		return d
	}
	return algorithm + ":" + hash[:digits]
}
