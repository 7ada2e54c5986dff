package oci

import (
	"cmp"
	"fmt"
	"strings"

	cargo "deps.dev/util/semver"
	"golang.org/x/mod/semver"
)

// RangeError is a range of versions that cannot be read.
type RangeError struct {
	Range string
}

func (e *RangeError) Error() string {
	return fmt.Sprintf("%q is no range of versions (want a version, or such as ^1.2, ~1.2.3, >=1.0, <2.0)", e.Range)
}

// SelectVersion returns the tag of the newest version that a range allows, of tags that are
// versions, or false where there is none. An empty range allows all.
//
// A full version stands for itself alone, as it does for wkg. Ranges are those of Cargo: of several
// conditions with commas between, all must hold, and 1.2 is short for ^1.2. Versions before a
// release count only where the range names one, or nothing has been released yet.
func SelectVersion(tags []string, versions string) (string, bool, error) {
	versions = strings.TrimSpace(versions)
	if isVersion(versions) {
		for _, tag := range tags {
			if VersionOf(tag) == versions {
				return tag, true, nil
			}
		}
		return "", false, nil
	}
	allows := func(string) bool { return true }
	if versions != "" {
		allowed, err := cargo.Cargo.ParseConstraint(versions)
		if err != nil {
			return "", false, &RangeError{versions}
		}
		allows = allowed.Match
	}
	best, bestTag := "", ""
	for _, tag := range tags {
		v := VersionOf(tag)
		if isVersion(v) && allows(v) && (best == "" || newer(v, best)) {
			best, bestTag = v, tag
		}
	}
	return bestTag, best != "", nil
}

// isVersion reports whether s is a version with all of its numbers, as semver.org has them.
func isVersion(s string) bool {
	v := "v" + s
	return semver.IsValid(v) && semver.Canonical(v)+semver.Build(v) == v
}

// newer prefers releases to what came before them.
func newer(a, b string) bool {
	a, b = "v"+a, "v"+b
	if released := semver.Prerelease(a) == ""; released != (semver.Prerelease(b) == "") {
		return released
	}
	return semver.Compare(a, b) > 0
}

// IsOlder reports whether a tag stands for an older version than another one, as [SelectVersion] sees it.
// Tags that are no full versions have no age.
func IsOlder(tag, than string) bool {
	a, b := VersionOf(tag), VersionOf(than)
	return isVersion(a) && isVersion(b) && newer(b, a)
}

// loose returns the version that a tag stands for, which may lack numbers and may begin with v, in
// the form that package semver reads. It is empty where the tag stands for none.
func loose(tag string) string {
	v := "v" + strings.TrimPrefix(VersionOf(tag), "v")
	if !semver.IsValid(v) {
		return ""
	}
	return v
}

// compareTags puts versions in their order before other tags, which are sorted by name.
func compareTags(a, b string) int {
	va, vb := loose(a), loose(b)
	switch {
	case va != "" && vb != "":
		return cmp.Or(semver.Compare(va, vb), strings.Compare(a, b))
	case va != "":
		return -1
	case vb != "":
		return 1
	}
	return strings.Compare(a, b)
}
