package runtime_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime"
)

func TestPruneCache_removesTheOldest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i, name := range []string{"old", "middle", "new"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, make([]byte, 100), 0o644); err != nil {
			t.Fatal(err)
		}
		when := time.Unix(int64(1_000_000+i), 0)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	if err := runtime.PruneCache(dir, 250); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 2 || left[0].Name() != "middle" || left[1].Name() != "new" {
		t.Errorf("left are %v, want middle and new", left)
	}
	if err := runtime.PruneCache(filepath.Join(dir, "none"), 0); err != nil {
		t.Errorf("a directory that does not exist: %v", err)
	}
}

// What was compiled long ago and is used goes last.
func TestPruneCache_keepsWhatIsUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := func() []string {
		found, err := filepath.Glob(filepath.Join(dir, "code", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	compile := func(path string) { load(t, path, runtime.Config{Cache: opened(t, dir)}) }
	compile("../bench/guests/dist/hello.wasm")
	first := files()
	if len(first) == 0 {
		t.Fatal("nothing is kept")
	}
	compile("../bench/guests/dist/echo.wasm")
	var size int64
	for i, f := range files() {
		long := time.Unix(int64(1_000_000+i), 0)
		if err := os.Chtimes(f, long, long); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	compile("../bench/guests/dist/hello.wasm")
	if err := runtime.PruneCache(dir, size-1); err != nil {
		t.Fatal(err)
	}
	for _, f := range first {
		if _, err := os.Stat(f); err != nil {
			t.Errorf("what was used last is gone: %v", err)
		}
	}
	if len(files()) == 0 {
		t.Error("nothing is left")
	}
	if err := runtime.PruneCache(dir, 0); err != nil {
		t.Fatal(err)
	}
	if left := files(); len(left) > 0 {
		t.Errorf("left are %v, want none", left)
	}
	compile("../bench/guests/dist/hello.wasm")
	if len(files()) != len(first) {
		t.Errorf("after it was emptied the cache has %d files, want %d", len(files()), len(first))
	}
}

func TestCompile_fromCache(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		var done, total int
		c := load(t, "../bench/guests/dist/hello.wasm", runtime.Config{Cache: opened(t, dir), Progress: func(d, n int) { done, total = d, n }})
		if done == 0 || done != total {
			t.Errorf("progress ended at %d of %d", done, total)
		}
		if status, _ := get(t, serve(t, c, runtime.HandlerOptions{}).URL); status != 200 {
			t.Errorf("status %d, want 200", status)
		}
	}
}
