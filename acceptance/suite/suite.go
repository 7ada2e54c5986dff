// Package suite reads the test suites of the Component Model: the standard's own and that of wasm-tools,
// which the crate of wasm-tools has both.
package suite

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
)

// crate is the crate that has the suites. scripts/tools/cargo.sh names its version too.
const crate = "wasm-tools-1.262.0"

// Set is a suite: a folder of the crate.
type Set string

// The suites.
const (
	Standard  Set = "tests/component-model/test"
	WasmTools Set = "tests/cli/component-model"
	// Gates has what is refused where feature gates are closed.
	Gates Set = "tests/cli/missing-features/component-model"
)

// File is a file of a suite.
type File struct {
	// Name is its path in the suite, such as validation/kebab.wast.
	Name string
	// Features are what the file asks wasm-tools to turn on.
	Features []string
	Commands []Command
	// Err is why wasm-tools cannot read the file, which then has no commands.
	Err error

	dir string
}

// Command is a command of a file.
type Command struct {
	Type       string
	Line       int
	Name       string // of a definition
	Instance   string // of an instance that is made
	Module     string // the definition that it is made of
	Filename   string
	ModuleType string `json:"module_type"`
	Text       string
	Action     Action
	Expected   []Value
}

// Action is a call of an exported function, of the last instance where Module is empty.
type Action struct {
	Type, Module, Field string
	Args                []Value
}

// Value is a value of the component model.
type Value struct {
	Type  string
	Value json.RawMessage
}

// Binary returns the component that a command is about; false where there is none, or it is text or a core
// module.
func (f *File) Binary(t testing.TB, c Command) ([]byte, bool) {
	t.Helper()
	if c.Filename == "" || c.ModuleType == "text" {
		return nil, false
	}
	b, err := os.ReadFile(filepath.Join(f.dir, c.Filename))
	if err != nil {
		t.Fatal(err)
	}
	const layer = 6
	return b, len(b) <= layer || b[layer] != 0
}

// Read reads a suite. Without the crate and wasm-tools the test is skipped, and fails under CI.
func Read(t testing.TB, set Set) []*File {
	t.Helper()
	tool := tools.Need(t, "wasm-tools")
	root := filepath.Join(tools.Crate(t, crate), filepath.FromSlash(string(set)))
	var paths []string
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if filepath.Ext(path) == ".wast" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files in %s: %v", root, err)
	}
	slices.Sort(paths)
	files := make([]*File, len(paths))
	for i, path := range paths {
		name, err := filepath.Rel(root, path)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = read(t, tool, path, filepath.ToSlash(name))
	}
	return files
}

func read(t testing.TB, tool, path, name string) *File {
	t.Helper()
	f := &File{Name: name, dir: t.TempDir()}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Features = features(string(text))
	script := filepath.Join(f.dir, "commands.json")
	if err := exec.Command(tool, "json-from-wast", path, "--wasm-dir", f.dir, "-o", script).Run(); err != nil {
		f.Err = err
		return f
	}
	b, err := os.ReadFile(script)
	if err == nil {
		err = json.Unmarshal(b, f)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

// features returns the features that the comments a file begins with turn on, and those that they turn off
// with a hyphen before them.
func features(text string) (on []string) {
	head, _, _ := strings.Cut(text, "(")
	words := strings.FieldsFunc(head, func(r rune) bool { return strings.ContainsRune(" ,=\n", r) })
	for _, w := range words {
		if strings.HasPrefix(strings.TrimPrefix(w, "-"), "cm") {
			on = append(on, w)
		}
	}
	return on
}
