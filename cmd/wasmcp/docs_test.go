package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/commands"
)

// TestDocs runs the commands of the guide's pages, those after "$ " in blocks of console, and compares
// what they print with what stands below them. They find the components that the composer is tested
// with, and the files of testdata/docs; the blocks of a page follow one another in one directory.
func TestDocs(t *testing.T) {
	docs, err := filepath.Abs(filepath.Join("..", "..", "docs"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, pattern := range []string{"../../compose/testdata/parts/*.wasm", "testdata/docs/*"} {
		paths, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no files at %s: %v", pattern, err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[filepath.Base(path)] = b
		}
	}
	for _, page := range []string{"composing.md", "wit.md"} {
		t.Run(page, func(t *testing.T) {
			path := filepath.Join(docs, page)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			for name, b := range files {
				if err := os.WriteFile(name, b, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got := rerun(t, string(text))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(sizes.ReplaceAllString(string(text), "SIZE"), sizes.ReplaceAllString(got, "SIZE")); diff != "" {
				t.Errorf("docs/%s is not what is printed (-page +printed):\n%s", page, diff)
			}
		})
	}
}

// sizes may differ from those on a page: they are what is improved most often.
var sizes = regexp.MustCompile(`[0-9]+(\.[0-9]+)? k?B\b`)

// rerun returns a page with what its commands print.
func rerun(t *testing.T, page string) string {
	t.Helper()
	var out strings.Builder
	inside, ran := false, 0
	for line := range strings.Lines(page) {
		switch command, ok := strings.CutPrefix(line, "$ "); {
		case line == "```console\n":
			inside = true
			out.WriteString(line)
		case inside && line == "```\n":
			inside = false
			out.WriteString(line)
		case inside && ok:
			ran++
			out.WriteString(line)
			out.WriteString(execute(t, strings.Fields(command)))
		case !inside:
			out.WriteString(line)
		}
	}
	if ran == 0 {
		t.Error("no commands")
	}
	return out.String()
}

// execute runs a command and returns all that it prints. Only cat and wasmcp are there.
func execute(t *testing.T, words []string) string {
	t.Helper()
	var b bytes.Buffer
	switch words[0] {
	case "cat":
		text, err := os.ReadFile(words[1])
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	case "wasmcp":
		commands.Main(t.Context(), cli.Process{Args: words[1:], Stdin: strings.NewReader(""), Stdout: &b, Stderr: &b})
	default:
		t.Fatalf("no command %q", words[0])
	}
	return b.String()
}
