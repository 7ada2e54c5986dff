package wit

import "strings"

// canonical returns the form of a function's or type's name in which names of one scope must
// differ: without hyphens, in lower case, and without annotations but for constructors and setters.
func canonical(n FuncName) string {
	name := fold(n.Name)
	switch {
	case n.Kind == Constructor:
		return kindAnnotations[Constructor] + fold(n.Resource)
	case n.Kind != Freestanding && name == fold(n.Resource):
		return name
	case n.Kind != Freestanding:
		name = fold(n.Resource) + "." + name
	}
	if n.Accessor == Setter {
		return accessorAnnotations[Setter] + name
	}
	return name
}

// fold returns a label in the form in which labels are compared.
func fold(label string) string { return strings.ToLower(strings.ReplaceAll(label, "-", "")) }
