package compose

import (
	"strings"

	"golang.org/x/mod/semver"
)

// unique returns what no two imports and no two exports of a component have in common: names may
// not differ in case alone, nor in what they are of a resource.
func unique(name string) string {
	name = strings.ToLower(name)
	annotation, label, member := splitPlain(name)
	if annotation == "[constructor]" {
		return name
	}
	if member == "."+label {
		member = ""
	}
	return label + member
}

// validName reports whether an import or export can have this name.
func validName(name string) bool {
	path, v, versioned := strings.Cut(name, "@")
	if !strings.Contains(path, ":") {
		annotation, label, member := splitPlain(name)
		switch annotation {
		case "", "[constructor]":
			return member == "" && validLabel(label)
		case "[method]", "[static]":
			return validLabel(label) && validLabel(strings.TrimPrefix(member, "."))
		default:
			return false
		}
	}
	pkg, item, ok := strings.Cut(path, "/")
	if !ok || versioned && !semver.IsValid("v"+v) {
		return false
	}
	for _, label := range append(strings.Split(pkg, ":"), strings.Split(item, "/")...) {
		if !validLabel(label) {
			return false
		}
	}
	return true
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
