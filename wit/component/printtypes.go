package component

import (
	"fmt"
	"strings"
)

func (p *printer) typ(index uint32, t any) {
	switch t := t.(type) {
	case InstanceType:
		p.decls(fmt.Sprintf("(type (;%d;) (instance", index), t.Decls)
	case ComponentType:
		p.decls(fmt.Sprintf("(type (;%d;) (component", index), t.Decls)
	case Type:
		p.line("(type (;%d;) %s)", index, typeText(t))
	}
}

func (p *printer) decls(head string, decls []Decl) {
	if len(decls) == 0 {
		p.line("%s))", head)
		return
	}
	p.open("%s", head)
	var counts Counts
	for _, d := range decls {
		index := counts.Add(DeclSort(d))
		switch d := d.(type) {
		case CoreTypeDecl:
			p.item(SortCoreType, index, d.Type)
		case TypeDecl:
			p.typ(index, d.Type)
		case AliasDecl:
			p.line("%s", aliasText(d.Alias, index))
		case ImportDecl:
			p.line("(import %s %s)", nameText(d.Name), externText(d.Type, fmt.Sprintf("(;%d;) ", index)))
		case ExportDecl:
			p.line("(export %s %s)", nameText(d.Name), externText(d.Type, fmt.Sprintf("(;%d;) ", index)))
		}
	}
	p.close("))")
}

func valText(t ValType) string {
	if t.Primitive != 0 {
		return t.Primitive.String()
	}
	return fmt.Sprint(t.Index)
}

// optText writes " (key type)", or nothing for a type that is not there. An empty key leaves the
// type bare.
func optText(key string, t *ValType) string {
	switch {
	case t == nil:
		return ""
	case key == "":
		return " " + valText(*t)
	default:
		return fmt.Sprintf(" (%s %s)", key, valText(*t))
	}
}

func typeText(t Type) string {
	switch t := t.(type) {
	case PrimitiveType:
		return t.Primitive.String()
	case Record:
		return "(record" + fieldsText("field", t.Fields) + ")"
	case Variant:
		var b strings.Builder
		for _, c := range t.Cases {
			fmt.Fprintf(&b, " (case %q%s)", c.Name, optText("", c.Type))
		}
		return "(variant" + b.String() + ")"
	case List:
		return fmt.Sprintf("(list %s)", valText(t.Elem))
	case FixedList:
		return fmt.Sprintf("(list %s %d)", valText(t.Elem), t.Length)
	case Tuple:
		var b strings.Builder
		for _, e := range t.Types {
			b.WriteString(" " + valText(e))
		}
		return "(tuple" + b.String() + ")"
	case Flags:
		return "(flags" + joinEach(t.Names, " %q") + ")"
	case Enum:
		return "(enum" + joinEach(t.Names, " %q") + ")"
	case Option:
		return fmt.Sprintf("(option %s)", valText(t.Some))
	case Result:
		return "(result" + optText("", t.Ok) + optText("error", t.Err) + ")"
	case Own:
		return fmt.Sprintf("(own %d)", t.Resource)
	case Borrow:
		return fmt.Sprintf("(borrow %d)", t.Resource)
	case Stream:
		return "(stream" + optText("", t.Elem) + ")"
	case Future:
		return "(future" + optText("", t.Elem) + ")"
	case Map:
		return fmt.Sprintf("(map %s %s)", valText(t.Key), valText(t.Value))
	case Func:
		head := "(func"
		if t.Async {
			head += " async"
		}
		return head + fieldsText("param", t.Params) + optText("result", t.Result) + ")"
	case Resource:
		var dtor string
		if t.Destructor != nil {
			dtor = fmt.Sprintf(" (dtor (core func %d))", *t.Destructor)
		}
		return fmt.Sprintf("(resource (rep 0x%02x)%s)", t.Rep, dtor)
	default:
		panic(fmt.Sprintf("component: type of type %T", t))
	}
}

func fieldsText(key string, fields []Field) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, " (%s %q %s)", key, f.Name, valText(f.Type))
	}
	return b.String()
}

func canonText(c Canon, index uint32) string {
	switch c := c.(type) {
	case Lift:
		return fmt.Sprintf("(canon lift (core func %d)%s (type %d) (func (;%d;)))",
			c.CoreFunc, optionsText(c.Options), c.Type, index)
	case Lower:
		return fmt.Sprintf("(canon lower (func %d)%s (core func (;%d;)))", c.Func, optionsText(c.Options), index)
	case Builtin:
		var operands string
		switch {
		case c.hasResource():
			operands = fmt.Sprintf(" %d", c.Resource)
		case len(c.Operands) > 0:
			operands = fmt.Sprintf(" 0x%x", c.Operands)
		}
		return fmt.Sprintf("(canon %s%s (core func (;%d;)))", c.Name(), operands, index)
	default:
		panic(fmt.Sprintf("component: canon of type %T", c))
	}
}

var optionNames = [...]string{
	OptUTF8:        "string-encoding=utf8",
	OptUTF16:       "string-encoding=utf16",
	OptLatin1UTF16: "string-encoding=latin1+utf16",
	OptMemory:      "memory",
	OptRealloc:     "realloc",
	OptPostReturn:  "post-return",
	OptAsync:       "async",
	OptCallback:    "callback",
	OptCoreType:    "core-type",
	OptGC:          "gc",
}

func optionsText(options []CanonOption) string {
	var b strings.Builder
	for _, o := range options {
		if o.Kind.hasIndex() {
			fmt.Fprintf(&b, " (%s %d)", optionNames[o.Kind], o.Index)
		} else {
			b.WriteString(" " + optionNames[o.Kind])
		}
	}
	return b.String()
}
