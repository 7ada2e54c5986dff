package compose_test

import (
	"crypto/sha256"
	"math/rand/v2"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
)

// TestEncode_anyOrder makes the same graph again and again, its components and instances in another
// order every time, and always gets the same bytes.
func TestEncode_anyOrder(t *testing.T) {
	t.Parallel()
	parts := []string{
		"counter", "counter-next", "step", "step-newer", "sum", "handles", "user", "forward", "say", "talk",
		"twin-a", "twin-b", "deep-a", "deep-b", "shape", "drawer", "everything", "everything-user", "plain", "debug",
	}
	connections := [][2]string{
		{"step", "counter"}, {"step-newer", "counter"}, {"user", "handles"}, {"talk", "say"}, {"drawer", "shape"},
		{"everything-user", "everything"}, {"sum", "deep-a"}, {"sum", "twin-b"},
	}
	random := rand.New(rand.NewPCG(1, 2))
	var want [sha256.Size]byte
	for run := range 50 {
		g := compose.New(compose.Options{})
		nodes := make(map[string]*compose.Node)
		for _, i := range random.Perm(len(parts)) {
			c, err := g.Add(compose.Input{Name: parts[i], Bytes: partBytes(t, parts[i])})
			if err != nil {
				t.Fatal(err)
			}
			nodes[parts[i]] = g.Instantiate(c, parts[i])
		}
		for _, i := range random.Perm(len(connections)) {
			c := connections[i]
			if g.ConnectMatching(nodes[c[0]], nodes[c[1]]) == 0 {
				t.Fatalf("%v: nothing matches", c)
			}
		}
		for _, name := range []string{"talk", "user"} {
			for _, e := range nodes[name].Component().Type().Exports {
				if err := g.ExportAs(nodes[name], e.Name.Name, "run-"+name); err != nil {
					t.Fatal(err)
				}
			}
		}
		out, err := g.Encode(compose.Metadata{Name: "result"})
		if err != nil {
			t.Fatal(err)
		}
		switch got := sha256.Sum256(out.Bytes()); {
		case run == 0:
			want = got
			pipe(t, out.Bytes(), "wasm-tools", "validate", "--features", "all")
		case got != want:
			t.Fatalf("run %d gives %x, the first one %x", run, got, want)
		}
	}
}
