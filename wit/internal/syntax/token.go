package syntax

import "slices"

// kind is a kind of token. Punctuation is its own character.
type kind rune

const (
	eof     kind = -1
	word    kind = 'a' // a name or keyword
	escaped kind = '%' // a name after "%"
	integer kind = '0'
	text    kind = '"'
	arrow   kind = '→'
)

// token is a stretch of text. What stands between it and the token before is comments and spaces.
type token struct {
	kind
	Span
}

// keywords cannot be names without a "%" before them.
var keywords = []string{
	"_", "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export",
	"f32", "f64", "flags", "from", "func", "future", "import", "include", "interface", "list", "map",
	"option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8", "static",
	"stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant", "with", "world",
}

func isKeyword(s string) bool {
	_, found := slices.BinarySearch(keywords, s)
	return found
}

// primitives are the keywords that are types.
var primitives = []string{
	"bool", "char", "error-context", "f32", "f64", "s16", "s32", "s64", "s8", "string", "u16", "u32", "u64", "u8",
}

func isPrimitive(s string) bool {
	_, found := slices.BinarySearch(primitives, s)
	return found
}
