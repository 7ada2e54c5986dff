package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Table prints rows under a header in columns as wide as their widest cell, two spaces apart and
// indented by two. A nil header prints the rows alone.
func (p *Printer) Table(header []string, rows [][]string) {
	var widths []int
	for _, row := range append([][]string{header}, rows...) {
		for i, cell := range row {
			cell = oneLine(p.clean(cell))
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], lipgloss.Width(cell))
		}
	}
	if header != nil {
		p.Note(p.tableLine(header, widths))
	}
	for _, row := range rows {
		p.Line(p.tableLine(row, widths))
	}
}

func (p *Printer) tableLine(row []string, widths []int) string {
	var b strings.Builder
	b.WriteString("  ")
	for i, cell := range row {
		cell = oneLine(p.clean(cell))
		b.WriteString(cell)
		if i < len(row)-1 {
			b.WriteString(strings.Repeat(" ", widths[i]-lipgloss.Width(cell)+2))
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// oneLine is a text without what would break the line.
func oneLine(text string) string { return strings.NewReplacer("\n", " ", "\t", " ").Replace(text) }
