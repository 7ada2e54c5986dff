package compose

import (
	"slices"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/wasmcp/wasmcp-go/wit/component"
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

// version returns the whole version in a name, that which a suffix completes; empty where there is
// none.
func version(n component.Name) string {
	_, v, _ := strings.Cut(n.Name, "@")
	return v + n.VersionSuffix
}

// compareVersions compares two names on one track by their versions, equal ones by name.
func compareVersions(a, b component.Name) int {
	if c := semver.Compare("v"+version(a), "v"+version(b)); c != 0 {
		return c
	}
	return strings.Compare(a.Name, b.Name)
}

// tracks returns the names of interfaces by track, highest version first.
func tracks(externs []types.Extern) map[string][]string {
	byTrack := make(map[string][]component.Name)
	for _, e := range externs {
		if IsInterface(e.Name.Name) {
			t := Track(e.Name.Name)
			byTrack[t] = append(byTrack[t], e.Name)
		}
	}
	out := make(map[string][]string, len(byTrack))
	for t, names := range byTrack {
		slices.SortFunc(names, func(a, b component.Name) int { return compareVersions(b, a) })
		for _, n := range names {
			out[t] = append(out[t], n.Name)
		}
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
