package build

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
	for _, f := range plan.Framework {
		if f.Part == chain.Authenticator && f.Override { // which requests meet, unlike other parts
			end(chain.Authenticator, "")
		}
	}
	for _, l := range plan.Links {
		if l.Middleware != nil {
			groups = append(groups, []ui.Stage{{Name: l.Middleware.Name, Note: guardedNote(l.Middleware, "middleware")}})
			continue
		}
		var group []ui.Stage
		for _, c := range l.Providers {
			group = append(group, ui.Stage{Name: c.Name, Note: guardedNote(&c, strings.Join(c.Capabilities, ", "))})
		}
		groups = append(groups, group)
	}
	end(chain.MethodNotFound, "")
	p.Chain(groups)
	for _, f := range plan.Framework {
		switch f.Part {
		case chain.Transport, chain.Authenticator, chain.MethodNotFound:
		default:
			if f.Override && f.Component != nil {
				p.Note("  and " + string(f.Part) + ", replaced by " + f.Component.Name)
			}
		}
	}
	for _, c := range plan.Libraries {
		p.Note("  and " + guardedNote(&c, c.Name+", which others import from"))
	}
}

// guardedNote adds to what is said of a component that a guard stands before it.
func guardedNote(c *chain.Component, note string) string {
	if c.Guard == nil {
		return note
	}
	return note + ", guarded"
}

var guardHeader = []string{"guarded", "its guard"}

// guardRows lists what guards do.
func guardRows(d *chain.Description) [][]string {
	var rows [][]string
	add := func(c *chain.Component) {
		if c == nil || c.Guard == nil {
			return
		}
		if c.Guard.Keys != "" {
			rows = append(rows, []string{c.Name, "puts " + c.Guard.Keys + " before its keys in key-value stores"})
		}
		if c.Guard.Hidden != nil {
			rows = append(rows, []string{c.Name, "hides " + strings.Join(c.Guard.Hidden, ", ") + " from it"})
		}
	}
	for _, l := range d.Links {
		add(l.Middleware)
		for _, c := range l.Providers {
			add(&c)
		}
	}
	for _, c := range d.Libraries {
		add(&c)
	}
	for _, f := range d.Framework {
		add(f.Component)
	}
	return rows
}

// nameRows lists the names that clients see, who owns them and what the owner calls them.
func nameRows(d *chain.Description) [][]string {
	var rows [][]string
	for _, l := range d.Links {
		for i := range l.Providers {
			c := &l.Providers[i]
			for _, o := range c.Owned() {
				own := ""
				if o.Own != o.Shown {
					own = "there: " + o.Own
				}
				rows = append(rows, []string{o.Kind, o.Shown, c.Name, own})
			}
			switch {
			case c.Offer == nil:
				rows = append(rows, []string{"", "…", c.Name, "not asked: tried for names that nobody owns"})
			case c.Dynamic:
				rows = append(rows, []string{"", "…", c.Name, "dynamic: tried for names that nobody owns"})
			}
		}
	}
	return rows
}

var nameHeader = []string{"kind", "name", "component", ""}
