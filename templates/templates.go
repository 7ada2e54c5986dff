package templates

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

//go:embed all:rust all:python all:typescript
var trees embed.FS

// Options says what to make.
type Options struct {
	// Name is the project's name, see [CheckName].
	Name string
	// Language is one of [Languages].
	Language string
	// Type is one of [Types] of the language.
	Type string
}

// Languages are the languages that there are templates for, sorted.
func Languages() []string { return folders(".") }

// Types are the types of component that there are templates for in a language, sorted.
func Types(language string) []string {
	if !slices.Contains(Languages(), language) {
		return nil
	}
	return folders(language)
}

// UnknownError reports a language or type that there is no template for.
type UnknownError struct {
	What  string // "language" or "type"
	Value string
	Known []string
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("%q is not a %s that there is a template for: there are %s",
		e.Value, e.What, strings.Join(e.Known, ", "))
}

// check refuses options that no project can be made from.
func (o Options) check() error {
	if err := CheckName(o.Name); err != nil {
		return err
	}
	if known := Languages(); !slices.Contains(known, o.Language) {
		return &UnknownError{What: "language", Value: o.Language, Known: known}
	}
	if known := Types(o.Language); !slices.Contains(known, o.Type) {
		return &UnknownError{What: "type", Value: o.Type, Known: known}
	}
	return nil
}

// Render writes a new project to dir, which must not exist or be empty. If it fails, dir is as it
// was.
func Render(dir string, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	files, err := o.files()
	if err != nil {
		return err
	}
	return writeNew(dir, files)
}

// file is a file of a project; its path has slashes.
type file struct {
	path    string
	content []byte
}

// shared are the files that every type of a language has from the tree of its tools.
var shared = map[string][]string{
	"python": {
		".gitignore", "Makefile.tmpl", "requirements.txt", "wasmcp/sandbox.py", "wasmcp/sandboxed.py", "wasmcp/texts.py",
	},
	"rust": {".cargo/config.toml", ".gitignore", "Makefile.tmpl", "src/wasi.rs"},
	"typescript": {
		".gitignore", "Makefile.tmpl", "build.mjs", "bundle.config.js", "limit-stack.mjs", "package-lock.json",
		"src/engine.ts", "src/quickjs.d.ts", "src/texts.ts", "tsconfig.json", "tsconfig.node.json",
		"wit/deps/cli.wit", "wit/deps/io.wit", "wit/deps/random.wit", "wit/engine.wit.tmpl",
	},
}

// files are the project's files, sorted by path.
func (o Options) files() ([]file, error) {
	files := []file{{"wit/mcp.wit", []byte(mcp.WIT)}}
	add := func(root, name string) error {
		content, err := trees.ReadFile(path.Join(root, name))
		if err != nil {
			return err
		}
		if plain, ok := strings.CutSuffix(name, ".tmpl"); ok {
			name = plain
			if content, err = o.expand(name, content); err != nil {
				return err
			}
		}
		if path.Base(name) == "Cargo.lock" {
			content = sortPackages(content)
		}
		files = append(files, file{name, content})
		return nil
	}
	root := path.Join(o.Language, o.Type)
	err := fs.WalkDir(trees, root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		return add(root, strings.TrimPrefix(name, root+"/"))
	})
	if err != nil {
		return nil, err
	}
	if o.Type != "tools" {
		for _, name := range shared[o.Language] {
			if err := add(path.Join(o.Language, "tools"), name); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return files, nil
}

// World is the name of the contract's world that the project's component is of.
func (o Options) World() string {
	if o.Type == "middleware" {
		return o.Type
	}
	return o.Type + "-component"
}

// expand fills in a template.
func (o Options) expand(name string, text []byte) ([]byte, error) {
	parsed, err := template.New(name).Option("missingkey=error").Parse(string(text))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = parsed.Execute(&out, o)
	return out.Bytes(), err
}

// sortPackages orders the entries of a Cargo.lock by name, as Cargo does, since the project's own
// entry moves with its name.
func sortPackages(lock []byte) []byte {
	const separator = "\n\n[[package]]\n"
	head, rest, _ := strings.Cut(strings.TrimSuffix(string(lock), "\n"), separator)
	packages := strings.Split(rest, separator)
	slices.SortStableFunc(packages, func(a, b string) int {
		nameA, _, _ := strings.Cut(a, "\n")
		nameB, _, _ := strings.Cut(b, "\n")
		return strings.Compare(nameA, nameB)
	})
	return []byte(head + separator + strings.Join(packages, separator) + "\n")
}

// folders are the names of the folders in a folder of the trees, sorted.
func folders(in string) []string {
	entries, err := trees.ReadDir(in)
	if err != nil {
		panic(fmt.Sprintf("templates: %v", err)) // in is one of our own names
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// ExistsError reports that the folder to write a project to is there already.
type ExistsError struct{ Dir string }

func (e *ExistsError) Error() string {
	return e.Dir + ": already there, and not an empty folder"
}

// writeNew writes files to a folder that is new or empty. It writes them to another folder beside
// it, which then takes its place.
func writeNew(dir string, files []file) error {
	dir = filepath.Clean(dir)
	if err := checkFree(dir); err != nil {
		return err
	}
	// Of the folders above dir, what is missing is made and stays.
	if err := os.MkdirAll(filepath.Dir(dir), 0o777); err != nil {
		return err
	}
	beside, err := os.MkdirTemp(filepath.Dir(dir), ".new-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(beside)

	// Inside, so that the project has the permissions of any new folder.
	root := filepath.Join(beside, "project")
	for _, file := range files {
		name := filepath.Join(root, filepath.FromSlash(file.path))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(name, file.content, 0o666); err != nil {
			return err
		}
	}
	// Not every system replaces an empty folder when one is renamed to it.
	if err := os.Remove(dir); err != nil && !os.IsNotExist(err) {
		return &ExistsError{dir}
	}
	return os.Rename(root, dir)
}

// checkFree refuses a folder that has something in it, and what is not a folder.
func checkFree(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil || len(entries) > 0:
		return &ExistsError{dir}
	}
	return nil
}
