package syntax

import "fmt"

// Limits of what is parsed. Files that people write stay far below.
const (
	maxProblems     = 20
	maxTypeDepth    = 100
	maxPackageDepth = 100
)

// Parse reads a file. After something wrong it goes on with the next item, so that more than one
// problem is found. The file is nil where there are any.
func Parse(text string) (*File, []Problem) {
	if p, found := forbidden(text); found {
		return nil, []Problem{p}
	}
	p := &parser{lexer: lexer{text: text}}
	if len(text) >= 3 && text[:3] == "\ufeff" {
		p.pos, p.tok.End = 3, 3
	}
	f := new(File)
	p.try(func() { p.next() })
	p.file(f)
	if len(p.problems) > 0 {
		return nil, p.problems
	}
	return f, nil
}

// parser reads by recursive descent. What it cannot read makes it panic with a bailout, which try
// catches at the next item.
type parser struct {
	lexer
	problems []Problem
}

type bailout struct{}

// next goes on to the next token.
func (p *parser) next() {
	if what, ok := p.scan(); !ok {
		p.fail(p.tok.Span, "%s", what)
	}
}

func (p *parser) problem(at Span, format string, args ...any) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, Problem{at, fmt.Sprintf(format, args...)})
	}
}

// fail records what is wrong and gives the item up.
func (p *parser) fail(at Span, format string, args ...any) {
	p.problem(at, format, args...)
	panic(bailout{})
}

// try runs f and reports whether it came to its end.
func (p *parser) try(f func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, bail := r.(bailout); !bail {
				panic(r)
			}
		}
	}()
	f()
	return true
}

// items reads items until a closing brace, or the end of the file for the outermost ones, and goes
// on with the next after one that is wrong.
func (p *parser) items(end kind, item func()) {
	for p.tok.kind != end && len(p.problems) < maxProblems {
		depth := p.depth
		if p.tok.kind == eof {
			p.fail(p.tok.Span, "expected %s, found the end of the file", describe(end))
		}
		if !p.try(item) {
			p.skip(depth)
		}
	}
	if p.tok.kind == end {
		if end != eof {
			p.next()
		}
		return
	}
	panic(bailout{})
}

// skip passes over the rest of an item that began with this many braces open.
func (p *parser) skip(depth int) {
	for p.tok.kind != eof {
		k := p.tok.kind
		if k == '}' && p.depth == depth && depth > 0 {
			return
		}
		p.scan()
		if (k == ';' || k == '}') && p.depth <= depth {
			return
		}
	}
}

// is reports whether the token is this keyword.
func (p *parser) is(keyword string) bool {
	return p.tok.kind == word && p.source(p.tok.Span) == keyword
}

func (p *parser) source(s Span) string { return p.text[s.Start:s.End] }

func (p *parser) eat(k kind) bool {
	if p.tok.kind != k {
		return false
	}
	p.next()
	return true
}

func (p *parser) eatWord(keyword string) bool {
	if !p.is(keyword) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(k kind, what string) Span {
	at := p.tok.Span
	if p.tok.kind != k {
		p.expected(what)
	}
	if k != eof {
		p.next()
	}
	return at
}

func (p *parser) punctuation(k kind) Span { return p.expect(k, describe(k)) }

func (p *parser) keyword(keyword string) Span {
	at := p.tok.Span
	if !p.is(keyword) {
		p.expected("`" + keyword + "`")
	}
	p.next()
	return at
}

// expected fails at the token, which is not what is said.
func (p *parser) expected(what string) {
	p.fail(p.tok.Span, "expected %s, found %s", what, p.found())
}

// found says what the token is.
func (p *parser) found() string {
	s := p.source(p.tok.Span)
	switch {
	case p.tok.kind == eof:
		return "the end of the file"
	case p.tok.kind == word && isKeyword(s):
		return "the keyword `" + s + "`"
	case p.tok.kind == word, p.tok.kind == escaped:
		return "the name `" + s + "`"
	case p.tok.kind == integer:
		return "the number " + s
	case p.tok.kind == text:
		return "a string"
	default:
		return "`" + s + "`"
	}
}

func describe(k kind) string {
	switch k {
	case eof:
		return "the end of the file"
	default:
		return "`" + string(rune(k)) + "`"
	}
}

// docs returns the documentation before the token.
func (p *parser) docs() string { return docs(p.text[p.before:p.tok.Start]) }

// isName reports whether the token is a name.
func (p *parser) isName() bool {
	return p.tok.kind == escaped || p.tok.kind == word && !isKeyword(p.source(p.tok.Span))
}

// name reads a name.
func (p *parser) name(what string) Name {
	at := p.tok.Span
	s := p.source(at)
	if p.tok.kind == word && isKeyword(s) {
		p.fail(at, "expected %s, found the keyword `%s` (as a name it is written `%%%s`)", what, s, s)
	}
	if !p.isName() {
		p.expected(what)
	}
	if p.tok.kind == escaped {
		s = s[1:]
	}
	if !IsLabel(s) {
		p.problem(at, "name `%s` is not words of letters and digits joined by single hyphens, each of one case and the first beginning with a letter", s)
	}
	p.next()
	return Name{s, at}
}

// list reads items with commas between them up to a token, which is read too. A comma may follow the
// last.
func (p *parser) list(end kind, item func()) {
	for p.tok.kind != end {
		item()
		if p.tok.kind != end && !p.eat(',') {
			p.expected("`,` or " + describe(end))
		}
	}
	p.next()
}

// peek runs f and goes back to where the parser was. A failure of f is none.
func (p *parser) peek(f func() bool) (result bool) {
	at, problems := p.lexer, p.problems
	p.problems = nil
	ok := p.try(func() { result = f() })
	p.lexer, p.problems = at, problems
	return ok && result
}
