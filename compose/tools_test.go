package compose_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// find returns the path of a tool that tests ask for a second opinion. Where it is absent the test
// is skipped, or fails if CI is set.
func find(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	if cache, err := os.UserCacheDir(); err == nil {
		if path, err := exec.LookPath(filepath.Join(cache, "wasmcp-tools", "cargo", "bin", name)); err == nil {
			return path
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed; make tools installs it", name)
	}
	t.Skipf("%s is not installed; make tools installs it", name)
	return ""
}

// tool runs a tool, which has to succeed, and returns what it prints.
func tool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	return pipe(t, nil, name, args...)
}

func pipe(t *testing.T, in []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(find(t, name), args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, &stderr)
	}
	return out
}
