package diff

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit"
)

// kinds compares two definitions of which at most one is a resource.
func (c *comparison) kinds(old, new *wit.TypeDef) {
	change := Change{Level: Breaking, Item: c.at, Why: whyIdentity, Old: wit.TypeDefText(old), New: wit.TypeDefText(new)}
	say := func(format string, args ...any) {
		change.What = fmt.Sprintf(format, args...)
		c.add(change)
	}
	a, b := resolve(old), resolve(new)
	if a.what() != b.what() {
		say("it was %s and is %s", a.what(), b.what())
		return
	}
	switch x := a.kind.(type) {
	case wit.Record:
		y := b.kind.(wit.Record)
		c.members(say, "field", fieldMembers(x), fieldMembers(y))
		c.fieldDocs(fieldMembers(x), fieldMembers(y))
	case wit.Variant:
		y := b.kind.(wit.Variant)
		c.members(say, "case", caseMembers(x), caseMembers(y))
		c.fieldDocs(caseMembers(x), caseMembers(y))
	case wit.Enum:
		y := b.kind.(wit.Enum)
		c.members(say, "case", labelMembers(x.Cases), labelMembers(y.Cases))
		c.fieldDocs(labelMembers(x.Cases), labelMembers(y.Cases))
	case wit.Flags:
		y := b.kind.(wit.Flags)
		c.members(say, "flag", labelMembers(x.Flags), labelMembers(y.Flags))
		c.fieldDocs(labelMembers(x.Flags), labelMembers(y.Flags))
	case *wit.Resource:
		if !c.resources(a.def, b.def) {
			say("it was %s and is %s", owned(a.def), owned(b.def))
		}
	case wit.Alias:
		if y := b.kind.(wit.Alias); !c.types(x.Type, y.Type) {
			say("it was %s and is %s", typeText(x.Type), typeText(y.Type))
		}
	}
}

// memberOf is a field, case or flag.
type memberOf struct {
	name, docs string
	typ        wit.Type
}

func fieldMembers(r wit.Record) []memberOf {
	var list []memberOf
	for _, f := range r.Fields {
		list = append(list, memberOf{f.Name, f.Docs, f.Type})
	}
	return list
}

func caseMembers(v wit.Variant) []memberOf {
	var list []memberOf
	for _, c := range v.Cases {
		list = append(list, memberOf{c.Name, c.Docs, c.Type})
	}
	return list
}

func labelMembers(labels []wit.Label) []memberOf {
	var list []memberOf
	for _, l := range labels {
		list = append(list, memberOf{l.Name, l.Docs, nil})
	}
	return list
}

// members says what is different about fields, cases or flags. Their order counts.
func (e equality) members(say func(string, ...any), what string, old, new []memberOf) {
	changed := false
	pairs(old, new, func(m memberOf) string { return m.name }, func(o, n memberOf) {
		switch {
		case n.name == "":
			changed = true
			say("%s %s is removed", what, o.name)
		case o.name == "":
			changed = true
			say("%s %s is added", what, n.name)
		case !e.types(o.typ, n.typ):
			changed = true
			say("%s %s was %s and is %s", what, o.name, typeText(o.typ), typeText(n.typ))
		}
	})
	if changed {
		return
	}
	for i := range old {
		if old[i].name != new[i].name {
			say("its %ss are in another order", what)
			return
		}
	}
}

func (c *comparison) fieldDocs(old, new []memberOf) {
	pairs(old, new, func(m memberOf) string { return m.name }, func(o, n memberOf) {
		if o.name != "" && n.name != "" {
			c.docs(o.name, o.docs, n.docs)
		}
	})
}

// resolved is a type without the names that it goes by.
type resolved struct {
	def  *wit.TypeDef
	kind wit.Kind
}

// resolve follows names to what they stand for: it does not matter by how many a type is known, but
// for that of the definition itself.
func resolve(t *wit.TypeDef) resolved {
	for {
		switch k := t.Kind.(type) {
		case wit.Use:
			t = k.Type
			continue
		case wit.Alias:
			if def, ok := k.Type.(*wit.TypeDef); ok {
				t = def
				continue
			}
		}
		return resolved{t, t.Kind}
	}
}

// what says what kind of type it is.
func (r resolved) what() string {
	switch r.kind.(type) {
	case wit.Record:
		return "a record"
	case wit.Variant:
		return "a variant"
	case wit.Enum:
		return "an enum"
	case wit.Flags:
		return "flags"
	case *wit.Resource:
		return "a resource"
	default:
		return "another type's name"
	}
}

// owned names a resource with the interface that it belongs to.
func owned(t *wit.TypeDef) string {
	if i, ok := t.Owner.(*wit.Interface); ok {
		if id, ok := i.ID(); ok {
			return fmt.Sprintf("resource %s of %s", t.Name, id)
		}
	}
	return "resource " + t.Name
}
