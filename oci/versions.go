package oci

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/Masterminds/semver/v3"
)

// RangeError is a range of versions that cannot be read.
type RangeError struct {
	Range string
}

func (e *RangeError) Error() string {
	return fmt.Sprintf("%q is no range of versions (want a version, or such as ^1.2, ~1.2.3, >=1.0, <2.0)", e.Range)
}

var bareVersion = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// SelectVersion returns the tag of the newest version that a range allows, of tags that are
// versions, or false where there is none. An empty range allows all.
//
// A full version stands for itself alone, as it does for wkg. In a range of several conditions with
// commas between, all must hold; 1.2 is short for ^1.2, as in Cargo. Versions before a release count
// only where the range names one, or nothing has been released yet.
func SelectVersion(tags []string, versions string) (string, bool, error) {
	versions = strings.TrimSpace(versions)
	exact, err := semver.StrictNewVersion(versions)
	if err == nil {
		for _, tag := range tags {
			if VersionOf(tag) == exact.Original() {
				return tag, true, nil
			}
		}
		return "", false, nil
	}
	var allowed *semver.Constraints
	if versions != "" {
		parts := strings.Split(versions, ",")
		for i, p := range parts {
			if p = strings.TrimSpace(p); bareVersion.MatchString(p) {
				p = "^" + p
			}
			parts[i] = p
		}
		if allowed, err = semver.NewConstraint(strings.Join(parts, ", ")); err != nil || strings.Contains(versions, "||") {
			return "", false, &RangeError{versions}
		}
	}
	best, bestTag := (*semver.Version)(nil), ""
	for _, tag := range tags {
		v, err := semver.StrictNewVersion(VersionOf(tag))
		if err != nil || allowed != nil && !allowed.Check(v) {
			continue
		}
		if best == nil || newer(v, best) {
			best, bestTag = v, tag
		}
	}
	return bestTag, best != nil, nil
}

// newer prefers releases to what came before them.
func newer(a, b *semver.Version) bool {
	if released := a.Prerelease() == ""; released != (b.Prerelease() == "") {
		return released
	}
	return a.GreaterThan(b)
}
