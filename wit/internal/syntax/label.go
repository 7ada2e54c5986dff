package syntax

import "strings"

// IsLabel reports whether s is a name in WIT: words of lower-case or acronyms of upper-case letters
// and digits, joined by single hyphens. The first begins with a letter.
func IsLabel(s string) bool {
	for i, word := range strings.Split(s, "-") {
		if word == "" || i == 0 && isDigit(word[0]) || !isWord(word) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(s string) bool {
	var lower, upper bool
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z':
			lower = true
		case 'A' <= c && c <= 'Z':
			upper = true
		case !isDigit(c):
			return false
		}
	}
	return !lower || !upper
}
