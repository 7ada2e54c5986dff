package component

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// maxPrintDepth bounds how deep nested components are printed into one another.
const maxPrintDepth = 100

// Print returns c as text for people and for tests: close to the standard's text format, one item a
// line with its index, nested components inside, core modules and unknown custom sections as their
// size and the start of their SHA-256. It is not meant to be read back.
func Print(c *Component) string { return printTo(c, maxPrintDepth) }

// PrintOutline is [Print] with nested components left as their size and digest.
func PrintOutline(c *Component) string { return printTo(c, 0) }

func printTo(c *Component, depth int) string {
	p := &printer{depth: depth}
	p.open("(component")
	p.component(c)
	p.close(")")
	return p.b.String()
}

// printer writes indented lines.
type printer struct {
	b      strings.Builder
	indent int
	depth  int
}

func (p *printer) line(format string, args ...any) {
	for range p.indent {
		p.b.WriteString("  ")
	}
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

func (p *printer) open(format string, args ...any) {
	p.line(format, args...)
	p.indent++
}

func (p *printer) close(end string) {
	p.indent--
	p.line("%s", end)
}

// block writes head, one line for each item and end, or all on one line where there is no item.
func block[T any](p *printer, head, end string, items []T, item func(T) string) {
	if len(items) == 0 {
		p.line("%s%s", head, end)
		return
	}
	p.open("%s", head)
	for _, v := range items {
		p.line("%s", item(v))
	}
	p.close(end)
}

func (p *printer) component(c *Component) {
	var counts Counts
	for _, s := range c.Sections {
		if custom, ok := s.(*Custom); ok {
			p.custom(custom)
			continue
		}
		sectionItems(s, func(sort Sort, def any) bool {
			p.item(sort, counts.Add(sort), def)
			return true
		})
		if start, ok := s.(*Start); ok {
			p.line("(start (func %d)%s)", start.Func, joinEach(start.Args, " (value %d)"))
		}
	}
}

func (p *printer) item(sort Sort, index uint32, def any) {
	switch d := def.(type) {
	case *CoreModule:
		p.line("(core module (;%d;) %s)", index, digest(d.Bytes))
	case CoreInstantiate:
		block(p, fmt.Sprintf("(core instance (;%d;) (instantiate %d", index, d.Module), "))", d.Args, func(a CoreArg) string {
			return fmt.Sprintf("(with %q (instance %d))", a.Name, a.Instance)
		})
	case CoreInline:
		block(p, fmt.Sprintf("(core instance (;%d;)", index), ")", d.Exports, func(e CoreExport) string {
			return fmt.Sprintf("(export %q %s)", e.Name, itemText(e.Item))
		})
	case CoreType:
		p.line("(core type (;%d;) %x)", index, d.Bytes)
	case *Nested:
		p.nested(index, d)
	case Instantiate:
		block(p, fmt.Sprintf("(instance (;%d;) (instantiate %d", index, d.Component), "))", d.Args, func(a Arg) string {
			return fmt.Sprintf("(with %q %s)", a.Name, itemText(a.Item))
		})
	case Inline:
		block(p, fmt.Sprintf("(instance (;%d;)", index), ")", d.Exports, func(e InlineExport) string {
			return fmt.Sprintf("(export %s %s)", nameText(e.Name), itemText(e.Item))
		})
	case Alias:
		p.line("%s", aliasText(d, index))
	case Canon:
		p.line("%s", canonText(d, index))
	case Import:
		p.line("(import %s %s)", nameText(d.Name), externText(d.Type, fmt.Sprintf("(;%d;) ", index)))
	case Export:
		var ascribed string
		if d.Type != nil {
			ascribed = " " + externText(*d.Type, "")
		}
		p.line("(export (;%d;) %s %s%s)", index, nameText(d.Name), itemText(d.Item), ascribed)
	case *Start:
		p.line("(value (;%d;) (result of start))", index)
	default:
		p.typ(index, d)
	}
}

func (p *printer) nested(index uint32, n *Nested) {
	head := fmt.Sprintf("(component (;%d;) %s", index, digest(n.Bytes))
	if p.depth == 0 {
		p.line("%s)", head)
		return
	}
	c, err := n.Decode()
	if err != nil {
		p.line("%s (invalid %q))", head, err)
		return
	}
	p.open("%s", head)
	p.depth--
	p.component(c)
	p.depth++
	p.close(")")
}

// digest says what b is without showing it.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return fmt.Sprintf("(%d bytes sha256:%x)", len(b), sum[:8])
}

func itemText(i SortIndex) string { return fmt.Sprintf("(%s %d)", i.Sort, i.Index) }

func nameText(n Name) string {
	s := fmt.Sprintf("%q", n.Name)
	for _, a := range []struct{ key, value string }{
		{"implements", n.Implements},
		{"versionsuffix", n.VersionSuffix},
		{"external-id", n.ExternalID},
	} {
		if a.value != "" {
			s += fmt.Sprintf(" (%s %q)", a.key, a.value)
		}
	}
	return s
}

// externText writes t; index is the comment with its index, for an import.
func externText(t ExternType, index string) string {
	switch {
	case t.Sort == SortType && t.Bound == BoundSubResource:
		return fmt.Sprintf("(type %s(sub resource))", index)
	case t.Sort == SortType:
		return fmt.Sprintf("(type %s(eq %d))", index, t.Index)
	case t.Sort == SortValue:
		return fmt.Sprintf("(value %s%x)", index, t.Value)
	default:
		return fmt.Sprintf("(%s %s(type %d))", t.Sort, index, t.Index)
	}
}

func aliasText(a Alias, index uint32) string {
	item := fmt.Sprintf("(%s (;%d;))", a.Sort, index)
	switch t := a.Target.(type) {
	case InstanceExport:
		return fmt.Sprintf("(alias export %d %q %s)", t.Instance, t.Name, item)
	case CoreInstanceExport:
		return fmt.Sprintf("(alias core export %d %q %s)", t.Instance, t.Name, item)
	case Outer:
		return fmt.Sprintf("(alias outer %d %d %s)", t.Count, t.Index, item)
	default:
		panic(fmt.Sprintf("component: alias target of type %T", t))
	}
}

// joinEach formats each of list and joins them.
func joinEach[T any](list []T, format string) string {
	var b strings.Builder
	for _, v := range list {
		fmt.Fprintf(&b, format, v)
	}
	return b.String()
}
