package wit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Print returns p as WIT.
func Print(p *Package) string {
	w := new(printer)
	w.line("package %s;", packageText(p.Name))
	for _, body := range w.bodies(p) {
		w.b.WriteByte('\n')
		body()
	}
	return docs(p.Docs, "") + w.b.String()
}

// PrintAll returns p as WIT, followed by all packages that it refers to.
func PrintAll(p *Package) string {
	w := new(printer)
	for _, dep := range p.Dependencies() {
		w.b.WriteByte('\n')
		w.docs(dep.Docs)
		w.open("package %s {", packageText(dep.Name))
		for i, body := range w.bodies(dep) {
			if i > 0 {
				w.b.WriteByte('\n')
			}
			body()
		}
		w.close()
	}
	return Print(p) + w.b.String()
}

// bodies returns a function that prints it for each interface and world of p.
func (w *printer) bodies(p *Package) []func() {
	var list []func()
	for _, i := range p.Interfaces {
		list = append(list, func() { w.iface(i) })
	}
	for _, world := range p.Worlds {
		list = append(list, func() { w.world(world) })
	}
	return list
}

// printer writes indented lines.
type printer struct {
	b      strings.Builder
	indent int
	// pkg is the package that names are written in: those of its interfaces may stand alone.
	pkg *Package
}

func (w *printer) line(format string, args ...any) {
	w.b.WriteString(strings.Repeat("  ", w.indent))
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

func (w *printer) open(format string, args ...any) {
	w.line(format, args...)
	w.indent++
}

func (w *printer) close() {
	w.indent--
	w.line("}")
}

func (w *printer) docs(text string) {
	w.b.WriteString(docs(text, strings.Repeat("  ", w.indent)))
}

// docs returns text as the lines of a doc comment.
func docs(text, indent string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	cut := commonSpace(lines)
	var b strings.Builder
	for _, line := range lines {
		if line = strings.TrimRightFunc(line, unicode.IsSpace); line != "" {
			line = " " + line[cut:]
		}
		b.WriteString(indent + "///" + line + "\n")
	}
	return b.String()
}

// commonSpace returns how many bytes of white space all lines begin with, blank ones aside. A reader takes
// away only spaces (syntax.docs), so a tab among them would come back with one space more each time.
func commonSpace(lines []string) int {
	least := -1
	for _, line := range lines {
		if n := len(line) - len(strings.TrimLeft(line, " \t\f\r")); strings.TrimSpace(line) != "" && (least < 0 || n < least) {
			least = n
		}
	}
	return max(least, 0)
}

func (w *printer) gates(s Stability) {
	if s.Unstable != "" {
		w.line("@unstable(feature = %s)", s.Unstable)
	}
	if s.Since != "" {
		w.line("@since(version = %s)", s.Since)
	}
	if s.Deprecated != "" {
		w.line("@deprecated(version = %s)", s.Deprecated)
	}
}

func (w *printer) externalID(id string) {
	if id != "" {
		w.line("@external-id(%s)", quote(id))
	}
}

// quote returns s as a string of WIT.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case unicode.IsPrint(c):
			b.WriteRune(c)
		default:
			fmt.Fprintf(&b, "\\u{%x}", c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func (w *printer) iface(i *Interface) {
	w.pkg = i.Package
	w.docs(i.Docs)
	w.gates(i.Stability)
	w.open("interface %s {", escape(i.Name))
	w.members(i)
	w.close()
}

// members writes the inside of an interface.
func (w *printer) members(i *Interface) {
	w.typeDefs(i.Types)
	for n, f := range i.Funcs {
		if n > 0 || len(i.Types) > 0 {
			w.b.WriteByte('\n')
		}
		w.fn(f, "")
	}
}

// world writes a world, its items in the order in which those that were read from text are: what is
// printed of a component is then the same when it was read again.
func (w *printer) world(world *World) {
	w.pkg = world.Package
	w.docs(world.Docs)
	w.gates(world.Stability)
	w.open("world %s {", escape(world.Name))
	imports, exports := slices.Clone(world.Imports), slices.Clone(world.Exports)
	byClass(imports)
	interfacesLast(exports)
	for _, i := range imports {
		w.worldItem(i, "import ")
	}
	if len(imports) > 0 && len(exports) > 0 {
		w.b.WriteByte('\n')
	}
	for _, e := range exports {
		w.worldItem(e, "export ")
	}
	w.close()
}

func (w *printer) worldItem(i WorldItem, direction string) {
	switch item := i.Item.(type) {
	case *TypeDef:
		w.typeDefs([]*TypeDef{item})
	case *Func:
		w.fn(item, direction)
	case *Interface:
		w.docs(i.Docs)
		w.gates(i.Stability)
		w.externalID(i.ExternalID)
		switch {
		case i.Name == "":
			w.line("%s%s;", direction, w.interfaceText(item))
		case item.Package != nil:
			w.line("%s%s: %s;", direction, escape(i.Name), w.interfaceText(item))
		default:
			w.open("%s%s: interface {", direction, escape(i.Name))
			w.members(item)
			w.close()
		}
	}
}

func packageText(n PackageName) string {
	s := escapeEach(n.Namespace, ":") + ":" + escapeEach(n.Name, "/")
	if n.Version != "" {
		s += "@" + n.Version
	}
	return s
}

// interfaceText returns the name of i as seen from where the printer is.
func (w *printer) interfaceText(i *Interface) string {
	if i.Package == w.pkg || i.Package == nil {
		return escape(i.Name)
	}
	n := i.Package.Name
	path := packageText(PackageName{Namespace: n.Namespace, Name: n.Name}) + "/" + escape(i.Name)
	if n.Version != "" {
		path += "@" + n.Version
	}
	return path
}
