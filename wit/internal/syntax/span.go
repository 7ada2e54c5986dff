package syntax

import (
	"strings"
	"unicode/utf8"
)

// Span is a stretch of a file, in bytes from its beginning.
type Span struct{ Start, End int }

// Problem is something wrong with a file.
type Problem struct {
	Span
	Message string
}

// Position returns the line and the column, both from 1, of a byte of text. Columns are characters.
func Position(text string, offset int) (line, column int) {
	offset = min(offset, len(text))
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// Line returns the line that a byte of text is in.
func Line(text string, offset int) string {
	offset = min(offset, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return strings.TrimSuffix(line, "\r")
}
