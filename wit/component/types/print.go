package types

import (
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// maxPrinted bounds the text of one type; types share parts and can be far larger than their
// binary.
const maxPrinted = 400

// String returns the type as WIT refers to it: by its name if it has one, written out otherwise.
func (a *Arena) String(id ID) string {
	p := printer{a: a}
	p.ref(id)
	return p.String()
}

// Detail returns the type written out as WIT, with its parts as [Arena.String] has them.
func (a *Arena) Detail(id ID) string {
	p := printer{a: a}
	p.detail(id)
	return p.String()
}

type printer struct {
	a *Arena
	b strings.Builder
}

// String returns what was printed, shortened where it is too long.
func (p *printer) String() string {
	s := p.b.String()
	if len(s) > maxPrinted {
		return strings.ToValidUTF8(s[:maxPrinted], "") + "…"
	}
	return s
}

func (p *printer) write(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
}

func (p *printer) ref(id ID) {
	if p.b.Len() > maxPrinted {
		return
	}
	name := p.a.Name(id)
	if r, ok := p.a.Type(id).(Resource); ok && name == "" {
		name = p.a.ResourceName(r.ID)
	}
	if name != "" {
		p.write(name)
		return
	}
	p.detail(id)
}

// optional prints a type that may be absent.
func (p *printer) optional(id ID) {
	if id == 0 {
		p.write("_")
		return
	}
	p.ref(id)
}

func (p *printer) detail(id ID) {
	switch t := p.a.Type(id).(type) {
	case Primitive:
		p.write(component.Primitive(t).String())
	case Record:
		p.write("record")
		p.block(len(t.Fields), func(i int) { p.field(t.Fields[i]) })
	case Variant:
		p.write("variant")
		p.block(len(t.Cases), func(i int) { p.variantCase(t.Cases[i]) })
	case Flags:
		p.write("flags")
		p.block(len(t.Names), func(i int) { p.write(t.Names[i]) })
	case Enum:
		p.write("enum")
		p.block(len(t.Names), func(i int) { p.write(t.Names[i]) })
	case List:
		p.generic("list", t.Elem)
	case FixedList:
		p.write("list<")
		p.ref(t.Elem)
		p.write(", ", strconv.FormatUint(uint64(t.Length), 10), ">")
	case Tuple:
		p.generic("tuple", t.Types...)
	case Option:
		p.generic("option", t.Some)
	case Result:
		p.result(t)
	case Own:
		p.ref(t.Resource)
	case Borrow:
		p.generic("borrow", t.Resource)
	case Stream:
		p.generic("stream", present(t.Elem)...)
	case Future:
		p.generic("future", present(t.Elem)...)
	case Map:
		p.generic("map", t.Key, t.Value)
	case Resource:
		p.write("resource")
		if name := p.a.ResourceName(t.ID); name != "" {
			p.write(" ", name)
		}
	case Func:
		p.function(t)
	case *Instance:
		p.write("interface")
		p.block(len(t.Exports), func(i int) { p.write(t.Exports[i].Name.Name) })
	case *Component:
		p.write("component")
		p.block(len(t.Exports), func(i int) { p.write(t.Exports[i].Name.Name) })
	case Module:
		p.write("core module")
	}
}

func present(id ID) []ID {
	if id == 0 {
		return nil
	}
	return []ID{id}
}

// block prints n parts in braces.
func (p *printer) block(n int, part func(i int)) {
	if n == 0 {
		p.write(" {}")
		return
	}
	for i := range n {
		if i == 0 {
			p.write(" { ")
		} else {
			p.write(", ")
		}
		part(i)
		if p.b.Len() > maxPrinted {
			return
		}
	}
	p.write(" }")
}

func (p *printer) generic(name string, args ...ID) {
	p.write(name)
	for i, id := range args {
		if i == 0 {
			p.write("<")
		} else {
			p.write(", ")
		}
		p.ref(id)
	}
	if len(args) > 0 {
		p.write(">")
	}
}

func (p *printer) result(t Result) {
	p.write("result")
	if t.Ok == 0 && t.Err == 0 {
		return
	}
	p.write("<")
	p.optional(t.Ok)
	if t.Err != 0 {
		p.write(", ")
		p.ref(t.Err)
	}
	p.write(">")
}

func (p *printer) field(f Field) {
	p.write(f.Name, ": ")
	p.ref(f.Type)
}

func (p *printer) variantCase(c Case) {
	p.write(c.Name)
	if c.Type != 0 {
		p.write("(")
		p.ref(c.Type)
		p.write(")")
	}
}

func (p *printer) function(t Func) {
	if t.Async {
		p.write("async ")
	}
	p.write("func(")
	for i, f := range t.Params {
		if i > 0 {
			p.write(", ")
		}
		p.field(f)
	}
	p.write(")")
	if t.Result != 0 {
		p.write(" -> ")
		p.ref(t.Result)
	}
}
