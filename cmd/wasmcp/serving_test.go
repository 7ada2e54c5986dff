package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience bounds what a script waits for: a guard against hanging and no measure of speed.
const patience = 4 * time.Minute

// serving is a wasmcp serve that a script has started.
type serving struct {
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	ended          chan struct{}
}

// servingKey is the key of those that run.
type servingKey struct{}

// serve starts wasmcp serve and waits for its URL, which is then $URL, and its address $ADDR:
// serve ARGS...
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve ARGS...")
	}
	program := filepath.Join(filepath.SplitList(ts.Getenv("PATH"))[0], "wasmcp")
	s := &serving{cmd: exec.Command(program, append([]string{"serve"}, args...)...), ended: make(chan struct{})}
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Env = append(os.Environ(), "WASMCP_CACHE="+ts.Getenv("WASMCP_CACHE"), "WASMCP_STATE="+ts.Getenv("WASMCP_STATE"))
	s.cmd.Stderr = &s.stderr
	pipe, err := s.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(s.cmd.Start())
	first := make(chan string, 1)
	go func() {
		defer close(s.ended)
		out := bufio.NewReader(pipe)
		line, _ := out.ReadString('\n')
		s.stdout.WriteString(line)
		first <- strings.TrimSpace(line)
		_, _ = s.stdout.ReadFrom(out)
		_ = s.cmd.Wait()
	}()
	ts.Defer(func() {
		_ = s.cmd.Process.Kill()
		<-s.ended
	})
	line := ""
	select {
	case line = <-first:
	case <-time.After(patience):
	}
	if line == "" {
		_ = s.cmd.Process.Kill()
		<-s.ended
		ts.Fatalf("wasmcp serve: %v\n%s", s.cmd.ProcessState, &s.stderr)
	}
	at, err := url.Parse(line)
	ts.Check(err)
	ts.Setenv("URL", line)
	ts.Setenv("ADDR", at.Host)
	running := ts.Value(servingKey{}).(*[]*serving)
	*running = append(*running, s)
}

// end ends what serve has started last by SIGTERM, shows what it wrote, and compares its exit code:
// end CODE
func end(ts *testscript.TestScript, neg bool, args []string) {
	running := ts.Value(servingKey{}).(*[]*serving)
	if neg || len(args) != 1 || len(*running) == 0 {
		ts.Fatalf("usage: end CODE, after serve")
	}
	s := (*running)[len(*running)-1]
	*running = (*running)[:len(*running)-1]
	ts.Check(s.cmd.Process.Signal(syscall.SIGTERM))
	<-s.ended
	fmt.Fprint(ts.Stdout(), s.stdout.String())
	fmt.Fprint(ts.Stderr(), s.stderr.String())
	if code := strconv.Itoa(s.cmd.ProcessState.ExitCode()); code != args[0] {
		ts.Fatalf("wasmcp serve: %v, want exit code %s\n%s", s.cmd.ProcessState, args[0], &s.stderr)
	}
}

// ask sends a request and prints the status and the body of the answer, with -begin only what comes
// first, and leaves the rest under way: ask [-begin] [-H 'NAME: VALUE']... METHOD URL [FILE]
func ask(ts *testscript.TestScript, neg bool, args []string) {
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json, text/event-stream"}}
	begin := len(args) > 0 && args[0] == "-begin"
	if begin {
		args = args[1:]
	}
	for len(args) > 1 && args[0] == "-H" {
		name, value, _ := strings.Cut(args[1], ": ")
		header.Set(name, value)
		args = args[2:]
	}
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: ask [-begin] [-H 'NAME: VALUE']... METHOD URL [FILE]")
	}
	var body io.Reader
	if len(args) == 3 {
		body = strings.NewReader(ts.ReadFile(args[2]))
	}
	req, err := http.NewRequest(args[0], args[1], body)
	ts.Check(err)
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	ts.Check(err)
	ts.Defer(func() { resp.Body.Close() })
	fmt.Fprintln(ts.Stdout(), resp.Status)
	if begin {
		line, _ := bufio.NewReader(resp.Body).ReadString('\n')
		fmt.Fprint(ts.Stdout(), line)
		return
	}
	if _, err := io.Copy(ts.Stdout(), resp.Body); err != nil {
		fmt.Fprintln(ts.Stderr(), err)
	}
}
