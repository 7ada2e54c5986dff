package acceptance

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds whatever a test waits for. It is a guard against hanging and no measure of
// speed: compiling CPython for a server takes half a minute on a small machine.
const patience = 4 * time.Minute

// output collects what a process says, for a failed test to show.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

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

// freeAddr returns an address of this machine that nobody listens on.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// listening starts a server that listens on addr, waits until it does, and ends it with the test.
func listening(t testing.TB, addr string, argv []string) {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	said := &output{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(argv[0]), said)
		}
	})

	deadline := time.After(patience)
	for {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended with %v before it listened", strings.Join(argv, " "), cmd.ProcessState)
		case <-deadline:
			t.Fatalf("%s does not listen on %s", strings.Join(argv, " "), addr)
		case <-time.After(20 * time.Millisecond):
		}
	}
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
	text := "#!/bin/sh\nexec" + line.String() + ` "$@"` + "\n"
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}
