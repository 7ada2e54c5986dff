package acceptance

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
)

// patience bounds whatever a test waits for: a guard against hanging and no measure of speed.
const patience = 4 * time.Minute

// run carries a command out and returns its standard output; the test fails if it does.
func run(t testing.TB, dir string, argv ...string) string {
	t.Helper()
	stdout, stderr, err := try(t, dir, argv...)
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(argv, " "), err, stdout, stderr)
	}
	return stdout
}

// try carries a command out.
func try(t testing.TB, dir string, argv ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// listening starts a server that listens on addr and ends it with the test.
func listening(t testing.TB, addr string, argv []string) {
	t.Helper()
	server, err := process.Serve(addr, argv...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Stop()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(argv[0]), server.Said())
		}
	})
}

// script writes an executable file that runs argv with what arguments it is given, for clients
// that take a command as one word.
func script(t testing.TB, argv []string) string {
	t.Helper()
	var line strings.Builder
	for _, arg := range argv {
		line.WriteString(" '" + strings.ReplaceAll(arg, "'", `'\''`) + "'")
	}
	path := filepath.Join(t.TempDir(), "server")
	// Clients hand little of their environment on to what they start.
	text := fmt.Sprintf("#!/bin/sh\nexport WASMCP_CACHE='%s' WASMCP_STATE='%s'\nexec%s \"$@\"\n",
		os.Getenv("WASMCP_CACHE"), os.Getenv("WASMCP_STATE"), line.String())
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
