package tools

import (
	"os"
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
