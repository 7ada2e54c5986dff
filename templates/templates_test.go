package templates

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// wantFiles are the files of a project with tools, by language.
var wantFiles = map[string][]string{
	"python": {
		".gitignore", "Makefile", "README.md", "requirements.txt", "test_tools.py", "tools.py",
		"wasmcp/__init__.py", "wasmcp/component.py", "wasmcp/sandbox.py", "wasmcp/sandboxed.py",
		"wasmcp/schema.py", "wasmcp/texts.py", "wit/mcp.wit",
	},
	"rust": {
		".cargo/config.toml", ".gitignore", "Cargo.lock", "Cargo.toml", "Makefile", "README.md",
		"src/answer.rs", "src/lib.rs", "src/tools.rs", "src/wasi.rs", "wit/mcp.wit",
	},
	"typescript": {
		".gitignore", "Makefile", "README.md", "build.mjs", "bundle.config.js", "limit-stack.mjs",
		"package-lock.json", "package.json", "src/component.ts", "src/engine.ts", "src/quickjs.d.ts",
		"src/texts.ts", "src/tools.test.ts", "src/tools.ts", "src/wasmcp.ts", "tsconfig.json",
		"tsconfig.node.json", "wit/deps/cli.wit", "wit/deps/io.wit", "wit/deps/random.wit", "wit/engine.wit",
		"wit/mcp.wit",
	},
}

// filesOf are the files of a project of any type.
func filesOf(language, kind string) []string {
	var files []string
	for _, name := range wantFiles[language] {
		switch {
		case kind != "tools" && (name == "src/answer.rs" || name == "wasmcp/schema.py"):
		case strings.Contains(name, "tools"):
			files = append(files, strings.ReplaceAll(name, "tools", kind))
		default:
			files = append(files, name)
		}
	}
	slices.Sort(files)
	return files
}

// types are those of every language.
var types = []string{"middleware", "prompts", "resources", "tools"}

func TestLanguagesAndTypes(t *testing.T) {
	if diff := cmp.Diff([]string{"python", "rust", "typescript"}, Languages()); diff != "" {
		t.Errorf("Languages() (-want +got):\n%s", diff)
	}
	for _, language := range Languages() {
		if diff := cmp.Diff(types, Types(language)); diff != "" {
			t.Errorf("Types(%q) (-want +got):\n%s", language, diff)
		}
	}
	if got := Types("cobol"); got != nil {
		t.Errorf("Types(cobol) = %q, want none", got)
	}
}

func TestRender(t *testing.T) {
	for _, language := range Languages() {
		for _, kind := range types {
			t.Run(language+"/"+kind, func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "new", "weather-report")
				if err := Render(dir, Options{"weather-report", language, kind}); err != nil {
					t.Fatal(err)
				}
				want := filesOf(language, kind)
				if diff := cmp.Diff(want, written(t, dir)); diff != "" {
					t.Errorf("files (-want +got):\n%s", diff)
				}
				for _, name := range want {
					checkText(t, name, read(t, dir, name))
				}
				if got := read(t, dir, "wit/mcp.wit"); got != mcp.WIT {
					t.Error("wit/mcp.wit is not the contract")
				}
				for _, name := range []string{"README.md", "Makefile"} {
					if !strings.Contains(read(t, dir, name), "weather-report") {
						t.Errorf("%s does not name the project", name)
					}
				}
				checkAlone(t, dir)
			})
		}
	}
}

// checkText looks for what no file of a project may have.
func checkText(t *testing.T, name, text string) {
	t.Helper()
	if !strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\n\n") {
		t.Errorf("%s does not end with one newline", name)
	}
	for _, unwanted := range []string{"{{", "\t\n", " \n", `"resolved"`, "registry.npm"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("%s has %q in it", name, unwanted)
		}
	}
}

// checkAlone fails if something was left beside the project.
func checkAlone(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() != filepath.Base(dir) {
			t.Errorf("%s was left beside %s", entry.Name(), filepath.Base(dir))
		}
	}
}

func TestRender_isTheSameEveryTime(t *testing.T) {
	for _, language := range Languages() {
		o := Options{"same", language, "tools"}
		first, err := o.files()
		if err != nil {
			t.Fatal(err)
		}
		second, err := o.files()
		if err != nil {
			t.Fatal(err)
		}
		if !slices.EqualFunc(first, second, func(a, b file) bool { return a.path == b.path && bytes.Equal(a.content, b.content) }) {
			t.Errorf("%s: two projects of the same name differ", language)
		}
	}
}

func TestRender_intoAnEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := Render(dir, Options{"here", "python", "tools"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(wantFiles["python"], written(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestRender_refusesAFolderWithSomethingInIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte("mine\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	err := Render(dir, Options{"mine", "rust", "tools"})
	var exists *ExistsError
	if !errors.As(err, &exists) || exists.Dir != dir {
		t.Errorf("error %v, want *ExistsError for %s", err, dir)
	}
	if diff := cmp.Diff([]string{"notes.txt"}, written(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	checkAlone(t, dir)
}

func TestRender_refusesAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	var exists *ExistsError
	if err := Render(name, Options{"file", "rust", "tools"}); !errors.As(err, &exists) {
		t.Errorf("error %v, want *ExistsError", err)
	}
	// Below a file there is no folder.
	if err := Render(filepath.Join(name, "below"), Options{"below", "rust", "tools"}); err == nil {
		t.Error("a project was written below a file")
	}
	checkAlone(t, name)
}

func TestRender_refusesOptions(t *testing.T) {
	for _, test := range []struct {
		options Options
		want    string
	}{
		{Options{"My_Tool", "rust", "tools"}, `"My_Tool" is not a valid name: '_' is not a letter from a to z, a digit or a hyphen`},
		{Options{"x", "cobol", "tools"}, `"cobol" is not a language that there is a template for: there are python, rust, typescript`},
		{Options{"x", "rust", "magic"}, `"magic" is not a type that there is a template for: there are middleware, prompts, resources, tools`},
	} {
		dir := filepath.Join(t.TempDir(), "project")
		err := Render(dir, test.options)
		if err == nil || err.Error() != test.want {
			t.Errorf("%+v: error %v, want %s", test.options, err, test.want)
		}
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%+v: something was written", test.options)
		}
	}
}

func TestRender_locksTheProjectAmongItsPackages(t *testing.T) {
	for _, name := range []string{"aaa", "serde", "zzz"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := Render(dir, Options{name, "rust", "tools"}); err != nil {
			t.Fatal(err)
		}
		var names []string
		for line := range strings.Lines(read(t, dir, "Cargo.lock")) {
			if n, ok := strings.CutPrefix(line, "name = "); ok {
				names = append(names, n)
			}
		}
		if !slices.IsSorted(names) || !slices.Contains(names, `"`+name+`"`+"\n") {
			t.Errorf("%s: packages are locked in this order: %q", name, names)
		}
	}
}

// written lists the files below a folder, sorted.
func written(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
