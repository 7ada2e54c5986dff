package diff

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/wasmcp/wasmcp-go/wit"
)

// Each file of testdata/components has a world before and after, as a component's would be, and what
// is said of a component of the one that takes the place of a component of the other.
func TestComponents(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "components", "*.txt"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			old, replacement := root(t, archive, "old.wit"), root(t, archive, "new.wit")
			got := Components(old, replacement).String()
			for _, w := range []*wit.World{old, replacement} {
				if r := Components(w, w); len(r.Changes) > 0 || !r.Verdict().OK {
					t.Errorf("changes of a component against itself: %s", r)
				}
			}
			compare(t, path, archive, got)
		})
	}
}

func root(t *testing.T, a *txtar.Archive, name string) *wit.World {
	t.Helper()
	w := parse(t, a, name).World("root")
	if w == nil {
		t.Fatalf("%s has no world root", name)
	}
	return w
}
