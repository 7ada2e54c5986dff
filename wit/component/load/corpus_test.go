package load

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// What the reference implementation's own tests expect of their inputs we do too: the JSON form,
// type for type.
func TestCorpus_json(t *testing.T) {
	t.Parallel()
	root := filepath.Join(oracle.Crate(t, "wit-parser"), "tests", "ui")
	for _, path := range corpus(t, root) {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(strings.TrimSuffix(path, ".wit") + ".wit.json")
			if err != nil {
				t.Fatal(err)
			}
			r, err := Path(assembled(t, path), wit.Options{Features: []string{"active"}})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), strings.TrimSpace(string(r.JSON()))); diff != "" {
				t.Errorf("JSON mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// assembled returns path, or a copy in which dependencies that are components in the text format are
// binaries.
func assembled(t *testing.T, path string) string {
	t.Helper()
	wats, err := filepath.Glob(filepath.Join(path, "deps", "*.wat"))
	if err != nil || len(wats) == 0 {
		return path
	}
	tool := oracle.Find(t)
	copied := filepath.Join(t.TempDir(), filepath.Base(path))
	if err := os.CopyFS(copied, os.DirFS(path)); err != nil {
		t.Fatal(err)
	}
	for _, wat := range wats {
		name := filepath.Join(copied, "deps", filepath.Base(wat))
		if err := os.WriteFile(strings.TrimSuffix(name, ".wat")+".wasm", tool.Run(t, nil, "parse", wat), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

// corpus returns the inputs in a folder.
func corpus(t *testing.T, root string) []string {
	t.Helper()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "parse-fail" || filepath.Ext(e.Name()) == ".wit" {
			paths = append(paths, filepath.Join(root, e.Name()))
		}
	}
	if len(paths) < 20 {
		t.Fatalf("only %d inputs in %s", len(paths), root)
	}
	return paths
}

var place = regexp.MustCompile(`--> \S*?([^/\s]+\.wit):(\d+):\d+`)

// elsewhere are refused inputs that we mark in another line: cycles where one part refers to the
// next, the name of a package that is documented twice, and where a world of another package gets a name.
var elsewhere = map[string]bool{
	"bad-include2.wit": true, "bad-include3.wit": true, "include-cycle.wit": true, "use-cycle1.wit": true, "use-cycle4.wit": true,
	"multiple-package-inline-cycle.wit": true, "multiple-package-docs": true, "use-and-include-world": true,
}

// What the reference implementation refuses we refuse, and at least one of our errors is on the line
// where its error is.
func TestCorpus_refused(t *testing.T) {
	t.Parallel()
	root := filepath.Join(oracle.Crate(t, "wit-parser"), "tests", "ui", "parse-fail")
	for _, path := range corpus(t, root) {
		name := filepath.Base(path)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Path(path, wit.Options{Features: []string{"active"}})
			if err == nil {
				t.Fatal("no error")
			}
			text, readErr := os.ReadFile(strings.TrimSuffix(path, ".wit") + ".wit.result")
			if readErr != nil {
				t.Fatal(readErr)
			}
			m := place.FindSubmatch(text)
			if m == nil || elsewhere[name] {
				return
			}
			want := string(m[1]) + ":" + string(m[2]) + ":"
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %v\nwant one at %s as in\n%s", err, want, text)
			}
		})
	}
}
