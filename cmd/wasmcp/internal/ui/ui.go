// Package ui holds everything about how wasmcp's output looks. Nothing else styles text.
package ui

import (
	"io"
	"slices"
	"strings"
	"sync"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Printer writes to one stream, in colour where that stream is a terminal that has them. What it is given
// to print is a component's, a registry's or a file's as often as not: on a terminal, the styles are all
// that is not text. See [Printable]. A Printer may be used by several goroutines.
type Printer struct {
	w io.Writer
	// terminal is where a status line goes; nil for nowhere.
	terminal io.Writer
	clean    func(string) string
	styled   bool

	mu     sync.Mutex // of what follows
	failed error
}

// New returns a Printer for what [Guarded] has returned. Colours follow the environment (KEY=VALUE
// entries); NO_COLOR set to anything turns them off before any other variable is looked at.
func New(w io.Writer, environ []string) *Printer {
	p := &Printer{w: w, clean: func(s string) string { return s }}
	if g, ok := w.(*Guard); ok {
		p.w, p.terminal, p.clean = g.terminal, g.terminal, Printable
	}
	colourless := slices.ContainsFunc(environ, func(kv string) bool {
		return strings.HasPrefix(kv, "NO_COLOR=") && kv != "NO_COLOR="
	})
	if profile := colorprofile.Detect(p.w, environ); !colourless && profile > colorprofile.NoTTY {
		p.w, p.styled = &colorprofile.Writer{Forward: p.w, Profile: profile}, true
		p.clean = Printable // styles that were asked for in a pipe are for a terminal behind it
	}
	return p
}

// in returns a text in a style, where there are styles.
func (p *Printer) in(style lipgloss.Style, s string) string {
	if !p.styled {
		return p.clean(s)
	}
	return style.Render(p.clean(s))
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
	b.WriteString(p.in(red, "wasmcp:") + " " + p.clean(headline) + "\n")
	for _, f := range facts {
		b.WriteString("  " + p.clean(f) + "\n")
	}
	if hint != "" {
		b.WriteString(p.in(cyan, "hint:") + " " + p.clean(hint) + "\n")
	}
	p.write(b.String())
}

// Line prints a line in no style.
func (p *Printer) Line(s string) { p.write(p.clean(s) + "\n") }

// Heading prints a line that others follow.
func (p *Printer) Heading(s string) { p.write(p.in(bold, s) + "\n") }

// Note prints a line that matters less than those around it.
func (p *Printer) Note(s string) { p.write(p.in(faint, s) + "\n") }

// Command prints a command that the reader may type, indented.
func (p *Printer) Command(s string) { p.write("  " + p.in(cyan, s) + "\n") }

// Err returns the first error of writing, after which nothing more is written.
func (p *Printer) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.failed
}

// Status shows a line on a terminal that the next one, or [Printer.EndStatus], takes away. It may be
// called beside everything else.
func (p *Printer) Status(s string) { p.erase(oneLine(p.clean(s))) }

// EndStatus takes the line away.
func (p *Printer) EndStatus() { p.erase("") }

func (p *Printer) erase(instead string) {
	if p.terminal != nil {
		_, _ = io.WriteString(p.terminal, "\r\x1b[K"+instead)
	}
}

func (p *Printer) write(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failed == nil {
		_, p.failed = io.WriteString(p.w, s)
	}
}
