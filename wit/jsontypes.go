package wit

import "github.com/wasmcp/wasmcp-go/wit/internal/jsontext"

// fn returns the JSON form of a function.
func (w *jsonWriter) fn(a *arena, f *Func) jsontext.Object {
	params := []any{}
	if f.Kind == Method {
		params = append(params, jsontext.New("name", "self", "type", w.index(a, f, Borrow{f.Resource})))
	}
	for _, p := range f.Params {
		params = append(params, jsontext.New("name", p.Name, "type", w.index(a, f, p.Type)))
	}
	o := jsontext.New("name", f.ExternName(), "kind", w.funcKind(a, f), "params", params)
	if r := resultOf(f); r != nil {
		o = o.Add("result", w.index(a, f, r))
	}
	return o.Docs(f.Docs).Stability(f.Stability.Since, f.Stability.Unstable, f.Stability.Deprecated).Text("external_id", f.ExternalID)
}

// funcKind returns how a function belongs to a resource, with the resource if there is one.
func (w *jsonWriter) funcKind(a *arena, f *Func) any {
	accessor := [...]string{Getter: "getter", Setter: "setter"}
	name := [...]string{Freestanding: "freestanding", Method: "method", Static: "static", Constructor: "constructor"}[f.Kind]
	switch {
	case f.Kind == Freestanding && f.Accessor != NoAccessor:
		name = accessor[f.Accessor]
	case f.Accessor != NoAccessor:
		name += "-" + accessor[f.Accessor]
	case f.Async:
		name = "async-" + name
	}
	if f.Resource == nil {
		return name
	}
	return jsontext.New(name, w.typeAt[a.defs[f.Resource]])
}

// index returns a type as it stands in others: a primitive's name, or an index.
func (w *jsonWriter) index(a *arena, from any, t Type) any {
	switch t := t.(type) {
	case nil:
		return nil
	case Primitive:
		return string(t)
	case *TypeDef:
		return w.typeAt[w.home(t).defs[t]]
	}
	return w.typeAt[a.lookup(from, t)]
}

// home returns the arena that a type with a name is in.
func (w *jsonWriter) home(t *TypeDef) *arena { return w.arena[t] }

func (w *jsonWriter) typeDef(t placedType) any {
	if t.def == nil {
		o := jsontext.New("name", nil, "kind", w.structure(t.in, t.arenaType, t.typ), "owner", nil)
		return o.Stability(t.stability.Since, t.stability.Unstable, t.stability.Deprecated)
	}
	o := jsontext.New("name", t.def.Name, "kind", w.kind(t.in, t.def), "owner", w.owner(t.def.Owner))
	return o.Docs(t.def.Docs).Stability(t.def.Stability.Since, t.def.Stability.Unstable, t.def.Stability.Deprecated).Text("external_id", t.def.ExternalID)
}

func (w *jsonWriter) owner(o Owner) any {
	if i, ok := o.(*Interface); ok {
		return jsontext.New("interface", w.ifaceAt[i])
	}
	return jsontext.New("world", w.worldAt[o.(*World)])
}

func (w *jsonWriter) kind(a *arena, t *TypeDef) any {
	switch k := t.Kind.(type) {
	case Record:
		return jsontext.New("record", jsontext.New("fields", jsontext.List(k.Fields, func(f Field) any {
			return jsontext.New("name", f.Name, "type", w.index(a, t, f.Type)).Docs(f.Docs)
		})))
	case Variant:
		return jsontext.New("variant", jsontext.New("cases", jsontext.List(k.Cases, func(c Case) any {
			return jsontext.New("name", c.Name, "type", w.index(a, t, c.Type)).Docs(c.Docs)
		})))
	case Enum:
		return jsontext.New("enum", jsontext.New("cases", jsontext.List(k.Cases, jsonLabel)))
	case Flags:
		return jsontext.New("flags", jsontext.New("flags", jsontext.List(k.Flags, jsonLabel)))
	case Alias:
		return w.structure(a, t, k.Type)
	case Use:
		return jsontext.New("type", w.index(a, t, k.Type))
	default:
		return "resource"
	}
}

func jsonLabel(l Label) any { return jsontext.New("name", l.Name).Docs(l.Docs) }

// structure returns the definition of a type as it is seen from another.
func (w *jsonWriter) structure(a *arena, from any, t Type) any {
	index := func(t Type) any { return w.index(a, from, t) }
	switch t := t.(type) {
	case List:
		return jsontext.New("list", index(t.Elem))
	case FixedList:
		return jsontext.New("fixed-length-list", []any{index(t.Elem), int(t.Length)})
	case Tuple:
		return jsontext.New("tuple", jsontext.New("types", jsontext.List(t.Types, index)))
	case Option:
		return jsontext.New("option", index(t.Some))
	case Result:
		return jsontext.New("result", jsontext.New("ok", index(t.Ok), "err", index(t.Err)))
	case Stream:
		return jsontext.New("stream", index(t.Elem))
	case Future:
		return jsontext.New("future", index(t.Elem))
	case Map:
		return jsontext.New("map", []any{index(t.Key), index(t.Value)})
	case Own:
		return jsontext.New("handle", jsontext.New("own", index(t.Resource)))
	case Borrow:
		return jsontext.New("handle", jsontext.New("borrow", index(t.Resource)))
	default:
		return jsontext.New("type", index(t))
	}
}
