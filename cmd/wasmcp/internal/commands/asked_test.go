package commands

import (
	"context"
	"os"
	"testing"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
)

// A test's own program is what is run once more, to ask what a server lists.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == composing.AskedCommand {
		os.Exit(Main(context.Background(), cli.Process{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}))
	}
	os.Exit(m.Run())
}
