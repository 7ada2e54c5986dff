package tools

import (
	"os"
	"path/filepath"
	"testing"
)

// Missing ends a test that cannot run here: it is skipped, but fails if CI is set, where all has to be
// there.
func Missing(t testing.TB, reason any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// Need returns the path of a tool that a test asks for a second opinion, as [Path] does. Where it is
// absent the test is [Missing] something.
func Need(t testing.TB, name string) string {
	t.Helper()
	path, err := Path(name)
	if err != nil {
		Missing(t, err)
	}
	return path
}

// Crate returns the sources of a crate of the Rust registry, named with its version: from where scripts/tools
// puts them, or else from where cargo keeps what it has built. Where they are absent the test is [Missing]
// something.
func Crate(t testing.TB, versioned string) string {
	t.Helper()
	if path := filepath.Join(Dir(), "crates", versioned); exists(path) {
		return path
	}
	home := os.Getenv("CARGO_HOME")
	if user, err := os.UserHomeDir(); err == nil && home == "" {
		home = filepath.Join(user, ".cargo")
	}
	found, err := filepath.Glob(filepath.Join(home, "registry", "src", "*", versioned))
	if err == nil && len(found) > 0 {
		return found[0]
	}
	Missing(t, "the sources of "+versioned+" are not there, run: scripts/tools/install.sh crates")
	return ""
}
