package acceptance

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// A project as `wasmcp new` scaffolds it: its name, what it is written in, and its type, which is
// tools if empty.
type project struct{ name, language, kind string }

var (
	rustTools   = project{name: "rust-tools", language: "rust"}
	pythonTools = project{name: "python-tools", language: "python"}
	scriptTools = project{name: "script-tools", language: "typescript"}
)

// TestSeed goes the way of the README's example, from empty folders to what clients see.
func TestSeed(t *testing.T) {
	tools.Long(t)
	t.Parallel()
	for _, c := range []struct {
		name     string
		projects []project
		tools    []string
		calls    []tried
	}{
		{"rust and python", []project{rustTools, pythonTools}, []string{"add", "subtract", "reverse", "uppercase"}, basics},
		{"python and rust", []project{pythonTools, rustTools}, []string{"reverse", "uppercase", "add", "subtract"}, basics},
		{"rust and typescript", []project{rustTools, scriptTools}, []string{"add", "subtract", "slugify", "count-words"}, []tried{
			basics[0],
			{Call: Call{Tool: "slugify", Arguments: arguments{"title": "Crème brûlée, twice!"}}, Answer: Answer{Content: text("crème-brûlée-twice")}},
			{Call: Call{Tool: "count-words", Arguments: arguments{"text": "one two, three"}}, Answer: Answer{Content: text("3")}},
			basics[len(basics)-1],
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var components []string
			for _, p := range c.projects {
				components = append(components, p.component(t))
			}
			server := composed(t, components...)
			for _, host := range hosts {
				askAll(t, host, server, offer{name: "acceptance", tools: c.tools, calls: c.calls})
			}
		})
	}
}

// component scaffolds and builds the project in an empty folder, as its author would, and returns
// the path of what came of it.
func (p project) component(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skipf("builds %s, which takes a compiler", p.name)
	}
	path, err := projects.get(p.name, func() (string, error) {
		dir := filepath.Join(scratch, "projects")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", err
		}
		cmd := exec.Command(wasmcp(t), "new", p.name, "-l", p.language)
		if p.kind != "" {
			cmd.Args = append(cmd.Args, "-t", p.kind)
		}
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("wasmcp new: %w\n%s", err, out)
		}
		made := filepath.Join(dir, p.name)
		toolchain, err := tools.NewToolchain(root, p.language, made)
		if err != nil {
			return "", err
		}
		recipe, err := toolchain.Recipe(made, p.name)
		if err != nil {
			return "", err
		}
		file := p.name + ".wasm"
		kept, err := recipe.Kept("project-"+p.name, func(into string) error {
			if err := toolchain.Make(made, "WASMCP="+wasmcp(t)); err != nil {
				return err
			}
			b, err := os.ReadFile(filepath.Join(made, file))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(into, file), b, 0o644)
		})
		return filepath.Join(kept, file), err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}
