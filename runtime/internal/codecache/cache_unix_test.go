//go:build unix

package codecache

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/private"
)

func addUnixCases(cases map[string]func(t *testing.T, entry, other string)) {
	cases["a pipe"] = func(t *testing.T, entry, _ string) {
		if err := errors.Join(os.Remove(entry), syscall.Mkfifo(entry, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	cases["a device"] = func(t *testing.T, entry, _ string) {
		if err := errors.Join(os.Remove(entry), os.Symlink("/dev/zero", entry)); err != nil {
			t.Fatal(err)
		}
	}
	cases["written by everybody"] = func(t *testing.T, entry, _ string) {
		if err := os.Chmod(entry, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cases["unreadable"] = func(t *testing.T, entry, _ string) {
		if os.Geteuid() == 0 {
			t.Skip("root reads everything")
		}
		if err := os.Chmod(entry, 0); err != nil {
			t.Fatal(err)
		}
	}
	cases["somebody else's"] = func(t *testing.T, entry, _ string) {
		if err := os.Chown(entry, 12345, -1); err != nil {
			t.Skip(err)
		}
	}
}

func TestOpen_notPrivate(t *testing.T) {
	sub := func(mode os.FileMode) string {
		parent := filepath.Join(t.TempDir(), "parent")
		dir := filepath.Join(parent, "cache")
		if err := errors.Join(os.MkdirAll(dir, 0o700), os.Chmod(parent, mode)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	linked := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(sub(0o777), linked); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		dir string
		ok  bool
	}{
		"in the user's":                    {sub(0o755), true},
		"in a shared one":                  {sub(0o777), false},
		"in a shared one, that is sticky":  {sub(0o777 | os.ModeSticky), true},
		"through a link into a shared one": {linked, false},
		"new, below one in a shared one":   {filepath.Join(sub(0o777), "a", "b"), false},
	} {
		_, err := Open(c.dir, key)
		if e := (*private.Error)(nil); (err == nil) != c.ok || err != nil && !errors.As(err, &e) {
			t.Errorf("%s: error = %v, want ok %v", name, err, c.ok)
		}
	}
	mine := filepath.Join(t.TempDir(), "wide")
	if err := errors.Join(os.Mkdir(mine, 0o700), os.Chmod(mine, 0o777)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(mine, key); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(mine); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("mode = %v, %v; want 0700", info.Mode(), err)
	}
	if err := os.Chown(mine, 12345, -1); err != nil {
		t.Skip(err)
	}
	if _, err := Open(mine, key); !errors.As(err, new(*private.Error)) {
		t.Errorf("somebody else's directory: %v", err)
	}
}
