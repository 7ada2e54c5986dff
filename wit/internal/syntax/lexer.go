package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// forbidden returns the first thing in text that no WIT may hold: what is no UTF-8, control
// characters, those that change the direction of writing and so hide what a file says, and
// characters that Unicode wants no longer used.
func forbidden(text string) (Problem, bool) {
	for i, c := range text {
		size := utf8.RuneLen(c)
		what := ""
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			size, what = 1, fmt.Sprintf("byte 0x%02x is not UTF-8", text[i])
		case c == '\n' || c == '\r' || c == '\t':
		case 0x202a <= c && c <= 0x202e, 0x2066 <= c && c <= 0x2069:
			what = fmt.Sprintf("character U+%04X changes the direction of writing", c)
		case strings.ContainsRune("\u0149\u0673\u0f77\u0f79\u17a3\u17a4\u17b4\u17b5", c):
			what = fmt.Sprintf("character U+%04X is deprecated in Unicode", c)
		case unicode.IsControl(c):
			what = fmt.Sprintf("control character U+%04X", c)
		}
		if what != "" {
			return Problem{Span{i, i + size}, what}, true
		}
	}
	return Problem{}, false
}

// lexer cuts text into tokens, one at a time.
type lexer struct {
	text string
	pos  int
	tok  token
	// before is the end of the token before tok.
	before int
	// depth counts the braces that are open before tok.
	depth int
}

// scan reads the next token into l.tok. What is wrong with it is returned, and the token is then as
// long as what was read.
func (l *lexer) scan() (string, bool) {
	switch l.tok.kind {
	case '{':
		l.depth++
	case '}':
		l.depth--
	}
	l.before = l.tok.End
	if what := l.space(); what != "" {
		l.tok = token{eof, Span{l.pos, len(l.text)}}
		l.pos = len(l.text)
		return what, false
	}
	start := l.pos
	k, what := l.one()
	l.tok = token{k, Span{start, l.pos}}
	return what, what == ""
}

// space passes over spaces and comments.
func (l *lexer) space() string {
	for l.pos < len(l.text) {
		rest := l.text[l.pos:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || strings.HasPrefix(rest, "\r\n"):
			l.pos++
		case strings.HasPrefix(rest, "//"), strings.HasPrefix(rest, "/*"):
			n := comment(rest)
			if n < 0 {
				return "comment without an end"
			}
			l.pos += n
		default:
			return ""
		}
	}
	return ""
}

// comment returns the length of the comment that s begins with, or -1 where it has no end. A block
// can hold others.
func comment(s string) int {
	if s[1] == '/' {
		if end := strings.IndexByte(s, '\n'); end >= 0 {
			return end + 1
		}
		return len(s)
	}
	depth := 1
	for i := 2; i+1 < len(s); i++ {
		switch s[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			return i + 1
		}
	}
	return -1
}

func (l *lexer) one() (kind, string) {
	if l.pos >= len(l.text) {
		return eof, ""
	}
	c, size := utf8.DecodeRuneInString(l.text[l.pos:])
	l.pos += size
	switch {
	case strings.ContainsRune("=,:.;(){}<>*@/+", c):
		return kind(c), ""
	case c == '-' && strings.HasPrefix(l.text[l.pos:], ">"):
		l.pos++
		return arrow, ""
	case c == '%':
		l.word()
		return escaped, ""
	case c == '"':
		return text, l.quoted()
	case '0' <= c && c <= '9':
		for l.pos < len(l.text) && isDigit(l.text[l.pos]) {
			l.pos++
		}
		return integer, ""
	case startsWord(c):
		l.word()
		return word, ""
	default:
		return kind(c), fmt.Sprintf("unexpected character %q", c)
	}
}

// startsWord takes more than a name may begin with, so that what is wrong with a name can be said.
func startsWord(c rune) bool { return c == '_' || c == '-' || unicode.IsLetter(c) }

func (l *lexer) word() {
	for l.pos < len(l.text) {
		c, size := utf8.DecodeRuneInString(l.text[l.pos:])
		if !startsWord(c) && !unicode.IsDigit(c) && !unicode.Is(unicode.Mn, c) {
			return
		}
		l.pos += size
	}
}

// quoted passes over the rest of a string.
func (l *lexer) quoted() string {
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		l.pos++
		switch {
		case c == '"':
			return ""
		case c == '\\' && l.pos < len(l.text):
			l.pos++
		case c == '\n':
			return "string without an end in its line"
		}
	}
	return "string without an end"
}
