package child

import (
	"context"
	"io"
	"os/exec"
)

// Outliving runs a command line of this program with in as its input, in a process that goes on when this
// one ends, in whatever way, and is in no group with it. It returns when that has ended, or with the cause
// of ctx when ctx ends first.
func Outliving(ctx context.Context, program string, args []string, in io.Reader) error {
	cmd := exec.Command(program, args...)
	cmd.Args[0] = "wasmcp"
	cmd.Env = []string{}
	apart(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return &StartError{err}
	}
	if err := cmd.Start(); err != nil {
		return &StartError{err}
	}
	ended := make(chan error, 1)
	go func() {
		_, _ = io.Copy(stdin, in)
		_ = stdin.Close()
		ended <- cmd.Wait()
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
