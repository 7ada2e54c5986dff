package wit

import (
	"iter"
	"maps"
	"slices"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// packageScope is a package with what its names lead to.
type packageScope struct {
	pkg     *Package
	targets map[string]*target
}

// target is an interface or world that a path may lead to.
type target struct {
	iface *Interface
	world *World
	// off says that it is behind a feature that is off.
	off bool
	// names are those of the types and functions of iface, made when first needed.
	names *scope
	// source and the trees are there for what is of the package that is being resolved.
	file  *unitFile
	ifDef *syntax.Interface
	wDef  *syntax.World
}

// at returns where an interface or world of the package that is being resolved has its name.
func (t *target) at() syntax.Span {
	if t.ifDef != nil {
		return t.ifDef.Name.Span
	}
	return t.wDef.Name.Span
}

// scope holds the names of an interface or world in their order.
type scope struct {
	symbols map[string]*symbol
	order   []*symbol
}

// symbol is what a name in an interface or world stands for: a type, or a function where def is nil.
type symbol struct {
	name string
	at   syntax.Span
	def  *TypeDef
	// off says that it is behind a feature that is off; broken that it could not be resolved and
	// that this has been said.
	off, broken bool
}

func newScope() *scope { return &scope{symbols: make(map[string]*symbol)} }

// types yields the names of all types.
func (s *scope) types(yield func(string) bool) {
	for _, sym := range s.order {
		if sym.def != nil && !yield(sym.name) {
			return
		}
	}
}

// scopeOf returns the names of the interface that t is.
func (t *target) scopeOf() *scope {
	if t.names != nil {
		return t.names
	}
	s := newScope()
	add := func(sym *symbol) {
		s.symbols[sym.name] = sym
		s.order = append(s.order, sym)
	}
	for _, def := range t.iface.Types {
		add(&symbol{name: def.Name, def: def})
	}
	for _, f := range t.iface.Funcs {
		if s.symbols[f.Name] == nil {
			add(&symbol{name: f.Name})
		}
	}
	t.names = s
	return s
}

// facts are what is asked of types often, and takes long to find out anew.
type facts struct{ resource, borrow bool }

func (r *resolver) factsOf(def *TypeDef) facts {
	if f, ok := r.facts[def]; ok {
		return f
	}
	var f facts
	switch k := def.Kind.(type) {
	case *Resource:
		f.resource = true
	case Use:
		f = r.factsOf(k.Type)
	case Alias:
		if t, ok := k.Type.(*TypeDef); ok {
			f = r.factsOf(t)
		} else {
			f.borrow = r.hasBorrow(k.Type)
		}
	default:
		for _, t := range payloads(def.Kind) {
			f.borrow = f.borrow || r.hasBorrow(t)
		}
	}
	r.facts[def] = f
	return f
}

// hasBorrow reports whether values of t hold a borrowed handle.
func (r *resolver) hasBorrow(t Type) bool {
	if def, ok := t.(*TypeDef); ok {
		return r.factsOf(def).borrow
	}
	if _, ok := t.(Borrow); ok {
		return true
	}
	return slices.ContainsFunc(parts(t), r.hasBorrow)
}

// parts returns the types that t is made of, in order.
func parts(t Type) []Type {
	var list []Type
	switch t := t.(type) {
	case List:
		list = []Type{t.Elem}
	case FixedList:
		list = []Type{t.Elem}
	case Tuple:
		list = t.Types
	case Option:
		list = []Type{t.Some}
	case Result:
		list = []Type{t.Ok, t.Err}
	case Stream:
		list = []Type{t.Elem}
	case Future:
		list = []Type{t.Elem}
	case Map:
		list = []Type{t.Key, t.Value}
	}
	return slices.DeleteFunc(slices.Clone(list), func(t Type) bool { return t == nil })
}

// payloads returns the types of fields and cases, in order.
func payloads(k Kind) []Type {
	var list []Type
	switch k := k.(type) {
	case Record:
		for _, f := range k.Fields {
			list = append(list, f.Type)
		}
	case Variant:
		for _, c := range k.Cases {
			if c.Type != nil {
				list = append(list, c.Type)
			}
		}
	}
	return list
}

// find returns what a path leads to, or nil where that is nothing, which is said unless what asks is
// off.
func (p *packageResolver) find(path *syntax.Path) *target {
	name, at := path.Name.Text, path.Name.Span
	if path.Package == nil {
		if t := p.file.names[name]; t != nil {
			return t
		}
		if t := p.targets[name]; t != nil {
			return t
		}
		p.unknown(at, name, both(maps.Keys(p.file.names), maps.Keys(p.targets)), "interface or world `%s` does not exist", name)
		return nil
	}
	pkg := packageName(path.Package)
	if pkg == p.pkg.Name {
		p.problem(path.Package.Span, "package `%s` is this one, whose interfaces and worlds go by their names alone: `%s`", pkg, name)
		return nil
	}
	s, ok := p.packages[pkg]
	if !ok {
		p.unknownPackage(path)
		return nil
	}
	t := s.targets[name]
	if t == nil && !p.off {
		p.unknown(at, name, maps.Keys(s.targets), "package `%s` has no interface or world `%s`", pkg, name)
	}
	return t
}

// both yields what a yields and then what b does.
func both(a, b iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := range a {
			if !yield(s) {
				return
			}
		}
		for s := range b {
			if !yield(s) {
				return
			}
		}
	}
}

// iface returns the interface that a path leads to, or nil.
func (p *packageResolver) iface(path *syntax.Path) *target {
	t := p.find(path)
	if t == nil || t.off && p.off {
		return nil
	}
	if t.iface == nil {
		p.problem(path.Name.Span, "`%s` is a world where an interface is expected", path.Name.Text)
		return nil
	}
	p.mayRefer(t.off, path.Name.Span, "interface", path.Name.Text)
	return t
}

// mayRefer says so where what is on refers to what is off.
func (p *packageResolver) mayRefer(off bool, at syntax.Span, what, name string) {
	if off && !p.off {
		p.problem(at, "%s `%s` is behind a feature that is off, and this is not", what, name)
	}
}
