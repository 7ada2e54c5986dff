package syntax

import "strconv"

// forms are the keywords that begin the definition of a type.
var forms = map[string]Form{
	"type": Alias, "record": Record, "variant": Variant, "enum": Enum, "flags": Flags, "resource": Resource,
}

// typeDef reads the definition of a type, or returns nil where none comes.
func (p *parser) typeDef(head Head) *TypeDef {
	if p.tok.kind != word {
		return nil
	}
	form, ok := forms[p.source(p.tok.Span)]
	if !ok {
		return nil
	}
	p.next()
	t := &TypeDef{Head: head, Form: form, Name: p.name("the name of a type")}
	switch form {
	case Alias:
		p.punctuation('=')
		t.Type = p.typ()
		p.punctuation(';')
	case Resource:
		if p.eat('{') {
			p.items('}', func() { t.Funcs = append(t.Funcs, p.resourceFunc()) })
		} else {
			p.expect(';', "`{` or `;`")
		}
	default:
		p.punctuation('{')
		p.list('}', func() { t.Members = append(t.Members, p.member(form)) })
	}
	return t
}

func (p *parser) member(form Form) Member {
	m := Member{Docs: p.docs()}
	m.Name = p.name([...]string{
		Record: "the name of a field", Variant: "the name of a case", Enum: "the name of a case", Flags: "the name of a flag",
	}[form])
	switch {
	case form == Record:
		p.punctuation(':')
		m.Type = p.typ()
	case form == Variant && p.eat('('):
		m.Type = p.typ()
		p.punctuation(')')
	}
	return m
}

func (p *parser) typ() *Type { return p.typeAt(0) }

// typeAt reads a type that this many others are around.
func (p *parser) typeAt(depth int) *Type {
	if depth >= maxTypeDepth {
		p.fail(p.tok.Span, "types are nested more than %d deep", maxTypeDepth)
	}
	t := &Type{Span: p.tok.Span}
	if p.isName() {
		t.Kind = Named
		t.Name = p.name("").Text
		return t
	}
	if p.tok.kind != word {
		p.expected("a type")
	}
	s := p.source(p.tok.Span)
	arg := func() *Type { return p.typeAt(depth + 1) }
	switch {
	case isPrimitive(s):
		t.Kind, t.Name = Primitive, s
		p.next()
		return t
	case s == "list":
		p.listType(t, arg)
	case s == "map":
		t.Kind = Map
		p.next()
		p.punctuation('<')
		t.Args = append(t.Args, arg())
		p.punctuation(',')
		t.Args = append(t.Args, arg())
		p.punctuation('>')
	case s == "tuple":
		t.Kind = Tuple
		p.next()
		p.punctuation('<')
		p.list('>', func() { t.Args = append(t.Args, arg()) })
	case s == "option":
		t.Kind = Option
		p.next()
		p.punctuation('<')
		t.Args = []*Type{arg()}
		p.punctuation('>')
	case s == "result":
		p.resultType(t, arg)
	case s == "stream", s == "future":
		t.Kind = Stream
		if s == "future" {
			t.Kind = Future
		}
		p.next()
		if p.eat('<') {
			t.Args = []*Type{arg()}
			p.punctuation('>')
		}
	case s == "own", s == "borrow":
		t.Kind = Own
		if s == "borrow" {
			t.Kind = Borrow
		}
		p.next()
		p.punctuation('<')
		name := p.name("the name of a resource")
		t.Name, t.Span = name.Text, name.Span
		p.punctuation('>')
	default:
		p.expected("a type")
	}
	return t
}

func (p *parser) listType(t *Type, arg func() *Type) {
	t.Kind = List
	p.next()
	p.punctuation('<')
	t.Args = []*Type{arg()}
	if p.eat(',') {
		at := p.expect(integer, "the length of the list")
		n, err := strconv.ParseUint(p.source(at), 10, 32)
		if err != nil {
			p.fail(at, "length %s is more than lists can have (%d)", p.source(at), uint32(1<<32-1))
		}
		t.Kind, t.Length = FixedList, uint32(n)
	}
	p.punctuation('>')
}

func (p *parser) resultType(t *Type, arg func() *Type) {
	t.Kind, t.Args = Result, []*Type{nil, nil}
	p.next()
	if !p.eat('<') {
		return
	}
	if p.eatWord("_") {
		p.punctuation(',')
		t.Args[1] = arg()
	} else {
		t.Args[0] = arg()
		if p.eat(',') {
			t.Args[1] = arg()
		}
	}
	p.punctuation('>')
}
