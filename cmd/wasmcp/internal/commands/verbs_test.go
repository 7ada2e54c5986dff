package commands

import (
	"testing"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
)

// Every command is found by the name that it has.
func TestVerbs(t *testing.T) {
	t.Parallel()
	for _, v := range verbs() {
		if name := v.Command(new(cli.App)).Name(); name != v.Name {
			t.Errorf("the command called %s is found as %s", name, v.Name)
		}
	}
}
