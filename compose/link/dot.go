package link

import (
	"fmt"
	"slices"
	"strings"
)

// DOT returns the plan as a graph for Graphviz: instances are boxes, and what one takes from another
// or from the host is on the arrow between them, which points to who supplies it.
func (p *Plan) DOT() string {
	var b strings.Builder
	b.WriteString("digraph link {\n  rankdir=LR;\n  node [shape=box];\n")
	b.WriteString("  \"<result>\" [shape=plaintext, label=\"result\"];\n")
	for _, i := range p.Instances {
		fmt.Fprintf(&b, "  %s [label=%s];\n", dotText(i.Name), dotText(i.Name+"\n"+i.Source))
	}
	if len(p.Imports) > 0 {
		b.WriteString("  \"<host>\" [shape=plaintext, label=\"host\"];\n")
	}
	exports := new(arrows)
	for _, x := range p.Exports {
		if x.Instance != "" {
			exports.add(x.Instance, x.Name)
		}
	}
	exports.write(&b, "<result>")
	for _, i := range p.Instances {
		a := new(arrows)
		for _, w := range i.Wires {
			switch {
			case w.From != "":
				a.add(w.From, w.Import)
			case w.Host != "":
				a.add("<host>", w.Import)
			}
		}
		a.write(&b, i.Name)
	}
	b.WriteString("}\n")
	return b.String()
}

// arrows are what begins at one box, in the order of where they end.
type arrows struct {
	to     []string
	labels map[string][]string
}

func (a *arrows) add(to, label string) {
	if a.labels == nil {
		a.labels = make(map[string][]string)
	}
	if !slices.Contains(a.to, to) {
		a.to = append(a.to, to)
	}
	a.labels[to] = append(a.labels[to], label)
}

func (a *arrows) write(b *strings.Builder, from string) {
	for _, to := range a.to {
		fmt.Fprintf(b, "  %s -> %s [label=%s];\n", dotText(from), dotText(to), dotText(strings.Join(a.labels[to], "\n")))
	}
}

// dotText returns a string of DOT.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
}
