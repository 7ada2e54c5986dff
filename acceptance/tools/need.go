package tools

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// acceptance is what `make acceptance` sets an environment variable to: "all" where every tool has to be
// there, and "present" where tests do without those that are not. In `make test` it is empty.
func acceptance() string { return os.Getenv("WASMCP_ACCEPTANCE") }

// IsAcceptance reports whether `make acceptance` runs, for tests that do more there.
func IsAcceptance() bool { return acceptance() != "" }

// Long ends a test that takes too long for `make test`, or wants a tool that is installed for `make
// acceptance` alone: it is skipped unless that is what runs. Call it first.
func Long(t testing.TB) {
	t.Helper()
	if !IsAcceptance() {
		t.Skip("a part of make acceptance")
	}
}

// Missing ends a test that cannot run here: it is skipped, but fails if CI is set, where all has to be
// there.
func Missing(t testing.TB, reason any) {
	t.Helper()
	if os.Getenv("CI") != "" && acceptance() != "present" {
		t.Fatal(reason)
	}
	t.Skip(reason)
}

// compiled are the tools that take long to build, and are there in `make acceptance` alone.
var compiled = []string{"wac", "wkg"}

// Need returns the path of a tool that a test asks for a second opinion, as [Oracle] does. Where it is
// absent the test is [Missing] something; where only `make acceptance` has it the test is [Long]. `make
// test-fast` asks no tool, so that it is the same on every machine.
func Need(t testing.TB, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skipf("asks %s, which make test-fast does not", name)
	}
	if slices.Contains(compiled, name) {
		Long(t)
	}
	path, err := Oracle(name)
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
