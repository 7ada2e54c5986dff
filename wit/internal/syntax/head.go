package syntax

// head reads what stands before an item.
func (p *parser) head() Head {
	h := Head{Docs: p.docs()}
	for p.tok.kind == '@' {
		p.next()
		at := p.tok.Span
		p.attribute(&h.Gates, at)
		h.Gates.At = at
	}
	g := h.Gates
	switch {
	case g.Since != "" && g.Unstable != "":
		p.problem(g.At, "@since and @unstable cannot both be said of one item")
	case g.Deprecated != "" && g.Since == "" && g.Unstable == "":
		p.problem(g.At, "@deprecated needs @since or @unstable beside it")
	}
	return h
}

func (p *parser) attribute(g *Gates, at Span) {
	name := ""
	if p.isName() {
		name = p.name("").Text
	}
	var value *string
	var argument string
	switch name {
	case "since":
		value, argument = &g.Since, "version"
	case "deprecated":
		value, argument = &g.Deprecated, "version"
	case "unstable":
		value, argument = &g.Unstable, "feature"
	case "external-id":
		value = &g.ExternalID
	default:
		p.fail(at, "unknown attribute @%s (there are @since, @unstable, @deprecated and @external-id)", p.source(at))
	}
	if *value != "" {
		p.problem(at, "@%s is said twice of one item", name)
	}
	p.punctuation('(')
	if argument != "" {
		if !p.is(argument) {
			p.expected("`" + argument + "`")
		}
		p.next()
		p.punctuation('=')
	}
	switch argument {
	case "version":
		*value = p.version()
	case "feature":
		*value = p.name("the name of a feature").Text
	default:
		*value = p.str()
	}
	p.punctuation(')')
}

func (p *parser) str() string {
	at := p.expect(text, "a string")
	s, what := unquote(p.source(at))
	if what != "" {
		p.fail(at, "%s", what)
	}
	return s
}

// noExternalID says so where an item that has no external ID is given one.
func (p *parser) noExternalID(h Head, what string) {
	if h.Gates.ExternalID != "" {
		p.problem(h.Gates.At, "@external-id is not allowed on %s", what)
	}
}
