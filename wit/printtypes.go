package wit

import (
	"fmt"
	"slices"
	"strings"
)

// typeDefs writes types, uses of one interface that follow one another as one line. Uses come first,
// as they do in what was read from text; components have them wherever a type is first needed.
func (w *printer) typeDefs(types []*TypeDef) {
	types = slices.Clone(types)
	slices.SortStableFunc(types, func(a, b *TypeDef) int { return useFirst(a) - useFirst(b) })
	for n := 0; n < len(types); {
		if n > 0 {
			w.b.WriteByte('\n')
		}
		run := useRun(types[n:])
		if len(run) == 0 {
			w.typeDef(types[n])
			n++
			continue
		}
		w.uses(run)
		n += len(run)
	}
}

func useFirst(t *TypeDef) int {
	if _, ok := t.Kind.(Use); ok {
		return 0
	}
	return 1
}

// useRun returns the uses at the start of types that one line can hold.
func useRun(types []*TypeDef) []*TypeDef {
	n := 0
	for _, t := range types {
		use, ok := t.Kind.(Use)
		if !ok || n > 0 && (use.Type.Owner != types[0].Kind.(Use).Type.Owner || !t.plain() || !types[0].plain()) {
			break
		}
		n++
	}
	return types[:n]
}

// plain reports whether nothing is written above t.
func (t *TypeDef) plain() bool {
	return t.Docs == "" && t.Stability == (Stability{}) && t.ExternalID == ""
}

func (w *printer) uses(types []*TypeDef) {
	w.above(types[0])
	var from string
	names := make([]string, len(types))
	for n, t := range types {
		use := t.Kind.(Use)
		if i, ok := use.Type.Owner.(*Interface); ok {
			from = w.interfaceText(i)
		}
		names[n] = escape(use.Type.Name)
		if use.Type.Name != t.Name {
			names[n] += " as " + escape(t.Name)
		}
	}
	w.line("use %s.{%s};", from, strings.Join(names, ", "))
}

func (w *printer) above(t *TypeDef) {
	w.docs(t.Docs)
	w.gates(t.Stability)
	w.externalID(t.ExternalID)
}

func (w *printer) typeDef(t *TypeDef) {
	w.above(t)
	name := escape(t.Name)
	switch k := t.Kind.(type) {
	case Record:
		w.open("record %s {", name)
		for _, f := range k.Fields {
			w.docs(f.Docs)
			w.line("%s: %s,", escape(f.Name), typeText(f.Type))
		}
		w.close()
	case Variant:
		w.open("variant %s {", name)
		for _, c := range k.Cases {
			w.docs(c.Docs)
			w.line("%s%s,", escape(c.Name), payloadText(c.Type))
		}
		w.close()
	case Enum:
		w.labels("enum "+name, k.Cases)
	case Flags:
		w.labels("flags "+name, k.Flags)
	case *Resource:
		w.resource(name, k)
	case Alias:
		w.line("type %s = %s;", name, aliasText(k.Type))
	}
}

// TypeDefText returns t as WIT, without what stands above it.
func TypeDefText(t *TypeDef) string {
	w := new(printer)
	bare := *t
	bare.Docs, bare.Stability, bare.ExternalID = "", Stability{}, ""
	if _, ok := t.Kind.(Use); ok {
		w.uses([]*TypeDef{&bare})
	} else {
		w.typeDef(&bare)
	}
	return strings.TrimSuffix(w.b.String(), "\n")
}

func (w *printer) labels(head string, labels []Label) {
	w.open("%s {", head)
	for _, l := range labels {
		w.docs(l.Docs)
		w.line("%s,", escape(l.Name))
	}
	w.close()
}

func (w *printer) resource(name string, r *Resource) {
	if len(r.Funcs) == 0 {
		w.line("resource %s;", name)
		return
	}
	w.open("resource %s {", name)
	for n, f := range r.Funcs {
		if n > 0 && (f.Docs != "" || f.Stability != (Stability{})) {
			w.b.WriteByte('\n')
		}
		w.fn(f, "")
	}
	w.close()
}

// fn writes f with direction, "import " or "export " or nothing, before it.
func (w *printer) fn(f *Func, direction string) {
	w.docs(f.Docs)
	w.gates(f.Stability)
	w.externalID(f.ExternalID)
	w.line("%s%s;", direction, FuncText(f))
}

// FuncText returns f as WIT has it in an interface or resource, without what stands above it.
func FuncText(f *Func) string {
	var b strings.Builder
	if f.Kind == Constructor {
		b.WriteString("constructor")
	} else {
		b.WriteString(escape(f.Name) + ": ")
		if f.Kind == Static {
			b.WriteString("static ")
		}
		if f.Async {
			b.WriteString("async ")
		}
		b.WriteString([...]string{NoAccessor: "func", Getter: "get", Setter: "set"}[f.Accessor])
	}
	params := make([]string, len(f.Params))
	for i, p := range f.Params {
		params[i] = escape(p.Name) + ": " + typeText(p.Type)
	}
	b.WriteString("(" + strings.Join(params, ", ") + ")")
	if f.Result != nil {
		b.WriteString(" -> " + typeText(f.Result))
	}
	return b.String()
}

// aliasText is the type on the right of "type x =", where a resource alone means the resource and
// not a handle of it.
func aliasText(t Type) string {
	if own, ok := t.(Own); ok {
		return "own<" + escape(own.Resource.Name) + ">"
	}
	return typeText(t)
}

// payloadText is what follows the name of a variant's case.
func payloadText(t Type) string {
	if t == nil {
		return ""
	}
	return "(" + typeText(t) + ")"
}

func typeText(t Type) string {
	switch t := t.(type) {
	case Primitive:
		return string(t)
	case *TypeDef:
		return escape(t.Name)
	case List:
		return "list<" + typeText(t.Elem) + ">"
	case FixedList:
		return fmt.Sprintf("list<%s, %d>", typeText(t.Elem), t.Length)
	case Tuple:
		types := make([]string, len(t.Types))
		for i, e := range t.Types {
			types[i] = typeText(e)
		}
		return "tuple<" + strings.Join(types, ", ") + ">"
	case Option:
		return "option<" + typeText(t.Some) + ">"
	case Result:
		return resultText(t)
	case Own:
		return escape(t.Resource.Name)
	case Borrow:
		return "borrow<" + escape(t.Resource.Name) + ">"
	case Stream:
		return optionalText("stream", t.Elem)
	case Future:
		return optionalText("future", t.Elem)
	case Map:
		return "map<" + typeText(t.Key) + ", " + typeText(t.Value) + ">"
	default:
		panic(fmt.Sprintf("wit: type of type %T", t))
	}
}

func optionalText(name string, t Type) string {
	if t == nil {
		return name
	}
	return name + "<" + typeText(t) + ">"
}

func resultText(t Result) string {
	switch {
	case t.Ok == nil && t.Err == nil:
		return "result"
	case t.Err == nil:
		return "result<" + typeText(t.Ok) + ">"
	case t.Ok == nil:
		return "result<_, " + typeText(t.Err) + ">"
	default:
		return "result<" + typeText(t.Ok) + ", " + typeText(t.Err) + ">"
	}
}

// TypeText returns t as WIT has it where it is used.
func TypeText(t Type) string { return typeText(t) }
