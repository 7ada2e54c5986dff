package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/internal/edit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// NoImportError says that a component has no import of a name.
type NoImportError struct {
	Node, Import string
	Imports      []string // those it has
	Nearest      string   // the one whose name is least unlike; empty where none is
}

func (e *NoImportError) Error() string {
	return fmt.Sprintf("%s: no import %s (%s)", e.Node, e.Import, listed(e.Imports, e.Nearest))
}

// NoExportError says that a component has no export of a name.
type NoExportError struct {
	Node, Export string
	Exports      []string // those it has
	Nearest      string   // the one whose name is least unlike; empty where none is
}

func (e *NoExportError) Error() string {
	return fmt.Sprintf("%s: no export %s (%s)", e.Node, e.Export, listed(e.Exports, e.Nearest))
}

// mostListed is how many names a message lists.
const mostListed = 8

func listed(names []string, nearest string) string {
	switch {
	case len(names) == 0:
		return "it has none"
	case len(names) <= mostListed:
		return "it has " + strings.Join(names, ", ")
	case nearest == "":
		return fmt.Sprintf("none of the %d that it has is like it", len(names))
	default:
		return fmt.Sprintf("of the %d that it has %s is nearest", len(names), nearest)
	}
}

// nearest returns the name that is least unlike one, if any is like it.
func nearest(name string, names []string) (found string) {
	best := farthest(name)
	for _, n := range names {
		if d := edit.Distance(name, n, best); d < best {
			best, found = d, n
		}
	}
	return found
}

// farthest is how unlike two names are that nobody would take for one another.
func farthest(name string) int { return 2 + len(name)/5 }

// ExportNameError says that the result cannot have an export of this name, because it is neither a
// plain name nor that of an interface, or because only instances go by the names of interfaces.
type ExportNameError struct {
	Node, Export, As string
	// Sort is what the export is where that is no instance and the name is that of an interface; 0 otherwise.
	Sort component.Sort
}

func (e *ExportNameError) Error() string {
	if e.Sort != 0 {
		return fmt.Sprintf("%s: %s cannot be exported as %q, which is the name of an interface: %s is a %s", e.Node, e.Export, e.As, e.Export, e.Sort)
	}
	return fmt.Sprintf("%s: %s cannot be exported as %q, which is neither a plain name such as a-name nor that of an interface such as a:b/c@1.0.0", e.Node, e.Export, e.As)
}

// ResourceNameError says that a function cannot be exported under a name that says how it belongs to a
// resource (Explainer.md, "Import and Export Definitions"): the result exports its resource under
// another name, or none of it.
type ResourceNameError struct{ Node, Export, As, Resource string }

func (e *ResourceNameError) Error() string {
	return fmt.Sprintf("%s: %s cannot be exported as %s: the result does not export its resource as %s", e.Node, e.Export, e.As, e.Resource)
}

// ConnectedError says that an import has an argument already.
type ConnectedError struct{ Node, Import, Exporter, Export string }

func (e *ConnectedError) Error() string {
	return fmt.Sprintf("%s: import %s is already connected to %s of %s", e.Node, e.Import, e.Export, e.Exporter)
}

// DuplicateExportError says that the result has an export of this name already, or of one that does
// not differ from it in what counts.
type DuplicateExportError struct{ Node, Export, Existing string }

func (e *DuplicateExportError) Error() string {
	if e.Export != e.Existing {
		return fmt.Sprintf("%s: %s cannot be exported beside %s: they differ in case alone, or in what they are of a resource", e.Node, e.Export, e.Existing)
	}
	return fmt.Sprintf("%s: the result already exports %s", e.Node, e.Export)
}

// CycleError says that instances need one another. Instances are made one after the other, so that
// none could be the first.
type CycleError struct{ Path []CycleStep }

// CycleStep is an import of one instance that the next one of the cycle is to supply.
type CycleStep struct{ Importer, Import, Exporter string }

func (e *CycleError) Error() string {
	var b strings.Builder
	b.WriteString("instances need one another in a cycle")
	for _, s := range e.Path {
		fmt.Fprintf(&b, "\n  %s imports %s from %s", s.Importer, s.Import, s.Exporter)
	}
	return b.String()
}

// MissingImportsError lists all imports that nothing supplies and that the host may not supply,
// ordered by instance and import.
type MissingImportsError struct{ Missing []MissingImport }

// MissingImport is an import that nothing supplies.
type MissingImport struct {
	Node, Import string
	// Near are exports of the same interface that do not fit, such as those of another version.
	Near []Near
}

// Near is an export that is nearly what is needed.
type Near struct{ Node, Export string }

func (e *MissingImportsError) Error() string {
	node, name := 0, 0
	for _, m := range e.Missing {
		node, name = max(node, len(m.Node)), max(name, len(m.Import))
	}
	var b strings.Builder
	if len(e.Missing) == 1 {
		b.WriteString("1 import has no provider")
	} else {
		fmt.Fprintf(&b, "%d imports have no provider", len(e.Missing))
	}
	for _, m := range e.Missing {
		fmt.Fprintf(&b, "\n  %-*s  %-*s  %s", node, m.Node, name, m.Import, m.why())
	}
	return b.String()
}

func (m MissingImport) why() string {
	if len(m.Near) == 0 {
		return "nothing exports it"
	}
	near := make([]string, len(m.Near))
	for i, n := range m.Near {
		near[i] = n.Node + " exports " + n.Export
	}
	return strings.Join(near, ", ")
}

// TypeError says that an export does not have the type that the import it is connected to needs.
type TypeError struct {
	Importer, Import string
	Exporter, Export string
	// Difference is the first one, and More are those in other items of an interface.
	Difference
	More []Difference
}

// Difference is one place where types differ.
type Difference struct {
	Mismatch *types.MismatchError
	// WantOrigin and GotOrigin say where the two resources come from that are not one and the
	// same; both are empty where the mismatch is another.
	WantOrigin, GotOrigin string
}

func (e *TypeError) Error() string {
	s := fmt.Sprintf("%s imports %s, which %s does not fit", e.Importer, e.Import, e.Exporter)
	if e.Import != e.Export {
		s = fmt.Sprintf("%s imports %s, which %s of %s does not fit", e.Importer, e.Import, e.Export, e.Exporter)
	}
	for _, d := range append([]Difference{e.Difference}, e.More...) {
		s += differences(d.Mismatch, "import", d.WantOrigin, "export", d.GotOrigin)
	}
	return s
}

func (e *TypeError) Unwrap() error { return e.Mismatch }

// differences prints two sides one below the other. Origins take the place of types where there are
// any.
func differences(m *types.MismatchError, wantSide, wantOrigin, gotSide, gotOrigin string) string {
	want, got := m.Want, m.Got
	if wantOrigin != "" {
		want, got = wantOrigin, gotOrigin
	}
	if want == "" {
		want = "nothing"
	}
	if got == "" {
		got = "nothing"
		if m.Nearest != "" {
			got += ", but " + m.Nearest
		}
	}
	var b strings.Builder
	if where := m.Where(); where != "" {
		fmt.Fprintf(&b, "\n  %s", where)
	}
	width := max(len(wantSide), len(gotSide))
	fmt.Fprintf(&b, "\n    %-*s  %s\n    %-*s  %s", width, wantSide, want, width, gotSide, got)
	return b.String()
}

// ClosureError says that an import cannot be left to the host, because its type mentions a type of
// another import that is supplied inside: the host cannot know it.
type ClosureError struct {
	Node, Import string
	// Resource is the resource, of the import Owner that Supplier supplies.
	Resource, Owner, Supplier string
	// Value is whether it is no resource but a type of values, which has no name outside.
	Value bool
}

func (e *ClosureError) Error() string {
	kind := "resource"
	if e.Value {
		kind = "type"
	}
	of := " of " + e.Owner
	if e.Resource == e.Owner {
		of = ""
	}
	return fmt.Sprintf("%s: %s needs %s %s%s, which is supplied from %s; supply %s from the same instance, or leave %s to the host",
		e.Node, e.Import, kind, e.Resource, of, e.Supplier, e.Import, e.Owner)
}

// MergeError says that two components need different things from what has to be one import.
type MergeError struct {
	First, FirstImport   string
	Second, SecondImport string
	Difference
}

func (e *MergeError) Error() string {
	return fmt.Sprintf("%s and %s cannot share the host's %s", e.First, e.Second, e.SecondImport) +
		differences(e.Mismatch, e.First+" "+e.FirstImport, e.WantOrigin, e.Second+" "+e.SecondImport, e.GotOrigin)
}

func (e *MergeError) Unwrap() error { return e.Mismatch }

// PlainNameError says that several instances leave a plain-named import to the host. Equal plain
// names do not mean the same thing, so that they are not made one unless
// [Options.PlainNames] asks for it.
type PlainNameError struct {
	Name  string
	Nodes []string
	// Attributes are those of each node's import in words; empty where it has none.
	Attributes []string
}

func (e *PlainNameError) Error() string {
	nodes := slices.Clone(e.Nodes)
	for i, a := range e.Attributes {
		if a != "" {
			nodes[i] += " (" + a + ")"
		}
	}
	return fmt.Sprintf("%s is imported under a plain name by %s: those need not mean the same thing",
		e.Name, strings.Join(nodes, " and "))
}

// CollisionError says that two instances import what one component cannot import under both names,
// or one interface cannot have: they differ in case or hyphens alone, or in how they belong to a
// resource (Explainer.md, "Name Uniqueness").
type CollisionError struct {
	First, FirstName   string
	Second, SecondName string
	// Interface is the import that both names are in; empty where they are imports themselves.
	Interface string
}

func (e *CollisionError) Error() string {
	of := ""
	if e.Interface != "" {
		of = " of " + e.Interface
	}
	return fmt.Sprintf("%s imports %s%s and %s imports %s%s: one component cannot have both, as they differ only in case, hyphens or what stands in brackets",
		e.First, e.FirstName, of, e.Second, e.SecondName, of)
}

// HostCycleError says that imports left to the host use types of one another in a cycle.
type HostCycleError struct{ Imports []string }

func (e *HostCycleError) Error() string {
	return "imports use types of one another in a cycle: " + strings.Join(e.Imports, " uses ")
}

// VisibilityError says that an export cannot be exported from the result, because its type
// mentions a type that would have no name outside.
type VisibilityError struct{ Node, Export, Type string }

func (e *VisibilityError) Error() string {
	return fmt.Sprintf("%s: export %s mentions %s, which nothing that the result imports or exports names", e.Node, e.Export, e.Type)
}

// UnknownResourceError says that a type mentions a resource that no import and no instance has: one
// of the components is not valid.
type UnknownResourceError struct{ Resource string }

func (e *UnknownResourceError) Error() string {
	return fmt.Sprintf("a type mentions resource %q, which nothing imports or exports: one of the components is not valid", e.Resource)
}
