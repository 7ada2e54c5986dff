package compose

import (
	"cmp"
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// ImportNameError says that an import cannot be left to the host under a name: it is no name, or one
// for another kind of thing.
type ImportNameError struct{ Node, Import, As string }

func (e *ImportNameError) Error() string {
	return fmt.Sprintf("%s: %s cannot be imported as %q: expected a plain name such as a-name, or for an interface one such as a:b/c@1.0.0",
		e.Node, e.Import, e.As)
}

// ImportAs gives an import of a node another name in the result, in case it is left to the host. The
// functions of a resource go with it. An interface becomes one with others of the new name, as if the
// node had imported that. The error is a [*NoImportError] or an [*ImportNameError].
func (g *Graph) ImportAs(n *Node, name, as string) error {
	e, ok := n.component.typ.Import(name)
	if !ok {
		return noImport(n, name)
	}
	annotation, label, _ := splitPlain(name)
	if !validName(as) || annotation != "" || IsInterface(as) && e.Sort != component.SortInstance {
		return &ImportNameError{n.label, name, as}
	}
	if n.importsAs == nil {
		n.importsAs = make(map[string]string)
	}
	n.importsAs[name] = as
	if IsInterface(name) {
		return nil
	}
	for _, i := range n.component.typ.Imports {
		if annotation, of, member := splitPlain(i.Name.Name); annotation != "" && of == label && !IsInterface(i.Name.Name) {
			n.importsAs[i.Name.Name] = annotation + as + member
		}
	}
	return nil
}

// ImportedAs returns the name that [Graph.ImportAs] gave to an import of n, or the import's own.
func (n *Node) ImportedAs(name string) string { return cmp.Or(n.importsAs[name], name) }

// outside returns the name of an import of n in the result, as far as n knows.
func (n *Node) outside(name component.Name) component.Name {
	if as, ok := n.importsAs[name.Name]; ok {
		return renamed(name, as)
	}
	return name
}

// isRenamed reports whether the name was chosen, so that it cannot be changed.
func (i *hostImport) isRenamed() bool {
	u := i.users[0]
	return u.node.importsAs[u.name] != ""
}
