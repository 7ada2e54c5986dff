package syntax

import (
	"strconv"
	"strings"
)

// version reads a version as semver.org has it.
func (p *parser) version() string {
	if p.tok.kind != integer {
		p.expected("a version such as 1.2.3")
	}
	start := p.tok.Start
	s := p.text[start : start+versionLength(p.text[start:])]
	if what := CheckVersion(s); what != "" {
		p.fail(Span{start, start + len(s)}, "version %s %s", s, what)
	}
	p.pos, p.tok = start+len(s), token{integer, Span{start, start + len(s)}}
	p.next()
	return s
}

// versionLength returns the length of the version that s begins with: a dot that nothing of a
// version follows is the next token.
func versionLength(s string) int {
	n := 0
	part := func(more string) {
		for n < len(s) {
			ok := s[n] == '.' && n+1 < len(s) && isVersionByte(s[n+1], more) || isVersionByte(s[n], more)
			if !ok {
				return
			}
			n++
		}
	}
	part("")
	for _, separator := range []byte("-+") {
		if n+1 < len(s) && s[n] == separator && isVersionByte(s[n+1], "-") {
			n++
			part("-")
		}
	}
	return n
}

// isVersionByte reports whether c is a digit, or where more is not empty also a letter or in more.
func isVersionByte(c byte, more string) bool {
	letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	return isDigit(c) || more != "" && (letter || strings.IndexByte(more, c) >= 0)
}

// CheckVersion says what is wrong with a version; nothing is where it returns "".
func CheckVersion(s string) string {
	s, build, hasBuild := strings.Cut(s, "+")
	s, pre, hasPre := strings.Cut(s, "-")
	numbers := strings.Split(s, ".")
	if len(numbers) != 3 {
		return "is not of the form major.minor.patch"
	}
	for _, n := range numbers {
		if !isNumber(n) {
			return "is not of the form major.minor.patch, without zeros before a number"
		}
	}
	if hasPre {
		for part := range strings.SplitSeq(pre, ".") {
			if !isIdentifier(part) || strings.Trim(part, "0123456789") == "" && !isDigits(part) {
				return "has a pre-release that is not words with dots between them"
			}
		}
	}
	if hasBuild {
		for part := range strings.SplitSeq(build, ".") {
			if !isIdentifier(part) {
				return "has build metadata that is not words with dots between them"
			}
		}
	}
	return ""
}

// isDigits reports whether s is a number of any size, without zeros before it.
func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == "" && (s == "0" || s[0] != '0')
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil && isDigits(s)
}

func isIdentifier(s string) bool {
	for i := range len(s) {
		if !isVersionByte(s[i], "-") {
			return false
		}
	}
	return s != ""
}
