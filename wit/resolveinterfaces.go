package wit

import (
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

func (p *packageResolver) resolveInterface(t *target) {
	p.file = t.file
	t.names = p.body(t.iface, &t.ifDef.InterfaceBody, t.off)
}

// body resolves the inside of an interface and returns its names.
func (p *packageResolver) body(i *Interface, body *syntax.InterfaceBody, off bool) *scope {
	b := &bodyResolver{packageResolver: p, owner: i, ownerOff: off, names: newScope(), places: make(map[*Func]syntax.Span)}
	used := newNameSet(b)
	b.define = func(t *TypeDef, at syntax.Span) { i.Types = append(i.Types, t) }
	var uses []*syntax.Use
	var defs []*syntax.TypeDef
	for _, item := range body.Items {
		switch item := item.(type) {
		case *syntax.Use:
			uses = append(uses, item)
		case *syntax.TypeDef:
			defs = append(defs, item)
		}
	}
	b.types(uses, defs)
	for _, sym := range b.names.order {
		used.add(FuncName{Name: sym.name}, sym.at)
	}
	var order []*Func
	for _, item := range body.Items {
		switch item := item.(type) {
		case *syntax.Func:
			if b.names.symbols[item.Name.Text] == nil {
				b.names.symbols[item.Name.Text] = &symbol{name: item.Name.Text, at: item.Name.Span}
			}
			f, off := b.fn(item, nil)
			used.add(nameOf(f), item.Name.Span)
			if !off {
				b.places[f] = item.Name.Span
				i.Funcs = append(i.Funcs, f)
				order = append(order, f)
			}
		case *syntax.TypeDef:
			order = append(order, b.resourceFuncs(item, used)...)
		}
	}
	used.checkSetters()
	p.checkAccessors(order, func(f *Func) syntax.Span { return b.places[f] })
	i.Funcs = settersAfterGetters(i.Funcs)
	i.order = settersAfterGetters(order)
	if !off {
		p.arena.interfaces = append(p.arena.interfaces, i)
	}
	return b.names
}

// resourceFuncs resolves the functions of a resource, and returns those that are on.
func (b *bodyResolver) resourceFuncs(t *syntax.TypeDef, used *nameSet) []*Func {
	sym := b.names.symbols[t.Name.Text]
	if t.Form != syntax.Resource || sym == nil || sym.def == nil {
		return nil
	}
	r, ok := sym.def.Kind.(*Resource)
	if !ok { // another type of this name, which has been said
		return nil
	}
	for _, item := range t.Funcs {
		f, off := b.fn(item, sym.def)
		used.add(nameOf(f), item.Name.Span)
		b.places[f] = item.Name.Span
		if !off {
			b.mayRefer(sym.off, item.Name.Span, "resource", t.Name.Text)
			r.Funcs = append(r.Funcs, f)
		}
	}
	r.Funcs = settersAfterGetters(r.Funcs)
	return r.Funcs
}

// nameOf returns the name of a function in its parts.
func nameOf(f *Func) FuncName {
	n := FuncName{Kind: f.Kind, Accessor: f.Accessor, Name: f.Name}
	if f.Resource != nil {
		n.Resource = f.Resource.Name
	}
	return n
}

// fn resolves a function, and reports whether it is off.
func (b *bodyResolver) fn(t *syntax.Func, resource *TypeDef) (*Func, bool) {
	stability, off := b.gate(t.Gates, t.Name.Span)
	f := &Func{
		Name: t.Name.Text, Kind: FuncKind(t.Kind), Accessor: Accessor(t.Accessor), Resource: resource, Async: t.Async,
		Docs: t.Docs, Stability: stability, ExternalID: t.Gates.ExternalID,
	}
	b.while(off, func() {
		b.params(t, f)
		if t.Result != nil {
			f.Result = b.typ(t.Result, Stability{})
			b.checkResult(t, f)
		} else if f.Accessor == Getter {
			b.problem(t.Span, "getter `%s` returns nothing", f.Name)
		}
	})
	if !off && !b.off && !b.ownerOff {
		b.checkFunc(f, t.Name.Span)
	}
	return f, off
}

func (b *bodyResolver) params(t *syntax.Func, f *Func) {
	seen := make(map[string]string, len(t.Params))
	if f.Kind == Method {
		b.arena.use(Borrow{f.Resource}, Stability{}, !b.off)
		seen["self"] = "self"
	}
	switch {
	case f.Accessor == Getter && len(t.Params) > 0:
		b.problem(t.Params[0].Name.Span, "getter `%s` has parameters", f.Name)
	case f.Accessor == Setter && len(t.Params) != 1:
		at := t.Span
		if len(t.Params) > 1 {
			at = t.Params[1].Name.Span
		}
		b.problem(at, "setter `%s` has %d parameters, and must have one", f.Name, len(t.Params))
	}
	for _, param := range t.Params {
		name := param.Name.Text
		if old, ok := seen[fold(name)]; ok {
			b.clash(param.Name.Span, name, old, "function `"+f.Name+"`")
		}
		seen[fold(name)] = name
		b.checkName(name, param.Name.Span)
		f.Params = append(f.Params, Param{name, b.typ(param.Type, Stability{})})
	}
}

func (b *bodyResolver) checkResult(t *syntax.Func, f *Func) {
	at := t.Result.Span
	result, isResult := f.Result.(Result)
	if def, ok := f.Result.(*TypeDef); ok {
		if def == poison {
			return
		}
		if alias, ok := def.Kind.(Alias); ok {
			result, isResult = alias.Type.(Result)
		}
	}
	switch {
	case f.Accessor == Getter && isResult && result.Ok == nil:
		b.problem(at, "getter `%s` returns a result without a value", f.Name)
	case f.Accessor == Setter && (!isResult || result.Ok != nil):
		b.problem(at, "setter `%s` returns something other than nothing or a result without a value", f.Name)
	case f.Kind == Constructor && !isResult:
		b.problem(at, "constructor of `%s` returns something other than nothing or a result", f.Resource.Name)
	case f.Kind == Constructor && result.Ok != Type(Own{f.Resource}):
		if t.Result.Kind == syntax.Result && t.Result.Args[0] != nil {
			at = t.Result.Args[0].Span
		}
		b.problem(at, "constructor of `%s` returns a result whose value is another type", f.Resource.Name)
	}
	if b.hasBorrow(f.Result) {
		b.problem(t.Name.Span, "function `%s` returns a borrowed handle, and only parameters can be borrowed", nameOf(f))
	}
}

// nameSet holds the names of one scope, which must all differ.
type nameSet struct {
	b     *bodyResolver
	names map[string]FuncName
	list  []placedName
}

type placedName struct {
	FuncName
	at syntax.Span
}

func newNameSet(b *bodyResolver) *nameSet {
	return &nameSet{b: b, names: make(map[string]FuncName)}
}

func (s *nameSet) add(n FuncName, at syntax.Span) {
	key := canonical(n)
	if old, ok := s.names[key]; ok {
		if n == old {
			s.b.problem(at, "name `%s` is defined twice", n)
		} else {
			s.b.problem(at, "names `%s` and `%s` count as one", n, old)
		}
		return
	}
	s.names[key] = n
	s.list = append(s.list, placedName{n, at})
}

// checkSetters says which setters have no getter of exactly their name.
func (s *nameSet) checkSetters() {
	for _, n := range s.list {
		if n.Accessor != Setter {
			continue
		}
		getter := n.FuncName
		getter.Accessor = Getter
		if s.names[canonical(getter)] != getter {
			s.b.problem(n.at, "setter `%s` has no getter `%s`", n.FuncName, getter)
		}
	}
}

// settersAfterGetters returns funcs with every setter that comes before its getter moved to right
// after it.
func settersAfterGetters(funcs []*Func) []*Func {
	return moveSetters(funcs, func(f *Func) *Func { return f })
}

// moveSetters moves setters behind their getters in a list of which some are functions.
func moveSetters[T any](list []T, fn func(T) *Func) []T {
	where := make(map[string]int)
	for i, v := range list {
		if f := fn(v); f != nil && f.Accessor == Getter {
			where[f.ExternName()] = i
		}
	}
	behind := make(map[int][]T) // setters by the index of their getter
	var rest []int
	for i, v := range list {
		if f := fn(v); f != nil && f.Accessor == Setter {
			if g, ok := where[strings.Replace(f.ExternName(), "[set]", "[get]", 1)]; ok && g > i {
				behind[g] = append(behind[g], v)
				continue
			}
		}
		rest = append(rest, i)
	}
	if len(behind) == 0 {
		return list
	}
	sorted := make([]T, 0, len(list))
	for _, i := range rest {
		sorted = append(sorted, list[i])
		sorted = append(sorted, behind[i]...)
	}
	return sorted
}
