package templates

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Projects whose names are words of their languages.
var projects = []struct {
	Options
	// wasi is an interface that the component imports if it is built with WASI.
	wasi string
}{
	{Options{"class", "python", "tools"}, "wasi:filesystem/types@0.2."},
	{Options{"self", "rust", "tools"}, "wasi:cli/stderr@0.2."},
	{Options{"import", "typescript", "tools"}, "wasi:cli/stderr@0.2."},
	{Options{"class", "python", "resources"}, ""},
	{Options{"class", "python", "prompts"}, ""},
	{Options{"class", "python", "middleware"}, ""},
	{Options{"self", "rust", "resources"}, ""},
	{Options{"self", "rust", "prompts"}, ""},
	{Options{"self", "rust", "middleware"}, ""},
	{Options{"import", "typescript", "resources"}, ""},
	{Options{"import", "typescript", "prompts"}, ""},
	{Options{"import", "typescript", "middleware"}, ""},
}

// TestProjects runs the tests of every template with its language's own tools. Of each language it
// also builds the one with tools, and tests the files that an author does not touch.
func TestProjects(t *testing.T) {
	if testing.Short() {
		t.Skip("builds components")
	}
	for _, project := range projects {
		t.Run(project.Language+"/"+project.Type, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), project.Name)
			if err := Render(dir, project.Options); err != nil {
				t.Fatal(err)
			}
			toolchain, err := tools.NewToolchain("..", project.Language, dir)
			if err != nil {
				tools.Missing(t, err)
			}
			if project.Type == "tools" {
				addTests(t, project.Language, dir)
			}
			// What passed before with the same files and tools would pass again.
			recipe, err := toolchain.Recipe(dir, read(t, ".", "projects_test.go"), stubs(t))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := recipe.Kept("template-"+project.Language+"-"+project.Type, func(into string) error {
				return proven(t, toolchain, dir, into, project.Options)
			})
			if err != nil {
				t.Fatal(err)
			}
			if project.Type != "tools" {
				return
			}
			imports, exports := world(t, kept, "plain.wasm")
			for _, name := range imports {
				if !harmless(name) {
					t.Errorf("imports %s, expected the contract, clocks, random numbers and output", name)
				}
			}
			if !exports["wasmcp:mcp/tools@0.1.0"] {
				t.Errorf("does not export the contract's tools: it exports %v", exports)
			}

			imports, _ = world(t, kept, "wasi.wasm")
			if !strings.Contains(strings.Join(imports, "\n")+"\n", project.wasi) {
				t.Errorf("with WASI=1, imports %q, expected %s among them", imports, project.wasi)
			}
		})
	}
}

// harmless reports whether a component that is built without WASI may import an interface: every host has
// these.
func harmless(name string) bool {
	return slices.ContainsFunc([]string{
		"wasmcp:mcp/", "wasi:io/", "wasi:clocks/", "wasi:random/random@", "wasi:cli/stdout@", "wasi:cli/stderr@",
	}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// wasmcp builds the command that projects call.
func wasmcp(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wasmcp")
	if out, err := exec.Command("go", "build", "-o", path, "../cmd/wasmcp").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// stubs is the source of what writes a component's stubs.
func stubs(t *testing.T) string {
	return read(t, filepath.Join("..", "compose", "chain"), "stub.go")
}

// proven runs the tests of the project in dir. Of one with tools it leaves, in another folder, what comes of
// building it without and with WASI.
func proven(t *testing.T, toolchain *tools.Toolchain, dir, into string, project Options) error {
	if err := toolchain.Make(dir, "test"); err != nil {
		return err
	}
	wasmcp := "WASMCP=" + wasmcp(t)
	if project.Type != "tools" {
		// The acceptance tests build it, and ask it.
		return nil
	}
	for _, build := range []struct {
		name      string
		arguments []string
	}{{"plain.wasm", nil}, {"wasi.wasm", []string{"WASI=1"}}} {
		if err := toolchain.Make(dir, append(build.arguments, wasmcp)...); err != nil {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, project.Name+".wasm"))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(into, build.name), b, 0o644); err != nil {
			return err
		}
	}
	// Not cargo clean: what it would remove is shared.
	if err := toolchain.Make(dir, "clean", "CARGO=true"); err != nil {
		return err
	}
	for _, name := range written(t, dir) {
		if filepath.Ext(name) == ".wasm" {
			return fmt.Errorf("make clean leaves %s", name)
		}
	}
	return nil
}

func TestMakeHelp(t *testing.T) {
	for _, project := range projects {
		dir := filepath.Join(t.TempDir(), project.Name)
		if err := Render(dir, project.Options); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("make", "--no-print-directory", "help")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("make help: %v\n%s", err, out)
		}
		var targets []string
		for line := range strings.Lines(string(out)) {
			target, _, _ := strings.Cut(line, "\t")
			targets = append(targets, target)
		}
		if diff := cmp.Diff([]string{"build", "test", "run", "clean", "help"}, targets); diff != "" {
			t.Errorf("%s: make help (-want +got):\n%s", project.Language, diff)
		}
	}
}

// addTests puts tests of this package beside those that the project has.
func addTests(t *testing.T, language, dir string) {
	t.Helper()
	into := map[string]string{"python": "", "typescript": "src"}[language]
	files, err := filepath.Glob(filepath.Join("testdata", language, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, into, filepath.Base(name)), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// world is what a component imports, and what it exports.
func world(t *testing.T, dir, name string) (imports []string, exports map[string]bool) {
	t.Helper()
	c, err := component.Decode([]byte(read(t, dir, name)))
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Imports() {
		imports = append(imports, i.Name.Name)
	}
	exports = map[string]bool{}
	for e := range c.Exports() {
		exports[e.Name.Name] = true
	}
	return imports, exports
}
