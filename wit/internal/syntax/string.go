package syntax

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// unquote returns what a string of WIT, quotes included, stands for, or what is wrong with it.
func unquote(s string) (string, string) {
	s = s[1 : len(s)-1]
	var b strings.Builder
	for s != "" {
		if s[0] != '\\' {
			c, size := utf8.DecodeRuneInString(s)
			if c < 0x20 || c == 0x7f {
				return "", fmt.Sprintf("control character U+%04X in a string", c)
			}
			b.WriteString(s[:size])
			s = s[size:]
			continue
		}
		value, size, what := unescape(s)
		if what != "" {
			return "", what
		}
		b.WriteString(value)
		s = s[size:]
	}
	if !utf8.ValidString(b.String()) {
		return "", "string that is not UTF-8"
	}
	return b.String(), ""
}

var escapes = map[byte]string{'"': `"`, '\'': "'", 't': "\t", 'n': "\n", 'r': "\r", '\\': `\`}

// unescape returns what the escape at the start of s stands for, and its length.
func unescape(s string) (value string, size int, what string) {
	if len(s) < 2 {
		return "", 0, "escape without an end"
	}
	if v, ok := escapes[s[1]]; ok {
		return v, 2, ""
	}
	if s[1] == 'u' {
		hex, _, ok := strings.Cut(s[2:], "}")
		digits := strings.TrimPrefix(hex, "{")
		n, err := strconv.ParseUint(strings.ReplaceAll(digits, "_", ""), 16, 32)
		if !ok || len(digits) == len(hex) || err != nil || strings.HasPrefix(digits, "_") || strings.HasSuffix(digits, "_") || !utf8.ValidRune(rune(n)) {
			return "", 0, `escape \u is not of the form \u{hexadecimal digits} with a character's number`
		}
		return string(rune(n)), 2 + len(hex) + 1, ""
	}
	if len(s) >= 3 {
		if n, err := strconv.ParseUint(s[1:3], 16, 8); err == nil {
			return string([]byte{byte(n)}), 3, ""
		}
	}
	c, _ := utf8.DecodeRuneInString(s[1:])
	return "", 0, fmt.Sprintf(`unknown escape \%c`, c)
}
