// Package process runs servers while something asks them.
package process

import (
	"bytes"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// patience bounds the wait for a server to listen. It is a guard against hanging and no measure
// of speed: compiling CPython takes half a minute on a small machine.
const patience = 4 * time.Minute

// A Server is a running process that listens on an address.
type Server struct {
	cmd   *exec.Cmd
	said  output
	ended chan struct{}
}

// FreeAddr returns an address of the loopback that nobody listens on.
func FreeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// Serve starts a command that listens on addr and waits until it does.
func Serve(addr string, argv ...string) (*Server, error) {
	s := &Server{cmd: exec.Command(argv[0], argv[1:]...), ended: make(chan struct{})}
	s.cmd.Stdout, s.cmd.Stderr = &s.said, &s.said
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		s.cmd.Wait()
		close(s.ended)
	}()
	deadline := time.After(patience)
	for {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			return s, nil
		}
		select {
		case <-s.ended:
			return nil, fmt.Errorf("%s: %v before it listened\n%s", strings.Join(argv, " "), s.cmd.ProcessState, s.Said())
		case <-deadline:
			s.Stop()
			return nil, fmt.Errorf("%s: does not listen on %s\n%s", strings.Join(argv, " "), addr, s.Said())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Pid is the process's id.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Said is what the process has written to its standard output and error.
func (s *Server) Said() string { return s.said.String() }

// Stop ends the process and waits for its end.
func (s *Server) Stop() {
	s.cmd.Process.Kill()
	<-s.ended
}

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
