package ui

import (
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"
)

// Guard is the way of everything to a terminal that wasmcp has not written itself: what tools, components,
// registries and files say. They could steer the terminal, or turn the order of what is read. To
// anything but a terminal, everything goes as it is.
type Guard struct {
	terminal *os.File

	mu   sync.Mutex
	held []byte // what may be the beginning of a character, or of a line's end
}

// Guarded returns what text is to be written to in place of w: w itself, unless it is a terminal.
func Guarded(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(f.Fd()) {
		return &Guard{terminal: f}
	}
	return w
}

// IsTerminal tells whether w, which [Guarded] has returned, is a terminal.
func IsTerminal(w io.Writer) bool {
	_, ok := w.(*Guard)
	return ok
}

// Write writes what is harmless of p, and a replacement character for each that is not.
func (g *Guard) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	text := p
	if len(g.held) > 0 {
		text = append(g.held, p...)
	}
	whole := len(text) - len(unfinished(text))
	clean := Printable(string(text[:whole]))
	g.held = bytes.Clone(text[whole:])
	if _, err := io.WriteString(g.terminal, clean); err != nil {
		return 0, err
	}
	return len(p), nil
}

// unfinished is the end of a text whose meaning what follows decides.
func unfinished(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\r' {
		return text[n-1:]
	}
	for i := len(text) - 1; i >= 0 && i >= len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return text[i:]
			}
			break
		}
	}
	return nil
}

// Printable replaces what could steer a terminal, or turn the order of what is read: control characters
// but for tabs and the ends of lines, bytes that are no text, and characters of Unicode that direct
// others or repeat ASCII without a shape. Joiners and other characters without a width stay: languages
// and emoji need them, and they move nothing.
func Printable(s string) string {
	if harmless(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || hiddenTag(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// harmless tells of most texts that there is nothing to replace.
func harmless(s string) bool {
	for i := range len(s) {
		if b := s[i]; (b < ' ' || b >= 0x7f) && b != '\n' && b != '\t' {
			return false
		}
	}
	return true
}

// hiddenTag tells the characters that repeat ASCII without a shape.
func hiddenTag(r rune) bool { return r >= 0xe0000 && r <= 0xe007f }
