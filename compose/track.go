package compose

import (
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// Track returns what stands for all versions of an interface that are compatible with the one
// named: its name with `@1` for 1.x.y and `@0.2` for 0.2.x. Other names are their own track: those
// without a version, prereleases, versions 0.0.x, and plain names.
func Track(name string) string {
	base, version, ok := strings.Cut(name, "@")
	v := "v" + version
	if !ok || !semver.IsValid(v) || semver.Prerelease(v) != "" {
		return name
	}
	if major := semver.Major(v); major != "v0" {
		return base + "@" + major[1:]
	}
	if minor := semver.MajorMinor(v); minor != "v0.0" {
		return base + "@" + minor[1:]
	}
	return base + "@" + strings.TrimSuffix(semver.Canonical(v)[1:], semver.Build(v))
}

// IsInterface reports whether name is that of an interface, such as wasi:io/streams@0.2.0, and not
// a plain name.
func IsInterface(name string) bool { return strings.ContainsRune(name, ':') }

// unversioned returns the name of an interface without its version.
func unversioned(name string) string {
	base, _, _ := strings.Cut(name, "@")
	return base
}

// compareVersions compares two names on one track by their versions, equal ones by name.
func compareVersions(a, b string) int {
	_, va, _ := strings.Cut(a, "@")
	_, vb, _ := strings.Cut(b, "@")
	if c := semver.Compare("v"+va, "v"+vb); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

// tracks returns the names of interfaces by track, highest version first.
func tracks(externs []types.Extern) map[string][]string {
	out := make(map[string][]string)
	for _, e := range externs {
		if name := e.Name.Name; IsInterface(name) {
			t := Track(name)
			out[t] = append(out[t], name)
		}
	}
	for _, names := range out {
		slices.SortFunc(names, func(a, b string) int { return compareVersions(b, a) })
	}
	return out
}

func highest(tracks map[string][]string, name string) (string, bool) {
	if !IsInterface(name) {
		return "", false
	}
	names := tracks[Track(name)]
	if len(names) == 0 {
		return "", false
	}
	return names[0], true
}
