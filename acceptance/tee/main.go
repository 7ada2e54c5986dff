// Command tee runs a server on standard input and output and keeps what goes in and out:
//
//	tee FOLDER COMMAND...
//
// writes a new file in FOLDER, a line for each line: "> " and what the client said, "< " and what
// the server said. It ends when the server does, with its status.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: tee FOLDER COMMAND...")
		os.Exit(2)
	}
	status, err := run(os.Args[1], os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "tee:", err)
		os.Exit(1)
	}
	os.Exit(status)
}

func run(dir string, argv []string) (int, error) {
	file, err := os.CreateTemp(dir, "*.txt")
	if err != nil {
		return 0, err
	}
	defer file.Close()
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	record := &record{file: file}
	go func() {
		defer stdin.Close()
		record.copy(stdin, os.Stdin, "> ")
	}()
	// Whoever reads may have gone; the server is read to its end all the same.
	record.copy(os.Stdout, stdout, "< ")
	io.Copy(io.Discard, stdout)
	var failed *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &failed) {
		return 0, err
	}
	return cmd.ProcessState.ExitCode(), record.err
}

type record struct {
	mu   sync.Mutex
	file *os.File
	err  error
}

// copy passes lines on, each after it was written down.
func (r *record) copy(to io.Writer, from io.Reader, mark string) {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			r.write(mark, line)
			if _, err := to.Write(line); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *record) write(mark string, line []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	text := append([]byte(mark), line...)
	if text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	if _, err := r.file.Write(text); err != nil && r.err == nil {
		r.err = err
	}
}
