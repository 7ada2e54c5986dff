package compose

import (
	"strings"

	"golang.org/x/mod/semver"
)

// validName reports whether somebody may call an import or export so that has another name, or none.
// A version is complete, for one that stands for its track needs a suffix. What is called after a
// resource belongs to it, and keeps the annotation that says how.
func validName(name string) bool {
	path, v, versioned := strings.Cut(name, "@")
	if !strings.Contains(path, ":") {
		return validLabel(name)
	}
	pkg, item, ok := strings.Cut(path, "/")
	if !ok || versioned && !validVersion(v) || pkg != strings.ToLower(pkg) {
		return false
	}
	for _, label := range append(strings.Split(pkg, ":"), strings.Split(item, "/")...) {
		if !validLabel(label) {
			return false
		}
	}
	return true
}

// validVersion reports whether v is a version with all of its numbers.
func validVersion(v string) bool {
	numbers, _, _ := strings.Cut(v, "+")
	numbers, _, _ = strings.Cut(numbers, "-")
	return strings.Count(numbers, ".") == 2 && semver.IsValid("v"+v)
}

// validExport reports whether an export called name may be called as. The functions of a resource may
// go to one that is called otherwise, as what they are.
func validExport(name, as string) bool {
	of, _, _ := splitPlain(name)
	annotation, label, member := splitPlain(as)
	if IsInterface(name) || IsInterface(as) || annotation == "" {
		return validName(as)
	}
	return annotation == of && validLabel(label) && (member == "" || validLabel(member[1:])) && (member == "") == (of == "[constructor]")
}

// validLabel reports whether s is made of words, joined by hyphens, each of which is in one case. The
// first begins with a letter.
func validLabel(s string) bool {
	for i, word := range strings.Split(s, "-") {
		lower, upper := strings.ToLower(word), strings.ToUpper(word)
		if word == "" || word != lower && word != upper {
			return false
		}
		for j, r := range lower {
			letter, digit := r >= 'a' && r <= 'z', r >= '0' && r <= '9'
			if !letter && (!digit || i == 0 && j == 0) {
				return false
			}
		}
	}
	return true
}
