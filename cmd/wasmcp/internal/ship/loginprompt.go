package ship

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/term"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// terminal is standard input, where there is somebody to ask.
func terminal(a *cli.App) (*os.File, bool) {
	f, ok := a.Stdin.(*os.File)
	return f, ok && term.IsTerminal(f.Fd())
}

// askLine asks for a line.
func askLine(ctx context.Context, a *cli.App, terminal *os.File, prompt string) (string, error) {
	fmt.Fprint(a.Stderr, prompt+": ")
	line, err := await(ctx, func() (string, error) { return bufio.NewReader(terminal).ReadString('\n') })
	if errors.Is(err, io.EOF) {
		err = errors.New("standard input ended before anything was given")
	}
	return strings.TrimSpace(line), err
}

// askSecret asks for something that is not shown while it is typed. Who interrupts it gets the
// terminal back as it was.
func askSecret(ctx context.Context, a *cli.App, terminal *os.File, prompt string) (string, error) {
	before, err := term.GetState(terminal.Fd())
	if err != nil {
		return "", fmt.Errorf("standard input: %w", err)
	}
	fmt.Fprint(a.Stderr, prompt+": ")
	secret, err := await(ctx, func() ([]byte, error) { return term.ReadPassword(terminal.Fd()) })
	if ctx.Err() != nil {
		err = errors.Join(err, term.Restore(terminal.Fd(), before))
	}
	fmt.Fprintln(a.Stderr)
	if errors.Is(err, io.EOF) {
		err = errors.New("standard input ended before anything was given")
	}
	return string(secret), err
}

// await waits for something that cannot be interrupted, no longer than ctx lasts.
func await[T any](ctx context.Context, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
