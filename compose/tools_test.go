package compose_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// tool runs a tool, which has to succeed, and returns what it prints.
func tool(t *testing.T, name string, args ...string) []byte {
	t.Helper()
	return pipe(t, nil, name, args...)
}

func pipe(t *testing.T, in []byte, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(tools.Need(t, name), args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(cmd.Args, " "), err, &stderr)
	}
	return out
}
