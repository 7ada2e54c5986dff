package wit

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit/internal/syntax"
)

// Version is a version of a package in its parts.
type Version struct {
	Major, Minor, Patch uint64
	// Pre is the pre-release, and Build the metadata, without the characters before them.
	Pre, Build string
}

// ParseVersion parses a version as [semver] has it. The bool is false for anything else.
//
// [semver]: https://semver.org
func ParseVersion(s string) (Version, bool) {
	if syntax.CheckVersion(s) != "" {
		return Version{}, false
	}
	var v Version
	s, v.Build, _ = strings.Cut(s, "+")
	s, v.Pre, _ = strings.Cut(s, "-")
	numbers := strings.Split(s, ".")
	for i, n := range []*uint64{&v.Major, &v.Minor, &v.Patch} {
		*n, _ = strconv.ParseUint(numbers[i], 10, 64)
	}
	return v, true
}

// String returns v as it is written.
func (v Version) String() string {
	s := fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
	if v.Pre != "" {
		s += "-" + v.Pre
	}
	if v.Build != "" {
		s += "+" + v.Build
	}
	return s
}

// Compare orders versions by precedence, and those of the same precedence by their metadata.
func (v Version) Compare(o Version) int {
	return cmp.Or(
		cmp.Compare(v.Major, o.Major),
		cmp.Compare(v.Minor, o.Minor),
		cmp.Compare(v.Patch, o.Patch),
		comparePre(v.Pre, o.Pre),
		compareParts(v.Build, o.Build),
	)
}

// Track returns the part of v that all versions share which are compatible with it: "1" for 1.2.3,
// "0.2" for 0.2.3, "0.0.3" for 0.0.3, and all of a pre-release.
func (v Version) Track() string {
	n := func(n uint64) string { return strconv.FormatUint(n, 10) }
	switch {
	case v.Pre != "":
		return n(v.Major) + "." + n(v.Minor) + "." + n(v.Patch) + "-" + v.Pre
	case v.Major > 0:
		return n(v.Major)
	case v.Minor > 0:
		return "0." + n(v.Minor)
	default:
		return "0.0." + n(v.Patch)
	}
}

// comparePre orders pre-releases; a release comes after all of its own.
func comparePre(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(b), len(a))
	}
	return compareParts(a, b)
}

// compareParts compares what has dots between its parts, numbers as numbers and before words.
func compareParts(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(a), len(b))
	}
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		if c := comparePart(x[i], y[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

func comparePart(a, b string) int {
	aNumber, bNumber := strings.Trim(a, "0123456789") == "", strings.Trim(b, "0123456789") == ""
	switch {
	case aNumber && bNumber:
		x, y := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		return cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y), cmp.Compare(len(a), len(b)))
	case aNumber:
		return -1
	case bNumber:
		return 1
	default:
		return strings.Compare(a, b)
	}
}
