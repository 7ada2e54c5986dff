package wit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// Source is a file of WIT. Name is what errors call it.
type Source struct{ Name, Text string }

// SourceError is something wrong with a file of WIT.
type SourceError struct {
	File string
	// Line and Column count from 1, columns in characters.
	Line, Column int
	// Text is the line, and Length how many of its characters are wrong; never less than one.
	Text   string
	Length int
	// Message says what is wrong.
	Message string
	// Nearest is a name that may have been meant, or empty.
	Nearest string
}

// maxExcerpt is the length of lines that are not shown in errors.
const maxExcerpt = 300

// Error returns the place and the message, and under them the line with the place marked.
func (e *SourceError) Error() string {
	s := fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
	if e.Nearest != "" {
		s += fmt.Sprintf("; did you mean `%s`?", e.Nearest)
	}
	if e.Text == "" || len(e.Text) > maxExcerpt {
		return s
	}
	number := fmt.Sprint(e.Line)
	// Tabs stay tabs, so that the mark stands below what it marks.
	before := strings.Map(func(c rune) rune {
		if c == '\t' {
			return c
		}
		return ' '
	}, firstRunes(e.Text, e.Column-1))
	mark := "^" + strings.Repeat("~", e.Length-1)
	return fmt.Sprintf("%s\n %s | %s\n %*s | %s%s", s, number, e.Text, len(number), "", before, mark)
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// SourceErrors are all that is wrong with files of WIT, in the order of their places.
type SourceErrors []*SourceError

// Error returns the errors one after another.
func (e SourceErrors) Error() string {
	texts := make([]string, len(e))
	for i, err := range e {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "\n")
}

// Unwrap returns the errors, for [errors.As].
func (e SourceErrors) Unwrap() []error {
	list := make([]error, len(e))
	for i, err := range e {
		list[i] = err
	}
	return list
}

// sorted returns e in order of place, without what is said twice of one.
func (e SourceErrors) sorted() SourceErrors {
	slices.SortStableFunc(e, func(a, b *SourceError) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
	})
	return slices.CompactFunc(e, func(a, b *SourceError) bool { return *a == *b })
}

func newSourceError(s *Source, at syntax.Span, message string) *SourceError {
	e := &SourceError{File: s.Name, Message: message, Text: syntax.Line(s.Text, at.Start)}
	e.Line, e.Column = syntax.Position(s.Text, at.Start)
	rest := max(utf8.RuneCountInString(e.Text)-e.Column+1, 1)
	e.Length = min(max(utf8.RuneCountInString(s.Text[at.Start:at.End]), 1), rest)
	return e
}
