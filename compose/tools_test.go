package compose_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// find returns the path of a tool that tests ask for a second opinion. Where it is absent the test
// is skipped, or fails if CI is set.
func find(t *testing.T, name string) string {
	t.Helper()
	path, err := tools.Cargo(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	return path
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
