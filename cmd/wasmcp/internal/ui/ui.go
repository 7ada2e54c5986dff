// Package ui holds everything about how wasmcp's output looks. Nothing else styles text.
package ui

import (
	"io"
	"slices"
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Printer writes to one stream, in colour where that stream is a terminal that has them.
type Printer struct {
	w      io.Writer
	failed error
}

// New returns a Printer for w. Colours follow the environment (KEY=VALUE entries); NO_COLOR set
// to anything turns them off before any other variable is looked at.
func New(w io.Writer, environ []string) *Printer {
	if slices.ContainsFunc(environ, func(kv string) bool {
		return strings.HasPrefix(kv, "NO_COLOR=") && kv != "NO_COLOR="
	}) {
		return &Printer{w: &colorprofile.Writer{Forward: w, Profile: colorprofile.NoTTY}}
	}
	return &Printer{w: colorprofile.NewWriter(w, environ)}
}

var (
	bold  = lipgloss.NewStyle().Bold(true)
	faint = lipgloss.NewStyle().Faint(true)
	red   = lipgloss.NewStyle().Bold(true).Foreground(lipgloss.Red)
	cyan  = lipgloss.NewStyle().Foreground(lipgloss.Cyan)
)

// Error prints an error: its headline, the facts under it, and at most one hint.
func (p *Printer) Error(headline string, facts []string, hint string) {
	var b strings.Builder
	b.WriteString(red.Render("wasmcp:") + " " + Printable(headline) + "\n")
	for _, f := range facts {
		b.WriteString("  " + Printable(f) + "\n")
	}
	if hint != "" {
		b.WriteString(cyan.Render("hint:") + " " + Printable(hint) + "\n")
	}
	p.write(b.String())
}

// Line prints one line as it is.
func (p *Printer) Line(s string) { p.write(s + "\n") }

// Heading prints a line that others follow.
func (p *Printer) Heading(s string) { p.write(bold.Render(Printable(s)) + "\n") }

// Note prints a line that matters less than those around it.
func (p *Printer) Note(s string) { p.write(faint.Render(Printable(s)) + "\n") }

// Command prints a command that the reader may type, indented.
func (p *Printer) Command(s string) { p.write("  " + cyan.Render(s) + "\n") }

// Printable replaces what could steer a terminal, or turn the order of what is read: names,
// descriptions and errors are a component's, or a registry's. Lines stay lines.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) || hiddenTag(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// hiddenTag tells the characters that repeat ASCII without a shape.
func hiddenTag(r rune) bool { return r >= 0xe0000 && r <= 0xe007f }

// Err returns the first error of writing, after which nothing more is written.
func (p *Printer) Err() error { return p.failed }

func (p *Printer) write(s string) {
	if p.failed == nil {
		_, p.failed = io.WriteString(p.w, s)
	}
}
