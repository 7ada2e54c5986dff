package policy

import (
	"path/filepath"
	"strings"
)

// located is where a directory is: its path from the root, without links. Of what is not there, the
// directories above it that are there are followed.
func located(dir string) string {
	dir = filepath.Clean(dir)
	if absolute, err := filepath.Abs(dir); err == nil {
		dir = absolute
	}
	rest := ""
	for at := dir; ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.ToSlash(filepath.Join(real, rest))
		}
		if at == filepath.Dir(at) {
			return filepath.ToSlash(dir)
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

// locatedPattern is a pattern of directories by where they are. Only the part before the first element
// that stands for several is one directory.
func locatedPattern(dir string) string {
	elements := strings.Split(filepath.ToSlash(filepath.Clean(dir)), "/")
	plain := 0
	for plain < len(elements) && !strings.ContainsAny(elements[plain], `*?[\`) {
		plain++
	}
	if elements[0] == "**" { // which is for every directory
		return "**"
	}
	prefix := strings.Join(elements[:plain], "/")
	if plain == 1 && (elements[0] == "" || strings.HasSuffix(elements[0], ":")) { // a root
		prefix += "/"
	}
	pattern := literal.Replace(located(prefix))
	for _, e := range elements[plain:] {
		pattern = strings.TrimSuffix(pattern, "/") + "/" + e
	}
	return pattern
}

// literal takes the meaning from characters that have one in patterns.
var literal = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)
