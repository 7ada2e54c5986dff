// Package child runs this program once more, in a process that can be killed and that gives up what it
// does not need, for work on what is not trusted.
//
// The parent writes to the child's standard input and keeps it open: when it closes, by whatever way
// the parent ends, the child ends too. The child answers in lines.
package child

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/excerpt"
)

// Command is a command line of this program, and what it may take.
type Command struct {
	// Program is the path of this program.
	Program string
	// Args are the arguments after the program's name.
	Args []string
	// Time is how long it may run, from its start; 0 for any time.
	Time time.Duration
	// Output is how many bytes it may write to its standard output.
	Output int64
	// Stderr gets what it writes to standard error; nil keeps the beginning for the [*DiedError].
	Stderr io.Writer
}

// StartError is a child that cannot be started.
type StartError struct{ Err error }

// Error says why.
func (e *StartError) Error() string {
	return "wasmcp cannot start itself once more: " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *StartError) Unwrap() error { return e.Err }

// DeadlineError is a child that took too long and was killed.
type DeadlineError struct{ Limit time.Duration }

// Error tells the limit.
func (e *DeadlineError) Error() string {
	return "it took longer than " + e.Limit.String() + " and was ended"
}

// OutputError is a child that wrote too much and was killed.
type OutputError struct{ Limit int64 }

// Error tells the limit.
func (e *OutputError) Error() string {
	return fmt.Sprintf("it said more than %d bytes and was ended", e.Limit)
}

// DiedError is a child that ended without its last word.
type DiedError struct {
	// State is how it ended.
	State string
	// Memory tells that it asked for more memory than it may have.
	Memory bool
	// Stderr is the beginning of what it wrote there.
	Stderr string
}

// Error says how.
func (e *DiedError) Error() string {
	if e.Memory {
		return "it took too much memory and was ended by the system"
	}
	s := "its process died: " + e.State
	if line, _, _ := strings.Cut(strings.TrimSpace(e.Stderr), "\n"); line != "" {
		s += "\n  " + line
	}
	return s
}

// Program is the path of the running program.
func Program() (string, error) {
	// The file may have been replaced meanwhile, and this is still the one that runs.
	const self = "/proc/self/exe"
	if runtime.GOOS == "linux" {
		if _, err := os.Stat(self); err == nil {
			return self, nil
		}
	}
	return os.Executable()
}

// Run runs the command with in as its input, and gives every line of its output to line, which may set
// a new limit to the time that is left. The error is that of the context, of line, or one of this
// package's. When it returns the child is gone.
func (c *Command) Run(ctx context.Context, in io.Reader, line func([]byte) (time.Duration, error)) error {
	done := make(chan error, 1)
	go func() {
		// On Linux the child ends with the thread that has started it.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- c.run(ctx, in, line)
	}()
	return <-done
}

func (c *Command) run(ctx context.Context, in io.Reader, line func([]byte) (time.Duration, error)) error {
	cmd := exec.Command(c.Program, c.Args...)
	cmd.Args[0] = "wasmcp"
	cmd.Env = []string{}
	cmd.WaitDelay = time.Second
	attributes(cmd)
	var said excerpt.Writer
	cmd.Stderr = &said
	if c.Stderr != nil {
		cmd.Stderr = c.Stderr
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return &StartError{err}
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return &StartError{err}
	}
	if err := cmd.Start(); err != nil {
		return &StartError{err}
	}
	k := &killer{cmd: cmd}
	contained := contain(cmd)
	defer contained()
	stop := context.AfterFunc(ctx, func() { k.kill(context.Cause(ctx)) })
	defer stop()
	limit := time.AfterFunc(forever(c.Time), func() { k.kill(&DeadlineError{c.Time}) })
	defer func() { limit.Stop() }()
	written := make(chan struct{})
	go func() {
		defer close(written)
		_, _ = io.Copy(stdin, in) // a child that reads no more has died, or has answered
	}()

	err = lines(stdout, c.Output, func(b []byte) error {
		left, err := line(b)
		if left > 0 && err == nil {
			limit.Stop()
			limit = time.AfterFunc(left, func() { k.kill(&DeadlineError{left}) })
		}
		return err
	})
	if err != nil {
		k.kill(err)
	}
	_ = stdin.Close() // which tells it to end
	<-written
	wrong := cmd.Wait()
	if cause := k.cause(); cause != nil {
		return cause
	}
	if wrong != nil {
		stderr := said.String()
		return &DiedError{State: cmd.ProcessState.String(), Memory: outOfMemory(stderr), Stderr: stderr}
	}
	return nil
}

// forever is a time, or one that does not come where it is 0.
func forever(d time.Duration) time.Duration {
	if d <= 0 {
		return 1<<63 - 1
	}
	return d
}

// lines reads lines, up to a number of bytes in all.
func lines(r io.Reader, most int64, line func([]byte) error) error {
	limited := &io.LimitedReader{R: r, N: most + 1}
	var rest []byte
	b := make([]byte, 64<<10)
	for {
		n, err := limited.Read(b)
		if limited.N == 0 {
			return &OutputError{most}
		}
		for part := b[:n]; len(part) > 0; {
			i := bytes.IndexByte(part, '\n')
			if i < 0 {
				rest = append(rest, part...)
				break
			}
			one := part[:i]
			if len(rest) > 0 {
				one = append(rest, one...)
				rest = nil
			}
			if err := line(one); err != nil {
				return err
			}
			part = part[i+1:]
		}
		if err != nil {
			return nil // whatever it is, the child has gone
		}
	}
}

// killer kills a process once, and remembers why.
type killer struct {
	cmd *exec.Cmd
	mu  sync.Mutex
	why error
}

func (k *killer) kill(why error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.why == nil {
		k.why = why
		killAll(k.cmd)
	}
}

func (k *killer) cause() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.why
}

// outOfMemory reports whether the Go runtime has ended a program for want of memory.
func outOfMemory(stderr string) bool {
	for _, sign := range []string{"out of memory", "cannot allocate memory", "failed to reserve", "pthread_create failed"} {
		if strings.Contains(stderr, sign) {
			return true
		}
	}
	// Where it is Go's collector that gets no memory, it reads from address 0, on no program's goroutine.
	return strings.HasPrefix(stderr, "SIGSEGV: segmentation violation\n") &&
		strings.Contains(stderr, " addr=0x0\n") && strings.Contains(stderr, "\ngoroutine 0 ")
}

// EndWith ends this process, which is a child, when its input closes. What is left of the input is
// dropped.
func EndWith(in io.Reader) {
	go func() {
		_, _ = io.Copy(io.Discard, in)
		os.Exit(1)
	}()
}

// Confinement is what a child keeps of what its user may do.
type Confinement struct {
	// Write and Read are directories, and files, that it may change and that it may read.
	Write, Read []string
	// Network lets it talk to others.
	Network bool
	// Memory is how many bytes it may have; 0 for any number.
	Memory uint64
	// CPU is how many seconds of it; 0 for any number.
	CPU uint64
	// FileSize is how many bytes a file may have that it writes; 0 for any number.
	FileSize uint64
}
