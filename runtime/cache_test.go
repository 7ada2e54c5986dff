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

func TestCompile_fromCache(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		var done, total int
		c := load(t, "../bench/guests/dist/hello.wasm", runtime.Config{CacheDir: dir, Progress: func(d, n int) { done, total = d, n }})
		if done == 0 || done != total {
			t.Errorf("progress ended at %d of %d", done, total)
		}
		if status, _ := get(t, serve(t, c, runtime.HandlerOptions{}).URL); status != 200 {
			t.Errorf("status %d, want 200", status)
		}
	}
}
