package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// A command that hangs ends soon after it is told to: here it writes to a pipe that nobody reads.
func TestEnding(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("windows has no SIGTERM")
	}
	part := filepath.Join(t.TempDir(), "part.wasm")
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "providers", "calculator", "calculator.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	if len(b) < 80<<10 {
		t.Fatalf("the component has %d bytes, which may fit into a pipe", len(b))
	}
	if err := os.WriteFile(part, b, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("wasmcp", "link", part, "-o", "-")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	guard := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer guard.Stop()
	if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("it ended with %v, want exit code 130", err)
	}
}
