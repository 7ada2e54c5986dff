package syntax

func (p *parser) iface(head Head) *Interface {
	p.noExternalID(head, "an interface")
	p.next()
	i := &Interface{Head: head, Name: p.name("the name of an interface")}
	p.ifaceBody(&i.InterfaceBody)
	return i
}

func (p *parser) ifaceBody(i *InterfaceBody) {
	p.punctuation('{')
	p.items('}', func() { i.Items = append(i.Items, p.ifaceItem()) })
}

func (p *parser) ifaceItem() InterfaceItem {
	head := p.head()
	if p.is("use") {
		return p.use(head)
	}
	if t := p.typeDef(head); t != nil {
		return t
	}
	if !p.isName() {
		p.expected("`use`, the definition of a type or the name of a function")
	}
	f := &Func{Head: head, Name: p.name("the name of a function")}
	p.punctuation(':')
	p.fn(f)
	p.punctuation(';')
	return f
}

// startsFunc reports whether the token begins the type of a function. The words "get" and "set" do
// so before a parenthesis alone.
func (p *parser) startsFunc() bool {
	return p.is("func") || p.is("async") || p.accessor() != NoAccessor
}

func (p *parser) accessor() Accessor {
	a := NoAccessor
	switch {
	case p.is("get"):
		a = Getter
	case p.is("set"):
		a = Setter
	default:
		return NoAccessor
	}
	if !p.peek(func() bool {
		p.next()
		return p.tok.kind == '('
	}) {
		return NoAccessor
	}
	return a
}

// fn reads what follows the name of a function.
func (p *parser) fn(f *Func) {
	f.Async = p.eatWord("async")
	if !f.Async {
		f.Accessor = p.accessor()
	}
	f.Span = p.tok.Span
	if f.Accessor == NoAccessor {
		p.keyword("func")
	} else {
		p.next()
	}
	p.signature(f)
}

// signature reads parameters and result.
func (p *parser) signature(f *Func) {
	p.punctuation('(')
	p.list(')', func() {
		param := Param{Name: p.name("the name of a parameter")}
		p.punctuation(':')
		param.Type = p.typ()
		f.Params = append(f.Params, param)
	})
	if p.eat(arrow) {
		f.Result = p.typ()
	}
}

func (p *parser) resourceFunc() *Func {
	f := &Func{Head: p.head(), Kind: Method}
	if p.is("constructor") {
		f.Kind, f.Span = Constructor, p.tok.Span
		f.Name = Name{"", f.Span}
		p.next()
		p.signature(f)
	} else {
		f.Name = p.name("`constructor` or the name of a function")
		p.punctuation(':')
		if p.eatWord("static") {
			f.Kind = Static
		}
		p.fn(f)
	}
	p.punctuation(';')
	return f
}
