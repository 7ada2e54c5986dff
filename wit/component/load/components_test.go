package load

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// The components that the reference implementation is tested with have the worlds that it finds in
// them, and what is printed of those is a fixed point.
func TestCorpus_components(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	root := filepath.Join(oracle.Crate(t, "wit-component"), "tests", "components")
	paths, err := filepath.Glob(filepath.Join(root, "*", "component.wat"))
	if err != nil || len(paths) < 100 {
		t.Fatalf("only %d components in %s (error %v)", len(paths), root, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			b := tool.Run(t, nil, "parse", path)
			want := tool.Run(t, b, "component", "wit")
			r, err := Bytes("component.wasm", b, wit.Options{})
			if err != nil {
				t.Fatal(err)
			}
			text := wit.PrintAll(r.Main)
			if diff := cmp.Diff(oracle.Normalise(t, string(want)), oracle.Normalise(t, text)); diff != "" {
				t.Errorf("WIT mismatch (-wasm-tools +got):\n%s", diff)
			}
			again, err := wit.Options{AllFeatures: true}.Parse([]wit.Source{{Name: "printed.wit", Text: text}})
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			if diff := cmp.Diff(text, wit.PrintAll(again.Main)); diff != "" {
				t.Errorf("not a fixed point (-printed +printed again):\n%s", diff)
			}
		})
	}
}
