package oracle

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Normalise returns WIT in a form in which two texts of the same meaning are equal: without
// comments, one type to a `use`, and with packages, interfaces, worlds and what is in them sorted.
func Normalise(t testing.TB, text string) string {
	t.Helper()
	p := &witParser{tokens: witTokens.FindAllString(text, -1)}
	root := p.block()
	if len(p.tokens) > 0 {
		t.Fatalf("WIT with more after its end: %q", p.tokens)
	}
	var b strings.Builder
	root.write(&b, "")
	return b.String()
}

var witTokens = regexp.MustCompile(`//[^\n]*\n|->|[{}();,<>]|"(?:[^"\\]|\\.)*"|[^\s{}();,<>"]+`)

// witEscape is a character in a string that may as well be written as itself.
var witEscape = regexp.MustCompile(`\\u\{([0-9a-f]+)\}`)

func unescape(s string) string {
	return witEscape.ReplaceAllStringFunc(s, func(escape string) string {
		c, err := strconv.ParseInt(escape[3:len(escape)-1], 16, 32)
		if err != nil {
			return escape
		}
		return string(rune(c))
	})
}

// witNode is something up to a semicolon or comma, or with a block of others.
type witNode struct {
	head  string
	inner []*witNode
	block bool
}

type witParser struct{ tokens []string }

func (p *witParser) block() *witNode {
	root := &witNode{block: true}
	var head []string
	nested := 0 // brackets open in head
	flush := func() {
		if len(head) > 0 {
			root.inner = append(root.inner, &witNode{head: strings.Join(head, " ")})
			head = nil
		}
	}
	for len(p.tokens) > 0 {
		token := p.tokens[0]
		if token == "}" && nested == 0 {
			break
		}
		p.tokens = p.tokens[1:]
		switch {
		case strings.HasPrefix(token, "//"):
		case token == "{" && len(head) > 0 && head[0] == "use":
			p.uses(root, head[1])
			head = nil
		case token == "{":
			inner := p.block()
			inner.head = strings.Join(head, " ")
			head = nil
			p.tokens = p.tokens[1:] // }
			root.inner = append(root.inner, inner)
		case token == ";" || token == "," && nested == 0:
			flush()
		default:
			if token == "(" || token == "<" {
				nested++
			} else if token == ")" || token == ">" {
				nested--
			}
			head = append(head, unescape(token))
		}
	}
	flush()
	return root
}

// uses reads the names of a use.
func (p *witParser) uses(root *witNode, from string) {
	var name []string
	for {
		token := p.tokens[0]
		p.tokens = p.tokens[1:]
		if token != "," && token != "}" {
			name = append(name, token)
			continue
		}
		if len(name) > 0 {
			root.inner = append(root.inner, &witNode{head: "use " + from + " " + strings.Join(name, " ")})
			name = nil
		}
		if token == "}" {
			return
		}
	}
}

// ordered reports whether the order of what is in n has a meaning.
func (n *witNode) ordered() bool {
	for _, keyword := range []string{"record", "variant", "enum", "flags"} {
		if strings.HasPrefix(n.head, keyword+" ") {
			return true
		}
	}
	return false
}

func (n *witNode) write(b *strings.Builder, indent string) {
	var lines []string
	for _, i := range n.inner {
		var inner strings.Builder
		inner.WriteString(indent + i.head + "\n")
		i.write(&inner, indent+"  ")
		lines = append(lines, inner.String())
	}
	if !n.ordered() {
		slices.Sort(lines)
	}
	b.WriteString(strings.Join(lines, ""))
}
