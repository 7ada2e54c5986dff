package graph

import "strings"

// Track returns an interface name with the version of its semver track: 1 for 1.2.3, 0.2 for 0.2.3,
// 0.0.1 for itself. Pre-releases are tracks of their own.
func Track(name string) string {
	at := strings.IndexByte(name, '@')
	if at < 0 {
		return name
	}
	version, _, _ := strings.Cut(name[at+1:], "+")
	if strings.Contains(version, "-") {
		return name[:at+1] + version
	}
	parts := strings.Split(version, ".")
	keep := 1
	for keep < len(parts) && parts[keep-1] == "0" {
		keep++
	}
	return name[:at+1] + strings.Join(parts[:keep], ".")
}
