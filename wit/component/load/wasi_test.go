package load

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// packages are those of WASI that have to be among what is tested.
var packages = []string{
	"wasi:cli@0.2.12", "wasi:cli@0.3.0", "wasi:clocks@0.2.12", "wasi:clocks@0.3.0", "wasi:config@0.2.0-rc.1",
	"wasi:filesystem@0.2.12", "wasi:filesystem@0.3.0", "wasi:http@0.2.12", "wasi:http@0.3.0", "wasi:io@0.2.12",
	"wasi:keyvalue@0.2.0-draft", "wasi:random@0.2.12", "wasi:random@0.3.0", "wasi:sockets@0.2.12", "wasi:sockets@0.3.0",
	"wasi:tls@0.2.0-draft", "wasi:tls@0.3.0-draft",
}

// Each package of WASI by itself: its JSON and its binary are those of the reference tools, and it
// comes back from binary as the same WIT.
func TestPackages_wasiEach(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	var names []string
	for _, w := range wasi {
		deps := filepath.Join(oracle.Crate(t, w.crate), filepath.FromSlash(w.folder), "deps")
		entries, err := os.ReadDir(deps)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range entries {
			path := isolated(t, deps, entries, i)
			r, err := Path(path, wit.Options{AllFeatures: true})
			if err != nil {
				t.Fatal(err)
			}
			name := r.Main.Name.String()
			if slices.Contains(names, name) {
				continue // stands beside another crate too
			}
			names = append(names, name)
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				if len(r.Main.Interfaces) == 0 {
					t.Errorf("%s has no interfaces", e.Name())
				}
				compare(t, tool, path, wit.Options{AllFeatures: true}, "--all-features")
			})
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(packages, names); diff != "" {
		t.Errorf("other packages than are to be tested (-want +got):\n%s", diff)
	}
}

// isolated returns a folder with one of the packages in deps, and the others as what it may refer to.
func isolated(t *testing.T, deps string, entries []os.DirEntry, main int) string {
	t.Helper()
	root := t.TempDir()
	for i, e := range entries {
		to := root
		if i != main {
			to = filepath.Join(root, "deps", e.Name())
		}
		from := filepath.Join(deps, e.Name())
		if e.IsDir() {
			if err := os.CopyFS(to, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if i == main {
			to = filepath.Join(root, e.Name())
		}
		b, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
