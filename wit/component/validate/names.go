package validate

import (
	"slices"
	"strings"
)

// externName is the name of an import or export, taken apart.
type externName struct {
	// isInterface is whether it names an interface, such as `wasi:http/types@0.2.0`.
	isInterface bool
	// annotation is `constructor`, `method` or `static`, accessor `get` or `set`; empty without one.
	annotation, accessor string
	// resource is the resource that an annotated name is about.
	resource string
	// label is what is left of a name that is no interface's when its annotations are gone, such as
	// `a.b`.
	label string
	// version is what follows the @ of an interface's name; hasVersion is whether there is one.
	version    string
	hasVersion bool
	// canonical is equal for names that are not strongly unique.
	canonical string
}

// parseName takes a name apart. The error says what of its syntax is wrong.
func (v *validator) parseName(name string) (externName, *Error) {
	if strings.Contains(name, ":") {
		return parseInterface(name, v.open&NestedNames != 0)
	}
	var n externName
	rest := name
	if strings.HasPrefix(rest, "[") {
		n.annotation, rest = cutAnnotation(rest, "[constructor]", "[method]", "[static]")
		if n.annotation != "constructor" {
			n.accessor, rest = cutAnnotation(rest, "[get]", "[set]")
		}
	}
	if n.accessor != "" {
		if err := v.gate(Accessors, "getter or setter"); err != nil {
			return n, err
		}
	}
	n.label = rest
	label := rest
	switch n.annotation {
	case "constructor":
		n.resource = rest
	case "method", "static":
		resource, after, ok := strings.Cut(rest, ".")
		if !ok {
			return n, failf("name %s has no . between a resource and a function", quote(name))
		}
		if !isLabel(resource) {
			return n, failf("%s in name %s is not in kebab case", quote(resource), quote(name))
		}
		n.resource, label = resource, after
	}
	if !isLabel(label) {
		return n, failf("%s in name %s is not in kebab case", quote(label), quote(name))
	}
	n.canonical = n.canonicalPlain()
	return n, nil
}

// canonicalPlain returns what is compared for strong uniqueness: annotations do not count, but for
// constructors and setters, and a function that is named like its resource counts as the resource.
func (n *externName) canonicalPlain() string {
	lower := canonicalLabel(n.label)
	if resource, label, ok := strings.Cut(lower, "."); ok && resource == label {
		return resource
	}
	switch {
	case n.annotation == "constructor":
		return "[constructor]" + lower
	case n.accessor == "set":
		return "[set]" + lower
	default:
		return lower
	}
}

func parseInterface(name string, nested bool) (externName, *Error) {
	n := externName{isInterface: true}
	path, version, hasVersion := strings.Cut(name, "@")
	n.version, n.hasVersion = version, hasVersion
	pkg, projection, ok := strings.Cut(path, "/")
	if !ok {
		return n, failf("name %s has no / after its package", quote(name))
	}
	names, projections := strings.Split(pkg, ":"), strings.Split(projection, "/")
	switch {
	case len(names) < 2:
		return n, failf("name %s has no : in its package", quote(name))
	case !nested && (len(names) > 2 || len(projections) > 1):
		return n, failf("name %s has more than a namespace, a package and an interface", quote(name))
	}
	for _, part := range slices.Concat(names, projections) {
		if !isLabel(part) {
			return n, failf("%s in name %s is not in kebab case", quote(part), quote(name))
		}
	}
	if strings.ToLower(pkg) != pkg {
		return n, failf("%s in name %s is not in lower case", quote(pkg), quote(name))
	}
	n.canonical = canonicalLabel(path)
	if hasVersion {
		n.canonical += "@" + version
	}
	return n, nil
}

// cutAnnotation returns which of some annotations, without its brackets, s begins with, and what follows it.
func cutAnnotation(s string, annotations ...string) (annotation, rest string) {
	for _, a := range annotations {
		if after, ok := strings.CutPrefix(s, a); ok {
			return a[1 : len(a)-1], after
		}
	}
	return "", s
}

// isLabel reports whether s is a label: words of one case or of digits, joined by hyphens, of which
// the first begins with a letter.
func isLabel(s string) bool {
	start, lower, upper := 0, false, false // of a word
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= '0' && c <= '9' && i > 0:
		case c == '-' && i > start:
			start, lower, upper = i+1, false, false
		default:
			return false
		}
		if lower && upper {
			return false
		}
	}
	return len(s) > start
}

// sameLabel reports whether two labels are equal but for case and hyphens.
func sameLabel(a, b string) bool {
	i, j := 0, 0
	for {
		for i < len(a) && a[i] == '-' {
			i++
		}
		for j < len(b) && b[j] == '-' {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] && (a[i]^b[j] != 0x20 || a[i]|0x20 < 'a' || a[i]|0x20 > 'z') {
			return false
		}
		i, j = i+1, j+1
	}
}

func canonicalLabel(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "")) }

// splitVersion returns the canonical version of a semantic version and what is left of it, as in `0.2`
// and `.1`. The bool is false where s is no semantic version.
func splitVersion(s string) (canonical, rest string, ok bool) {
	core, build, hasBuild := strings.Cut(s, "+")
	withoutBuild := core
	core, pre, hasPre := strings.Cut(core, "-")
	if hasBuild && !identifiers(build, false) || hasPre && !identifiers(pre, true) {
		return "", "", false
	}
	numbers := strings.Split(core, ".")
	if len(numbers) != 3 {
		return "", "", false
	}
	for _, n := range numbers {
		if !isNumber(n) {
			return "", "", false
		}
	}
	n := len(withoutBuild)
	switch {
	case hasPre:
	case numbers[0] != "0":
		n = len(numbers[0])
	case numbers[1] != "0":
		n = len("0.") + len(numbers[1])
	}
	return s[:n], s[n:], true
}

func isVersion(s string) bool {
	_, _, ok := splitVersion(s)
	return ok
}

// isNumber reports whether s is a number of a version, of at most 64 bits.
func isNumber(s string) bool {
	const largest = "18446744073709551615"
	if s == "" || s[0] == '0' && s != "0" || len(s) > len(largest) || len(s) == len(largest) && s > largest {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// identifiers reports whether s is what may follow a - or + of a version.
func identifiers(s string, numbers bool) bool {
	for _, id := range strings.Split(s, ".") {
		digits := id != ""
		for _, c := range []byte(id) {
			isDigit := c >= '0' && c <= '9'
			if !isDigit && c != '-' && (c|0x20 < 'a' || c|0x20 > 'z') {
				return false
			}
			digits = digits && isDigit
		}
		if id == "" || numbers && digits && len(id) > 1 && id[0] == '0' {
			return false
		}
	}
	return true
}
