package tools

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestKept makes something once for a recipe, and anew for every other one.
func TestKept(t *testing.T) {
	t.Setenv("WASMCP_TOOLS", t.TempDir())
	sources := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	made := 0
	kept := func(texts ...string) string {
		t.Helper()
		r := NewRecipe(texts...)
		if err := r.Files(sources, func(name string) bool { return name == "target" }); err != nil {
			t.Fatal(err)
		}
		dir, err := r.Kept("a-thing", func(dir string) error {
			made++
			return os.WriteFile(filepath.Join(dir, "made"), []byte("x"), 0o644)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(filepath.Join(dir, "made")); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	write(filepath.Join(sources, "a"), "bc")
	for _, step := range []struct {
		name   string
		change func()
		texts  []string
		made   bool
	}{
		{"at first", func() {}, []string{"1"}, true},
		{"again", func() {}, []string{"1"}, false},
		{"by other tools", func() {}, []string{"2"}, true},
		{"texts with another border", func() {}, []string{"", "2"}, true},
		{"of a changed file", func() { write(filepath.Join(sources, "a"), "bd") }, []string{"2"}, true},
		{"of a file with another name", func() {
			if err := os.Rename(filepath.Join(sources, "a"), filepath.Join(sources, "ab")); err != nil {
				t.Fatal(err)
			}
			write(filepath.Join(sources, "ab"), "d")
		}, []string{"2"}, true},
		{"with what does not count", func() { write(filepath.Join(sources, "target"), "x") }, []string{"2"}, false},
	} {
		step.change()
		before := made
		kept(step.texts...)
		if (made > before) != step.made {
			t.Errorf("%s: made anew is %v, want %v", step.name, made > before, step.made)
		}
	}

	// What failed is made again, and leaves nothing.
	boom := errors.New("boom")
	for range 2 {
		before := made
		if _, err := NewRecipe("3").Kept("other", func(string) error { made++; return boom }); err != boom || made != before+1 {
			t.Errorf("a failure is %v, and tried %d times", err, made-before)
		}
	}
	if entries, err := os.ReadDir(filepath.Join(Dir(), "kept")); err != nil || len(entries) != made-2 {
		t.Errorf("%v, %v are left, want %d things", entries, err, made-2)
	}
}
