package wit

import (
	"github.com/wasmcp/wasmcp-go/wit/internal/limits"
	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// aliased returns what the alias of a type stands for. A resource is then the resource, and not a
// handle of it.
func (b *bodyResolver) aliased(t *syntax.Type, s Stability) Type {
	if t.Kind == syntax.Named {
		return b.named(t)
	}
	return b.structure(t, s)
}

// typ returns the type of a value, or nil for nil. What it is made of is kept in the arena, with the
// stability of the definition that it is part of.
func (b *bodyResolver) typ(t *syntax.Type, s Stability) Type {
	if t == nil {
		return nil
	}
	var typ Type
	if t.Kind == syntax.Named {
		def := b.named(t)
		if b.factsOf(def).resource {
			return Own{def}
		}
		typ = def
	} else {
		typ = b.structure(t, s)
	}
	b.arena.use(typ, s, !b.off)
	return typ
}

// structure returns a type that is no name.
func (b *bodyResolver) structure(t *syntax.Type, s Stability) Type {
	arg := func(i int) Type {
		if i >= len(t.Args) {
			return nil
		}
		return b.typ(t.Args[i], s)
	}
	switch t.Kind {
	case syntax.Primitive:
		return Primitive(t.Name)
	case syntax.Own:
		return Own{b.resource(t)}
	case syntax.Borrow:
		return Borrow{b.resource(t)}
	case syntax.List:
		return List{arg(0)}
	case syntax.FixedList:
		if t.Length > limits.FixedLength {
			b.problem(t.Span, "list has %d elements, more than %d", t.Length, limits.FixedLength)
		}
		if t.Length == 0 {
			b.problem(t.Span, "list of a fixed length has no elements")
		}
		return FixedList{arg(0), t.Length}
	case syntax.Map:
		return b.mapType(t, arg(0), arg(1))
	case syntax.Tuple:
		if len(t.Args) == 0 {
			b.problem(t.Span, "tuple has nothing in it")
		}
		if len(t.Args) > limits.Members {
			b.problem(t.Span, "tuple has %d types, more than %d", len(t.Args), limits.Members)
		}
		types := make([]Type, len(t.Args))
		for i := range types {
			types[i] = arg(i)
		}
		return Tuple{types}
	case syntax.Option:
		return Option{arg(0)}
	case syntax.Result:
		return Result{arg(0), arg(1)}
	case syntax.Stream:
		elem := arg(0)
		if meaning(elem) == Char {
			b.problem(t.Span, "stream of `char`, which no validator takes: use `stream<u8>`, and say how it is encoded")
		}
		b.notBorrowed(t, "stream", elem)
		return Stream{elem}
	default:
		elem := arg(0)
		b.notBorrowed(t, "future", elem)
		return Future{elem}
	}
}

// notBorrowed refuses borrowed handles in what goes on when the call is over.
func (b *bodyResolver) notBorrowed(t *syntax.Type, what string, elem Type) {
	if elem != nil && b.hasBorrow(elem) {
		b.problem(t.Span, "%s of borrowed handles, which end with the call: use `own` handles", what)
	}
}

func (b *bodyResolver) mapType(t *syntax.Type, key, value Type) Type {
	switch key {
	case Bool, U8, U16, U32, U64, S8, S16, S32, S64, Char, String:
	default:
		b.problem(t.Args[0].Span, "keys of maps are integers, bool, char or string")
	}
	return Map{key, value}
}

// meaning returns what a name stands for in the end, where it is one for another type.
func meaning(t Type) Type {
	for {
		def, ok := t.(*TypeDef)
		if !ok {
			return t
		}
		switch k := def.Kind.(type) {
		case Use:
			t = k.Type
		case Alias:
			t = k.Type
		default:
			return t
		}
	}
}

// named returns the type that a name stands for.
func (b *bodyResolver) named(t *syntax.Type) *TypeDef {
	sym := b.names.symbols[t.Name]
	is, renamed := formerly[t.Name]
	switch {
	case sym == nil && renamed:
		b.problem(t.Span, "type `%s` does not exist; it is called `%s`", t.Name, is)
		return poison
	case sym == nil:
		b.unknown(t.Span, t.Name, b.known, "type `%s` does not exist", t.Name)
		return poison
	case sym.def == nil:
		b.problem(t.Span, "`%s` is a function, and no type", t.Name)
		return poison
	case sym.broken:
		return poison
	}
	b.mayRefer(sym.off, t.Span, "type", t.Name)
	return sym.def
}

// formerly are types by what they were once called.
var formerly = map[string]Primitive{"float32": F32, "float64": F64}

// known yields the names of all types.
func (b *bodyResolver) known(yield func(string) bool) {
	for name := range b.names.types {
		if !yield(name) {
			return
		}
	}
	for _, t := range []Primitive{Bool, S8, U8, S16, U16, S32, U32, S64, U64, F32, F64, Char, String, ErrorContext} {
		if !yield(string(t)) {
			return
		}
	}
}

// resource returns the resource that a handle is of.
func (b *bodyResolver) resource(t *syntax.Type) *TypeDef {
	def := b.named(t)
	if !b.factsOf(def).resource && !b.broken(def) {
		b.problem(t.Span, "type `%s` is no resource, and handles are of resources", t.Name)
	}
	return def
}

// broken reports whether def comes of what could not be resolved.
func (b *bodyResolver) broken(def *TypeDef) bool {
	for {
		switch k := def.Kind.(type) {
		case Use:
			def = k.Type
		case Alias:
			t, ok := k.Type.(*TypeDef)
			if !ok {
				return def == poison
			}
			def = t
		default:
			return false
		}
	}
}
