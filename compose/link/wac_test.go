package link_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/diff"
)

// What wac makes with its plug and compose commands, link makes with one line: a component of the
// same world, that runs as the other one does. docs/composing.md shows these.
func TestLink_likeWac(t *testing.T) {
	t.Parallel()
	wac := tools.Need(t, "wac")
	parts, err := filepath.Abs(filepath.Join("..", "testdata", "parts"))
	if err != nil {
		t.Fatal(err)
	}
	part := func(name string) string { return filepath.Join(parts, name+".wasm") }
	tests := []struct {
		name   string
		args   []string // of wac
		source string   // what wac compose reads
		link   string   // as in testdata
	}{
		{
			name: "plug",
			args: []string{"plug", part("talk"), "--plug", part("say")},
			link: "add talk talk\nadd say say\nrun 0 ab",
		},
		{
			name: "several plugs",
			args: []string{"plug", part("sum"), "--plug", part("twin-a"), "--plug", part("twin-b")},
			link: "add sum sum\nadd twin-a twin-a\nadd twin-b twin-b\nrun 0",
		},
		{
			name: "implicit arguments, spread exports",
			args: []string{"compose", "--dep", "t:say=" + part("say"), "--dep", "t:talk=" + part("talk")},
			source: `package t:composition;
let say = new t:say { ... };
let talk = new t:talk { ...say, ... };
export talk...;
`,
			link: "add talk talk\nadd say say\nrun 0 ab",
		},
		{
			name: "named arguments, exports under other names",
			args: []string{"compose", "--dep", "t:counter=" + part("counter"), "--dep", "t:step=" + part("step"), "--dep", "t:sum=" + part("sum")},
			source: `package t:composition;
let counter = new t:counter { ... };
let one = new t:step { "t:c/counter@1.0.0": counter["t:c/counter@1.0.0"], ... };
let two = new t:step { "t:c/counter@1.0.0": counter["t:c/counter@1.0.0"], ... };
let sum = new t:sum { "t:c/left@1.0.0": one["t:c/step@1.0.0"], "t:c/right@1.0.0": two["t:c/step@1.0.0"], ... };
export sum...;
export one["t:c/step@1.0.0"] as "t:c/first@1.0.0";
`,
			link: `add sum sum
add one step
add two step
add counter counter
connect sum.t:c/left one.t:c/step
connect sum.t:c/right two.t:c/step
export sum
export one.t:c/step t:c/first@1.0.0
run 0`,
		},
		{
			name: "left to the host",
			args: []string{"compose", "--dep", "t:step=" + part("step")},
			source: `package t:composition;
let step = new t:step { ... };
export step...;
`,
			link: "add step step\nadd counter counter\nhost step.t:c/counter\nexport step",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := filepath.Join(dir, "wac.wasm")
			args := append(tt.args, "-o", file)
			if tt.source != "" {
				path := filepath.Join(dir, "source.wac")
				if err := os.WriteFile(path, []byte(tt.source), 0o644); err != nil {
					t.Fatal(err)
				}
				args = append(args, path)
			}
			if out, err := exec.Command(wac, args...).CombinedOutput(); err != nil {
				t.Fatalf("wac: %v\n%s", err, out)
			}
			theirs, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := read(t, tt.link)
			_, out, err := s.linked()
			if err != nil {
				t.Fatal(err)
			}
			s.check(t, out)
			if r := diff.Components(world(t, theirs), world(t, out.Bytes())); len(r.Changes) > 0 {
				t.Errorf("wac's world and ours differ: %s", r)
			}
		})
	}
}

func world(t *testing.T, b []byte) *wit.World {
	t.Helper()
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	w, err := component.World(c)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
