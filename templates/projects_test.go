package templates

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
			build := toolchain(t, project.Language, dir)
			if project.Type == "tools" {
				addTests(t, project.Language, dir)
			}

			build("test")
			if project.Type != "tools" {
				// The acceptance tests build it, and ask it.
				return
			}
			build()
			imports, exports := world(t, dir, project.Name)
			for _, name := range imports {
				if !strings.HasPrefix(name, "wasmcp:mcp/") {
					t.Errorf("imports %s, expected the contract alone", name)
				}
			}
			if !exports["wasmcp:mcp/tools@0.1.0"] {
				t.Errorf("does not export the contract's tools: it exports %v", exports)
			}

			build("WASI=1")
			imports, _ = world(t, dir, project.Name)
			if !strings.Contains(strings.Join(imports, "\n")+"\n", project.wasi) {
				t.Errorf("with WASI=1, imports %q, expected %s among them", imports, project.wasi)
			}

			// Not cargo clean: what it would remove is shared.
			build("clean", "CARGO=true")
			for _, name := range written(t, dir) {
				if filepath.Ext(name) == ".wasm" {
					t.Errorf("make clean leaves %s", name)
				}
			}
		})
	}
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

// toolchain returns a function that runs make in a project, with what scripts/toolchain installs
// and sets. What cannot be installed is a reason to skip, and to fail if CI is set.
func toolchain(t *testing.T, language, dir string) (build func(args ...string)) {
	t.Helper()
	script, err := filepath.Abs(filepath.Join("..", "scripts", "toolchain", language+".sh"))
	if err != nil {
		t.Fatal(err)
	}
	var env strings.Builder
	cmd := exec.Command(script)
	cmd.Dir, cmd.Stdout = dir, &env
	var problem strings.Builder
	cmd.Stderr = &problem
	if err := cmd.Run(); err != nil {
		tools.Missing(t, fmt.Sprintf("%s: %v\n%s", script, err, problem.String()))
	}
	return func(args ...string) {
		t.Helper()
		cmd := exec.Command("sh", append([]string{"-c", env.String() + `make "$@"`, "make"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("make %s: %v\n%s", strings.Join(args, " "), err, out)
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

// world is what the project's component imports, and what it exports.
func world(t *testing.T, dir, name string) (imports []string, exports map[string]bool) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.Decode(b)
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
