package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// While a provider hangs that is asked what it offers, composing ends when it is told to, and so does the
// process that asks, even where the one that has started it is killed.
func TestEnding_whileAsking(t *testing.T) {
	t.Parallel()
	dir := hostileFiles(t)
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGKILL} {
		for _, command := range [][]string{
			{"compose", "server", "starting.wasm", "-o", "x.wasm"},
			{"inspect", "--live", "hanging.wasm", "--no-introspect", "--timeout", "0"},
		} {
			t.Run(fmt.Sprint(command[0], " ", signal), func(t *testing.T) {
				t.Parallel()
				cmd := exec.Command("wasmcp", command...)
				cmd.Dir = dir
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				guard := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
				defer guard.Stop()
				child := 0
				for child == 0 {
					if state(cmd.Process.Pid) == "" {
						t.Fatal("it has ended before it asked")
					}
					child = childOf(t, cmd.Process.Pid)
					time.Sleep(time.Millisecond)
				}
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				if got := cmd.ProcessState.ExitCode(); signal != syscall.SIGKILL && got != 130 {
					t.Errorf("it ended with %v, want exit code 130", cmd.ProcessState)
				}
				for deadline := time.Now().Add(patience); state(child) != ""; time.Sleep(time.Millisecond) {
					if time.Now().After(deadline) {
						_ = syscall.Kill(child, syscall.SIGKILL)
						t.Fatal("what asks is still there")
					}
				}
			})
		}
	}
}

// hostileFiles is a directory of hostile providers.
func hostileFiles(t *testing.T) string {
	t.Helper()
	good, err := os.ReadFile(filepath.Join("..", "..", "testdata", "providers", "calculator", "calculator.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, b := range hostiles(t, good) {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What runs components here ends as well while one hangs.
func TestEnding_whileRunning(t *testing.T) {
	t.Parallel()
	dir := hostileFiles(t)
	for _, command := range [][]string{
		{"run", "starting.wasm"},
		{"call", "starting.wasm", "add", "--arg", "a=1"},
		{"serve", "starting.wasm", "--addr", "127.0.0.1:0", "--grace", "1s"}, // which does not come to serve
	} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("wasmcp", append(command, "--no-introspect", "--timeout", "0")...)
			cmd.Dir = dir
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer stdin.Close()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			guard := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
			defer guard.Stop()
			const enough = 100 // hundredths of a second of work: it is compiling or hanging
			for worked(cmd.Process.Pid) < enough {
				if state(cmd.Process.Pid) == "" {
					t.Fatal("it has ended before it hangs")
				}
				time.Sleep(time.Millisecond)
			}
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != 130 {
				t.Errorf("it ended with %v, want exit code 130", cmd.ProcessState)
			}
		})
	}
}

// worked is how many hundredths of a second a process has worked.
func worked(pid int) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

// state is the state of a process; empty where there is none, or none any more.
func state(pid int) string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	if s, _, _ := strings.Cut(rest, " "); s != "Z" && s != "X" {
		return s
	}
	return ""
}

// childOf returns a child of a process, 0 where it has none.
func childOf(t *testing.T, pid int) int {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range all {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		fields := strings.Fields(rest)
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) {
			child, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			if err != nil {
				t.Fatal(err)
			}
			return child
		}
	}
	return 0
}
