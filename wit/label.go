package wit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// LabelError is the error of a name that is not allowed in WIT.
type LabelError struct{ Label string }

func (e *LabelError) Error() string {
	if e.Label == "" {
		return "empty name"
	}
	return fmt.Sprintf("name %q is not words of letters and digits joined by single hyphens, all of one case and the first beginning with a letter", e.Label)
}

// IsLabel reports whether s is a name in WIT: words of lower-case or acronyms of upper-case letters
// and digits, joined by single hyphens. The first begins with a letter.
func IsLabel(s string) bool { return syntax.IsLabel(s) }

// keywords have a meaning of their own, so that as names they are written with a "%" before them.
var keywords = []string{
	"_", "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export",
	"f32", "f64", "flags", "float32", "float64", "from", "func", "future", "import", "include",
	"interface", "list", "map", "option", "own", "package", "record", "resource", "result", "s16",
	"s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8",
	"use", "variant", "with", "world",
}

// IsKeyword reports whether s is a keyword of WIT.
func IsKeyword(s string) bool {
	_, found := slices.BinarySearch(keywords, s)
	return found
}

// escape returns the label as it is written in WIT.
func escape(label string) string {
	if IsKeyword(label) {
		return "%" + label
	}
	return label
}

// escapeEach escapes labels that have separators between them.
func escapeEach(labels string, separator string) string {
	parts := strings.Split(labels, separator)
	for i := range parts {
		parts[i] = escape(parts[i])
	}
	return strings.Join(parts, separator)
}
