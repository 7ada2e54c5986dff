package syntax

import (
	"strings"
	"unicode"
)

// docs returns the documentation that comments hold: spaces that all lines begin with are taken
// away. Comments that are not marked as documentation count too, as they do in the tools in use.
func docs(between string) string {
	var blocks []string
	for {
		start := strings.IndexByte(between, '/')
		if start < 0 {
			break
		}
		between = between[start:]
		n := comment(between)
		blocks = append(blocks, commentText(between[:n]))
		between = between[n:]
	}
	if len(blocks) == 0 {
		return ""
	}
	indent := commonIndent(blocks)
	var b strings.Builder
	for _, block := range blocks {
		block = strings.TrimPrefix(block, indent)
		if block == "" {
			b.WriteByte('\n')
			continue
		}
		for line := range strings.Lines(block) {
			b.WriteString(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"))
			b.WriteByte('\n')
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func commentText(c string) string {
	if rest, ok := strings.CutPrefix(c, "/**"); ok {
		if len(rest) < 2 { // "/**/"
			return ""
		}
		c = strings.TrimSuffix(rest, "*/")
	} else {
		c = strings.TrimLeft(c, "/")
	}
	return strings.TrimRightFunc(c, unicode.IsSpace)
}

func commonIndent(blocks []string) string {
	least := -1
	for _, block := range blocks {
		if n := len(block) - len(strings.TrimLeft(block, " \t\n\f\r")); block != "" && (least < 0 || n < least) {
			least = n
		}
	}
	return strings.Repeat(" ", max(least, 0))
}
