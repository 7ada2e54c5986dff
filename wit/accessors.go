package wit

import "github.com/wasmcp/wasmcp-go/wit/internal/syntax"

// checkAccessors says which setters take something other than what their getters return.
func (p *packageResolver) checkAccessors(funcs []*Func, place func(*Func) syntax.Span) {
	getters := make(map[FuncName]*Func)
	for _, f := range funcs {
		if f.Accessor == Getter {
			getters[nameOf(f)] = f
		}
	}
	for _, f := range funcs {
		name := nameOf(f)
		name.Accessor = Getter
		g := getters[name]
		if f.Accessor != Setter || g == nil || len(f.Params) != 1 || g.Result == nil {
			continue
		}
		got := g.Result
		if result, ok := unaliased(got).(Result); ok && result.Ok != nil {
			got = result.Ok // which is what the getter gets where it does not fail
		}
		steps := maxSteps
		if differ(f.Params[0].Type, got, &steps) {
			p.problem(place(f), "setter `%s` takes %s, and its getter gets %s", f.Name, typeText(f.Params[0].Type), typeText(got))
		}
	}
}

// maxSteps bounds how much of two types is compared: names can make small definitions stand for
// trees of any size.
const maxSteps = 10_000

// differ reports whether two types are surely not the same, by whatever names they go. Records and
// the like count as the same: what they hold is compared where components are linked.
func differ(a, b Type, steps *int) bool {
	*steps--
	a, b = unaliased(a), unaliased(b)
	if *steps < 0 || a == nil || b == nil {
		return *steps >= 0 && (a == nil) != (b == nil)
	}
	x, xNamed := a.(*TypeDef)
	y, yNamed := b.(*TypeDef)
	if xNamed || yNamed {
		return xNamed != yNamed || x != y && kindName(x) != kindName(y)
	}
	if shape(a) != shape(b) {
		return true
	}
	p, q := parts(a), parts(b)
	if len(p) != len(q) {
		return true
	}
	for i := range p {
		if differ(p[i], q[i], steps) {
			return true
		}
	}
	return false
}

// unaliased returns what t stands for, if it is no more than a name.
func unaliased(t Type) Type {
	for range maxSteps / 10 {
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
	return t
}

// shape returns what two types must have in common, whatever they are made of.
func shape(t Type) any {
	switch t := t.(type) {
	case Primitive:
		return t
	case FixedList:
		return t.Length
	case Result:
		return [2]bool{t.Ok == nil, t.Err == nil}
	case Own:
		return [2]any{"own", unaliased(t.Resource)}
	case Borrow:
		return [2]any{"borrow", unaliased(t.Resource)}
	case List:
		return "list"
	case Tuple:
		return "tuple"
	case Option:
		return "option"
	case Stream:
		return "stream"
	case Future:
		return "future"
	default:
		return "map"
	}
}

func kindName(t *TypeDef) string {
	switch t.Kind.(type) {
	case Record:
		return "record"
	case Variant:
		return "variant"
	case Enum:
		return "enum"
	case Flags:
		return "flags"
	default:
		return "resource"
	}
}
