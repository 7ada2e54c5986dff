package wit

import "strings"

// UniqueName returns the form in which the names of one component's imports, or of its exports, must
// differ (Explainer.md, "Name Uniqueness"): in lower case, without hyphens, and for functions without
// what says how they belong to a resource, but for constructors and setters. The version in the name
// of an interface stays as it is.
func UniqueName(name string) string {
	if strings.ContainsRune(name, ':') {
		path, version, _ := strings.Cut(name, "@")
		return fold(path) + "@" + version
	}
	return canonical(ParseFuncName(name))
}

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
