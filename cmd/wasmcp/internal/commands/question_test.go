package commands

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/embedded"
)

// Nothing is asked in this process where no other can be started.
func TestQuestion_withoutAProgram(t *testing.T) {
	t.Parallel()
	calculator := filepath.Join("..", "..", "..", "..", "testdata", "providers", "calculator", "calculator.wasm")
	dir := t.TempDir()
	for _, x := range []struct {
		program func() (string, error)
		args    []string
		want    string
	}{
		{nil, []string{"compose", "server", calculator, "--plan"}, `wasmcp: calculator.wasm cannot be asked what it offers
  a server is asked what it lists in a process of its own, and there is no program to run
hint: compose without asking: --no-introspect, or let it answer for itself: --dynamic calculator.wasm
`},
		{func() (string, error) { return "", errors.New("it is gone") }, []string{"compose", "server", calculator, "--plan"}, `wasmcp: calculator.wasm cannot be asked what it offers
  wasmcp cannot start itself once more: it is gone
hint: compose without asking: --no-introspect, or let it answer for itself: --dynamic calculator.wasm
`},
		{nil, []string{"inspect", "--live", "--no-introspect", calculator}, `wasmcp: calculator does not list what it offers
  a server is asked what it lists in a process of its own, and there is no program to run
`},
	} {
		var stderr bytes.Buffer
		code := Main(t.Context(), cli.Process{
			Args: x.args, Stdin: strings.NewReader(""), Stdout: &stderr, Stderr: &stderr, Program: x.program,
			Environ: []string{"WASMCP_CACHE=" + dir, "WASMCP_STATE=" + dir},
		})
		if code != 1 || stderr.String() != x.want {
			t.Errorf("wasmcp %s: %d\n got  %s\n want %s", strings.Join(x.args, " "), code, stderr.String(), x.want)
		}
	}
}

// What is no question is refused: the command is wasmcp's own.
func TestQuestion_byHand(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "\n", "no JSON\n", strings.Repeat("x", 2*embedded.LongestQuestion) + "\n"} {
		var stderr bytes.Buffer
		code := Main(t.Context(), cli.Process{Args: []string{composing.AskedCommand}, Stdin: strings.NewReader(in), Stdout: &stderr, Stderr: &stderr})
		if want := "wasmcp: answer-list is run by wasmcp itself, and has found no question on its standard input\n"; code != 2 || !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("%.20q: %d, %s", in, code, stderr.String())
		}
	}
}
