package wit

// fn returns the JSON form of a function.
func (w *jsonWriter) fn(a *arena, f *Func) object {
	params := []any{}
	if f.Kind == Method {
		params = append(params, object{{"name", "self"}, {"type", w.index(a, f, Borrow{f.Resource})}})
	}
	for _, p := range f.Params {
		params = append(params, object{{"name", p.Name}, {"type", w.index(a, f, p.Type)}})
	}
	o := object{{"name", f.ExternName()}, {"kind", w.funcKind(a, f)}, {"params", params}}
	if r := resultOf(f); r != nil {
		o = append(o, member{"result", w.index(a, f, r)})
	}
	return o.docs(f.Docs).stability(f.Stability).text("external_id", f.ExternalID)
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
	return object{{name, w.typeAt[a.defs[f.Resource]]}}
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
		o := object{{"name", nil}, {"kind", w.structure(t.in, t.arenaType, t.typ)}, {"owner", nil}}
		return o.stability(t.stability)
	}
	o := object{{"name", t.def.Name}, {"kind", w.kind(t.in, t.def)}, {"owner", w.owner(t.def.Owner)}}
	return o.docs(t.def.Docs).stability(t.def.Stability).text("external_id", t.def.ExternalID)
}

func (w *jsonWriter) owner(o Owner) any {
	if i, ok := o.(*Interface); ok {
		return object{{"interface", w.ifaceAt[i]}}
	}
	return object{{"world", w.worldAt[o.(*World)]}}
}

func (w *jsonWriter) kind(a *arena, t *TypeDef) any {
	switch k := t.Kind.(type) {
	case Record:
		return object{{"record", object{{"fields", list(k.Fields, func(f Field) any {
			return object{{"name", f.Name}, {"type", w.index(a, t, f.Type)}}.docs(f.Docs)
		})}}}}
	case Variant:
		return object{{"variant", object{{"cases", list(k.Cases, func(c Case) any {
			return object{{"name", c.Name}, {"type", w.index(a, t, c.Type)}}.docs(c.Docs)
		})}}}}
	case Enum:
		return object{{"enum", object{{"cases", list(k.Cases, jsonLabel)}}}}
	case Flags:
		return object{{"flags", object{{"flags", list(k.Flags, jsonLabel)}}}}
	case Alias:
		return w.structure(a, t, k.Type)
	case Use:
		return object{{"type", w.index(a, t, k.Type)}}
	default:
		return "resource"
	}
}

func jsonLabel(l Label) any { return object{{"name", l.Name}}.docs(l.Docs) }

// structure returns the definition of a type as it is seen from another.
func (w *jsonWriter) structure(a *arena, from any, t Type) any {
	index := func(t Type) any { return w.index(a, from, t) }
	switch t := t.(type) {
	case List:
		return object{{"list", index(t.Elem)}}
	case FixedList:
		return object{{"fixed-length-list", []any{index(t.Elem), int(t.Length)}}}
	case Tuple:
		return object{{"tuple", object{{"types", list(t.Types, index)}}}}
	case Option:
		return object{{"option", index(t.Some)}}
	case Result:
		return object{{"result", object{{"ok", index(t.Ok)}, {"err", index(t.Err)}}}}
	case Stream:
		return object{{"stream", index(t.Elem)}}
	case Future:
		return object{{"future", index(t.Elem)}}
	case Map:
		return object{{"map", []any{index(t.Key), index(t.Value)}}}
	case Own:
		return object{{"handle", object{{"own", index(t.Resource)}}}}
	case Borrow:
		return object{{"handle", object{{"borrow", index(t.Resource)}}}}
	default:
		return object{{"type", index(t)}}
	}
}
