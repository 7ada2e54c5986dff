package atomicfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"
)

// files lists a directory.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	for _, text := range []string{"one", "two"} {
		if err := atomicfile.Write(path, 0o600, atomicfile.Bytes([]byte(text))); err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != text {
			t.Errorf("it has %q, %v, want %q", b, err, text)
		}
	}
	if names := files(t, dir); len(names) != 1 {
		t.Errorf("there are %q, want a.txt alone", names)
	}
}

// A failure leaves what was there, and nothing else.
func TestWrite_fails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.txt")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the source broke")
	err := atomicfile.Write(path, 0o600, func(f *os.File) error {
		if _, err := f.WriteString("half"); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("error = %v, want %v", err, broken)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != "before" {
		t.Errorf("it has %q, %v", b, err)
	}
	if names := files(t, dir); len(names) != 1 {
		t.Errorf("there are %q, want a.txt alone", names)
	}
	if err := atomicfile.Write(filepath.Join(dir, "missing", "a.txt"), 0o600, atomicfile.Bytes(nil)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a directory that is not there: %v", err)
	}
	if err := atomicfile.Write(dir, 0o600, atomicfile.Bytes(nil)); err == nil {
		t.Error("a directory was replaced")
	}
}

func TestWriteIn(t *testing.T) {
	t.Parallel()
	work, dir := t.TempDir(), t.TempDir()
	path := filepath.Join(dir, "a.txt")
	err := atomicfile.WriteIn(work, path, 0o600, func(f *os.File) error {
		if names := files(t, dir); names != nil {
			t.Errorf("before it is whole there are %q", names)
		}
		return nil
	})
	if err != nil || len(files(t, dir)) != 1 || files(t, work) != nil {
		t.Errorf("%v: %q, %q", err, files(t, dir), files(t, work))
	}
}
