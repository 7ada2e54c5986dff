package cli

import (
	"fmt"
	"slices"
	"strings"
)

// SetDefault sets a string that is not set.
func SetDefault(to *string, value string) {
	if *to == "" {
		*to = value
	}
}

// FirstNames lists the first few names.
func FirstNames(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

func Unique(words []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(words)))
}

// ShortDigest is enough of a digest to tell it from others.
func ShortDigest(d string) string {
	const digits = 12
	algorithm, hash, ok := strings.Cut(d, ":")
	if !ok || len(hash) <= digits {
		return d
	}
	return algorithm + ":" + hash[:digits]
}

// Quote makes a path one word of a POSIX shell.
func Quote(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%", r)
	}
	if path != "" && !strings.ContainsFunc(path, func(r rune) bool { return !plain(r) }) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
