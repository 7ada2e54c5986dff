package ui

import "strings"

// Stage is one stage of a chain as it is drawn: its name, and what is said of it.
type Stage struct{ Name, Note string }

// Chain draws the way of a request, from top to bottom. The stages of one group stand together.
func (p *Printer) Chain(groups [][]Stage) {
	width := 0
	for _, g := range groups {
		for _, s := range g {
			width = max(width, len(s.Name))
		}
	}
	for i, g := range groups {
		if i > 0 {
			p.Line("    │")
		}
		for _, s := range g {
			line := "  " + p.in(bold, s.Name)
			if s.Note != "" {
				line += strings.Repeat(" ", width-len(s.Name)+3) + p.in(faint, s.Note)
			}
			p.write(line + "\n")
		}
	}
}
