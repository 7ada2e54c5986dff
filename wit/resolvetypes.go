package wit

import (
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// bodyResolver resolves the types and functions of an interface, or those of a world.
type bodyResolver struct {
	*packageResolver
	owner Owner
	// ownerOff is the gate of the owner.
	ownerOff bool
	names    *scope
	// places are where functions are written.
	places map[*Func]syntax.Span
	// define takes a type that is on.
	define func(*TypeDef, syntax.Span)
}

// poison stands for a type that could not be resolved, which has been said.
var poison = &TypeDef{Kind: Alias{Bool}}

// types resolves what body uses and defines: first what it uses, then the others, each after those
// that it refers to.
func (b *bodyResolver) types(uses []*syntax.Use, defs []*syntax.TypeDef) {
	for _, u := range uses {
		b.use(u)
	}
	for _, t := range b.sortTypes(defs) {
		b.typeDef(t)
	}
}

func (b *bodyResolver) use(u *syntax.Use) {
	stability, off := b.gate(u.Gates, u.Path.Name.Span)
	b.while(off, func() {
		from := b.iface(&u.Path)
		for _, n := range u.Names {
			name := n.Name
			if n.As != nil {
				name = *n.As
			}
			sym := &symbol{name: name.Text, at: name.Span, off: off}
			sym.def = &TypeDef{
				Name: name.Text, Owner: b.owner, Kind: Use{poison}, Stability: stability, ExternalID: u.Gates.ExternalID,
			}
			if used := b.used(from, n.Name); used != nil {
				sym.def.Kind = Use{used}
			} else {
				sym.broken = true
			}
			b.add(sym, n.Name.Span)
		}
	})
}

// used returns the type of an interface that a use asks for, or nil.
func (b *bodyResolver) used(from *target, name syntax.Name) *TypeDef {
	if from == nil {
		return nil
	}
	s := from.scopeOf()
	switch sym := s.symbols[name.Text]; {
	case sym == nil:
		b.unknown(name.Span, name.Text, s.types, "interface `%s` has no type `%s`", from.iface.Name, name.Text)
		return nil
	case sym.def == nil:
		b.problem(name.Span, "`%s` is a function of interface `%s`, and only types can be used", name.Text, from.iface.Name)
		return nil
	default:
		b.mayRefer(sym.off, name.Span, "type", name.Text)
		return sym.def
	}
}

// add gives a type its name.
func (b *bodyResolver) add(sym *symbol, at syntax.Span) {
	if b.names.symbols[sym.name] != nil {
		b.problem(sym.at, "name `%s` is defined twice", sym.name)
		return
	}
	b.names.symbols[sym.name] = sym
	b.names.order = append(b.names.order, sym)
	b.arena.define(sym.def, sym.off)
	if sym.off {
		return
	}
	if b.ownerOff {
		b.problem(at, "type `%s` is not behind a feature, and what it belongs to is", sym.name)
	}
	b.checkDef(sym.def, sym.at)
	b.define(sym.def, sym.at)
}

// sortTypes returns the types in an order in which each comes after those that it refers to.
func (b *bodyResolver) sortTypes(defs []*syntax.TypeDef) []*syntax.TypeDef {
	index := make(map[string]int, len(defs))
	for i, t := range defs {
		if _, twice := index[t.Name.Text]; twice || b.names.symbols[t.Name.Text] != nil {
			b.problem(t.Name.Span, "name `%s` is defined twice", t.Name.Text)
			continue
		}
		index[t.Name.Text] = i
	}
	deps := make([][]int, len(defs))
	ats := make([][]syntax.Span, len(defs))
	for i, t := range defs {
		eachName(t, func(n *syntax.Type) {
			if d, ok := index[n.Name]; ok {
				deps[i] = append(deps[i], d)
				ats[i] = append(ats[i], n.Span)
			}
		})
	}
	order := toposort(deps)
	if at, edge := inCycle(deps, order); at >= 0 {
		b.problem(ats[at][edge], "type `%s` depends on itself", defs[deps[at][edge]].Name.Text)
	}
	sorted := make([]*syntax.TypeDef, 0, len(order))
	for _, i := range order {
		if index[defs[i].Name.Text] == i {
			sorted = append(sorted, defs[i])
		}
	}
	return sorted
}

// eachName calls f with what refers to another type in the definition of t.
func eachName(t *syntax.TypeDef, f func(*syntax.Type)) {
	var visit func(*syntax.Type)
	visit = func(t *syntax.Type) {
		if t == nil {
			return
		}
		switch t.Kind {
		case syntax.Named, syntax.Own, syntax.Borrow:
			f(t)
		}
		for _, a := range t.Args {
			visit(a)
		}
	}
	visit(t.Type)
	for _, m := range t.Members {
		visit(m.Type)
	}
}

func (b *bodyResolver) typeDef(t *syntax.TypeDef) {
	stability, off := b.gate(t.Gates, t.Name.Span)
	def := &TypeDef{
		Name: t.Name.Text, Owner: b.owner, Docs: t.Docs, Stability: stability, ExternalID: t.Gates.ExternalID,
	}
	b.while(off, func() { def.Kind = b.kind(t, stability) })
	b.add(&symbol{name: t.Name.Text, at: t.Name.Span, def: def, off: off}, t.Name.Span)
}

func (b *bodyResolver) kind(t *syntax.TypeDef, s Stability) Kind {
	switch t.Form {
	case syntax.Alias:
		return Alias{b.aliased(t.Type, s)}
	case syntax.Resource:
		return new(Resource)
	}
	what := [...]string{syntax.Record: "record", syntax.Variant: "variant", syntax.Enum: "enum", syntax.Flags: "flags"}[t.Form]
	if len(t.Members) == 0 {
		b.problem(t.Name.Span, "%s `%s` has nothing in it", what, t.Name.Text)
	}
	if len(t.Members) > limits.Members {
		b.problem(t.Members[limits.Members].Name.Span, "%s `%s` has %d members, more than %d", what, t.Name.Text, len(t.Members), limits.Members)
	}
	b.members(t, what)
	switch t.Form {
	case syntax.Record:
		r := Record{make([]Field, len(t.Members))}
		for i, m := range t.Members {
			r.Fields[i] = Field{m.Name.Text, b.typ(m.Type, s), m.Docs}
		}
		return r
	case syntax.Variant:
		v := Variant{make([]Case, len(t.Members))}
		for i, m := range t.Members {
			v.Cases[i] = Case{m.Name.Text, b.typ(m.Type, s), m.Docs}
		}
		return v
	case syntax.Enum:
		return Enum{memberLabels(t)}
	default:
		if len(t.Members) > limits.Flags {
			b.problem(t.Members[limits.Flags].Name.Span, "flags `%s` has %d flags, more than %d", t.Name.Text, len(t.Members), limits.Flags)
		}
		return Flags{memberLabels(t)}
	}
}

func memberLabels(t *syntax.TypeDef) []Label {
	labels := make([]Label, len(t.Members))
	for i, m := range t.Members {
		labels[i] = Label{m.Name.Text, m.Docs}
	}
	return labels
}

// members says which fields or cases have the name of another.
func (b *bodyResolver) members(t *syntax.TypeDef, what string) {
	seen := make(map[string]string, len(t.Members))
	for _, m := range t.Members {
		name := m.Name.Text
		if old, ok := seen[fold(name)]; ok {
			b.clash(m.Name.Span, name, old, what+" `"+t.Name.Text+"`")
		}
		seen[fold(name)] = name
		b.checkName(name, m.Name.Span)
	}
}

// clash says that two names in one place are, or count as, the same.
func (b *bodyResolver) clash(at syntax.Span, name, old, where string) {
	if name == old {
		b.problem(at, "%s has `%s` twice", where, name)
		return
	}
	b.problem(at, "%s has `%s` beside `%s`, and names that differ only in case and hyphens count as one", where, name, old)
}
