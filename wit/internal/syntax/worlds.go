package syntax

func (p *parser) world(head Head) *World {
	p.noExternalID(head, "a world")
	p.next()
	w := &World{Head: head, Name: p.name("the name of a world")}
	p.punctuation('{')
	p.items('}', func() { w.Items = append(w.Items, p.worldItem()) })
	return w
}

func (p *parser) worldItem() WorldItem {
	head := p.head()
	switch {
	case p.is("import"), p.is("export"):
		e := &Extern{Head: head, Export: p.is("export")}
		p.next()
		p.extern(e)
		return e
	case p.is("include"):
		return p.include(head)
	case p.is("use"):
		return p.use(head)
	}
	if t := p.typeDef(head); t != nil {
		return t
	}
	p.expected("`import`, `export`, `include`, `use` or the definition of a type")
	return nil
}

// extern reads what is imported or exported: a function, an interface or a path, with or without a
// name of its own.
func (p *parser) extern(e *Extern) {
	if p.labelled() {
		name := p.name("a name")
		e.Name = &name
		p.punctuation(':')
	}
	switch {
	case e.Name != nil && p.startsFunc():
		e.Func = &Func{Head: e.Head, Name: *e.Name}
		p.fn(e.Func)
	case e.Name != nil && p.is("interface"):
		p.next()
		e.Interface = new(InterfaceBody)
		p.ifaceBody(e.Interface)
		return
	default:
		path := p.path()
		e.Path = &path
	}
	p.punctuation(';')
}

// labelled reports whether a name and a colon come that are no package's: a:b/c names an interface,
// and a: b gives the interface b the name a.
func (p *parser) labelled() bool {
	return p.peek(func() bool {
		name := p.name("")
		colon := p.punctuation(':')
		if p.startsFunc() || p.is("interface") {
			return true
		}
		tight := name.End == colon.Start && colon.End == p.tok.Start
		p.name("")
		return p.tok.kind != '/' && (p.tok.kind != ':' || !tight)
	})
}

func (p *parser) include(head Head) *Include {
	p.noExternalID(head, "an include")
	p.next()
	i := &Include{Head: head, Path: p.path()}
	if !p.eatWord("with") {
		p.punctuation(';')
		return i
	}
	p.punctuation('{')
	p.list('}', func() {
		r := Rename{Name: p.name("a name")}
		p.keyword("as")
		as := p.name("a name")
		r.As = &as
		i.Names = append(i.Names, r)
	})
	return i
}

func (p *parser) use(head Head) *Use {
	p.next()
	u := &Use{Head: head, Path: p.path()}
	p.punctuation('.')
	p.punctuation('{')
	p.list('}', func() {
		r := Rename{Name: p.name("the name of a type")}
		if p.eatWord("as") {
			as := p.name("a name")
			r.As = &as
		}
		u.Names = append(u.Names, r)
	})
	p.punctuation(';')
	return u
}
