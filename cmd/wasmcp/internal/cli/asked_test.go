package cli

import (
	"context"
	"os"
	"testing"
)

// A test's own program is what is run once more, to ask what a server lists.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == askedCommand {
		os.Exit(Main(context.Background(), Process{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}))
	}
	os.Exit(m.Run())
}
