package syntax

import "strings"

// file reads a whole file.
func (p *parser) file(f *File) {
	ok := p.try(func() {
		if !p.is("package") {
			return
		}
		docs := p.docs()
		at := p.lexer
		p.next()
		name := p.packageName()
		if p.tok.kind == '{' {
			p.lexer = at // a package inside the file
			return
		}
		p.punctuation(';')
		f.Package, f.Docs = &name, docs
	})
	if !ok {
		p.skip(0)
	}
	p.try(func() {
		p.items(eof, func() {
			if p.tok.kind == '}' {
				at := p.tok.Span
				p.next()
				p.fail(at, "`}` closes nothing")
			}
			f.Items = append(f.Items, p.item(0))
		})
	})
}

func (p *parser) item(depth int) Item {
	head := p.head()
	switch {
	case p.is("interface"):
		return p.iface(head)
	case p.is("world"):
		return p.world(head)
	case p.is("use"):
		if head.Gates != (Gates{}) {
			p.problem(p.tok.Span, "attributes are not allowed on a use outside interfaces and worlds")
		}
		return p.topUse()
	case p.is("package"):
		if head.Gates != (Gates{}) {
			p.problem(p.tok.Span, "attributes are not allowed on packages")
		}
		return p.pkg(head.Docs, depth)
	default:
		p.expected("`interface`, `world`, `use` or `package`")
		return nil
	}
}

func (p *parser) topUse() *TopUse {
	p.next()
	u := &TopUse{Path: p.path()}
	if p.eatWord("as") {
		name := p.name("a name")
		u.As = &name
	}
	p.punctuation(';')
	return u
}

func (p *parser) pkg(docs string, depth int) *Package {
	at := p.keyword("package")
	if depth >= maxPackageDepth {
		p.fail(at, "packages are nested more than %d deep", maxPackageDepth)
	}
	n := &Package{Docs: docs, Name: p.packageName()}
	p.punctuation('{')
	p.items('}', func() { n.Items = append(n.Items, p.item(depth+1)) })
	return n
}

// packageName reads a name such as a:b@1.2.3.
func (p *parser) packageName() PackageName {
	var n PackageName
	n.Span, n.Namespace, n.Name = p.packagePath()
	for p.tok.kind == '/' {
		p.next()
		part := p.name("a name")
		n.Name += "/" + part.Text
		n.End = part.End
	}
	p.onlyTwo(n)
	if p.eat('@') {
		n.Version = p.version()
		n.End = p.before
	}
	return n
}

// onlyTwo refuses the name of a package that has several namespaces or names: the standard keeps them behind a
// feature gate that no validator has open.
func (p *parser) onlyTwo(n PackageName) {
	if strings.Contains(n.Namespace, ":") || strings.Contains(n.Name, "/") {
		p.problem(n.Span, "package `%s:%s` has more than a namespace and a name, which no validator takes", n.Namespace, n.Name)
	}
}

// packagePath reads the parts of a package's name that have colons between them.
func (p *parser) packagePath() (at Span, namespace, name string) {
	first := p.name("the name of a package, such as `namespace:name`")
	at, name = first.Span, first.Text
	p.punctuation(':')
	for {
		part := p.name("a name")
		if namespace != "" {
			namespace += ":"
		}
		namespace, name, at.End = namespace+name, part.Text, part.End
		if !p.eat(':') {
			return at, namespace, name
		}
	}
}

// path reads a reference to an interface or world.
func (p *parser) path() Path {
	if !p.peek(func() bool {
		p.name("")
		return p.tok.kind == ':'
	}) {
		return Path{Name: p.name("the name of an interface or world")}
	}
	n := new(PackageName)
	n.Span, n.Namespace, n.Name = p.packagePath()
	p.punctuation('/')
	last := p.name("the name of an interface or world")
	for p.eat('/') {
		n.Name += "/" + last.Text
		n.End = last.End
		last = p.name("the name of an interface or world")
	}
	p.onlyTwo(*n)
	if p.eat('@') {
		n.Version = p.version()
	}
	return Path{n, last}
}
