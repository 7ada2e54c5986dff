package tools

import (
	"os"
	"testing"
)

// Need returns the path of a tool that a test asks for a second opinion, as Cargo does. Where it is
// absent the test is skipped, or fails if CI is set.
func Need(t testing.TB, name string) string {
	t.Helper()
	path, err := Cargo(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return path
}
