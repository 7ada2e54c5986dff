package cachekey

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/wasmcp/wasmcp-go/internal/private"
)

func load(t *testing.T, dir string) []byte {
	t.Helper()
	key, err := Load(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(key) != Size || bytes.Equal(key, make([]byte, Size)) {
		t.Fatalf("key = %x", key)
	}
	return key
}

func TestLoad(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state", "wasmcp")
	first := load(t, dir)
	if second := load(t, dir); !bytes.Equal(first, second) {
		t.Errorf("key = %x, then %x", first, second)
	}
	if other := load(t, t.TempDir()); bytes.Equal(first, other) {
		t.Error("two directories have one key")
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, Name): 0o600, filepath.Join(dir, Name+".lock"): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want mode %v", path, info.Mode(), err, want)
		}
	}
}

// A key that is damaged, or that others may know, is none.
func TestLoad_makesANewOne(t *testing.T) {
	replace := func(b []byte, mode os.FileMode) func(path string) error {
		return func(path string) error {
			return errors.Join(os.WriteFile(path, b, 0o600), os.Chmod(path, mode))
		}
	}
	cases := map[string]func(path string) error{
		"missing":   os.Remove,
		"empty":     replace(nil, 0o600),
		"cut off":   replace(make([]byte, Size-1), 0o600),
		"too long":  replace(make([]byte, Size+1), 0o600),
		"very long": replace(make([]byte, 1<<20), 0o600),
	}
	if runtime.GOOS != "windows" {
		cases["readable"] = func(path string) error { return os.Chmod(path, 0o644) }
		cases["writable"] = func(path string) error { return os.Chmod(path, 0o620) }
		cases["a link"] = func(path string) error {
			return errors.Join(os.Rename(path, path+".real"), os.Symlink(path+".real", path))
		}
		cases["a device"] = func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/dev/zero", path)) }
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			old := load(t, dir)
			if err := change(filepath.Join(dir, Name)); err != nil {
				t.Fatal(err)
			}
			now := load(t, dir)
			if bytes.Equal(old, now) {
				t.Error("the old key is used")
			}
			if again := load(t, dir); !bytes.Equal(now, again) {
				t.Error("the new one is not kept")
			}
		})
	}
}

func TestLoad_refuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if key, err := Load(t.Context(), filepath.Join(file, "state")); err == nil {
		t.Errorf("key = %x below a file", key)
	}
	taken := t.TempDir()
	if err := os.MkdirAll(filepath.Join(taken, Name, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	if key, err := Load(t.Context(), taken); err == nil {
		t.Errorf("key = %x where a directory has its name", key)
	}
	if runtime.GOOS == "windows" {
		return
	}
	shared := filepath.Join(t.TempDir(), "shared")
	if err := errors.Join(os.Mkdir(shared, 0o700), os.Chmod(shared, 0o777)); err != nil {
		t.Fatal(err)
	}
	if key, err := Load(t.Context(), filepath.Join(shared, "state")); !errors.As(err, new(*private.Error)) {
		t.Errorf("key = %x in a shared directory, error %v", key, err)
	}
}

const child = "WASMCP_TEST_KEY_DIR"

func TestLoad_child(t *testing.T) {
	dir := os.Getenv(child)
	if dir == "" {
		t.Skip("another test runs this one in processes of its own")
	}
	if err := os.WriteFile(os.Getenv(child+"_OUT"), load(t, dir), 0o600); err != nil {
		t.Fatal(err)
	}
}

// However many processes begin at once, there is one key.
func TestLoad_manyProcesses(t *testing.T) {
	dir, outs := t.TempDir(), t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestLoad_child$")
			cmd.Env = append(os.Environ(), child+"="+dir, child+"_OUT="+filepath.Join(outs, string(rune('a'+i))))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	want := load(t, dir)
	for i := range 8 {
		if got, err := os.ReadFile(filepath.Join(outs, string(rune('a'+i)))); err != nil || !bytes.Equal(got, want) {
			t.Errorf("process %d had %x, %v; want %x", i, got, err, want)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left are %v", left)
	}
}

// A lock that is no regular file is told of: to open a pipe would wait for ever.
func TestLoad_lock(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"a directory": func(path string) error { return os.Mkdir(path, 0o700) },
		"a pipe":      mkfifo,
	} {
		dir := t.TempDir()
		if err := put(filepath.Join(dir, Name+".lock")); errors.Is(err, errors.ErrUnsupported) {
			continue
		} else if err != nil {
			t.Fatal(err)
		}
		_, err := Load(t.Context(), dir)
		if wrong := (*private.Error)(nil); !errors.As(err, &wrong) {
			t.Errorf("%s: %v, want that it is no regular file", name, err)
		}
	}
}
