package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What is no file is written to, and never replaced by one: -o /dev/null is not to end the device.
func TestReplaceFile_pipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	// Open for both, it waits for nobody.
	r, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := ReplaceFile(pipe, Readable, hello); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Fatalf("%s is %v, %v, want a pipe", pipe, info, err)
	}
	got := make([]byte, 16)
	n, err := r.Read(got)
	if string(got[:n]) != "hello" || err != nil {
		t.Errorf("read %q, %v, want %q", got[:n], err, "hello")
	}
}

func TestReplaceFile_link(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, link := filepath.Join(dir, "file"), filepath.Join(dir, "link")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Fatal(err)
	}
	if err := ReplaceFile(link, Readable, hello); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(link); to != "file" {
		t.Errorf("%s leads to %q, %v, want %q", link, to, err, "file")
	}
	if got, err := os.ReadFile(file); string(got) != "hello" {
		t.Errorf("%s has %q, %v, want %q", file, got, err, "hello")
	}
}

func hello(f *os.File) error {
	_, err := f.WriteString("hello")
	return err
}

// Nobody can do more with a file that is written than the user's mask lets them, nor than with the one
// that was there.
func TestReplaceFile_mode(t *testing.T) {
	for _, c := range []struct {
		mode, was, mask, want fs.FileMode
	}{
		{Readable, 0, 0o022, 0o644},
		{Readable, 0, 0o077, 0o600},
		{Secret, 0, 0, 0o600},
		{Secret, 0o666, 0o022, 0o600},
		{Readable, 0o600, 0o022, 0o600},
		{Readable, 0o640, 0o022, 0o640},
		{Readable, 0o755, 0o022, 0o644},
		{Readable, 0o400, 0o022, 0o600},
	} {
		file := filepath.Join(t.TempDir(), "file")
		if c.was != 0 {
			if err := errors.Join(os.WriteFile(file, nil, 0o600), os.Chmod(file, c.was)); err != nil {
				t.Fatal(err)
			}
		}
		old := syscall.Umask(int(c.mask))
		err := ReplaceFile(file, c.mode, hello)
		syscall.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(file); err != nil || info.Mode() != c.want {
			t.Errorf("%+v: mode = %v, %v", c, info.Mode(), err)
		}
	}
}
