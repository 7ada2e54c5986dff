package compose_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// allParts returns the names of all parts, in order.
func allParts(t testing.TB) (names []string) {
	t.Helper()
	files, err := filepath.Glob("testdata/parts/*.wasm")
	if err != nil || len(files) == 0 {
		t.Fatalf("no parts: %v", err)
	}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(filepath.Base(f), ".wasm"))
	}
	slices.Sort(names)
	return names
}

// random is a graph that some bytes tell how to make.
type random struct {
	bytes []byte
	parts [][]byte
	nodes []*compose.Node
}

// next returns a number below n; 0 once the bytes are used up.
func (r *random) next(n int) int {
	if len(r.bytes) == 0 || n == 0 {
		return 0
	}
	b := r.bytes[0]
	r.bytes = r.bytes[1:]
	return int(b) % n
}

func (r *random) options() (o compose.Options) {
	o.ImportVersion = compose.ImportVersion(r.next(3))
	o.PlainNames = compose.PlainNames(r.next(3))
	o.Strip = compose.Strip(r.next(4))
	o.KeepDuplicates = r.next(4) == 0
	o.ExplicitExports = r.next(4) == 0
	switch r.next(4) {
	case 1:
		o.Host = func(name string) bool { return strings.HasPrefix(name, "wasi:") }
	case 2:
		o.Host = func(name string) bool { return !strings.Contains(name, "types") }
	}
	return o
}

// compose makes the graph. What cannot be done is left out.
func (r *random) compose(t testing.TB) (*compose.Output, error) {
	t.Helper()
	g := compose.New(r.options())
	for len(r.bytes) > 0 {
		switch r.next(8) {
		case 0, 1, 2:
			c, err := g.Add(compose.Input{Name: "part.wasm", Bytes: r.parts[r.next(len(r.parts))]})
			if err != nil {
				t.Fatal(err)
			}
			r.nodes = append(r.nodes, g.Instantiate(c, string(rune('a'+len(r.nodes)%26))))
		case 3, 4:
			if importer, exporter := r.node(), r.node(); importer != nil {
				g.ConnectMatching(importer, exporter)
			}
		case 5:
			importer, exporter := r.node(), r.node()
			if importer == nil {
				continue
			}
			imports, exports := importer.Component().Type().Imports, exporter.Component().Type().Exports
			if len(imports) > 0 && len(exports) > 0 {
				// May be connected already.
				_ = g.Connect(importer, r.pick(imports), exporter, r.pick(exports))
			}
		default:
			if n := r.node(); n != nil && len(n.Component().Type().Exports) > 0 {
				name := r.pick(n.Component().Type().Exports)
				// May be exported already.
				_ = g.ExportAs(n, name, []string{name, "plain-" + n.Label(), "t:x/" + n.Label() + "@1.0.0"}[r.next(3)])
			}
		}
	}
	return g.Encode(compose.Metadata{Name: "result", Tool: "test"})
}

func (r *random) node() *compose.Node {
	if len(r.nodes) == 0 {
		return nil
	}
	return r.nodes[r.next(len(r.nodes))]
}

func (r *random) pick(externs []types.Extern) string { return externs[r.next(len(externs))].Name.Name }

// FuzzGraph makes a graph of parts as the bytes say: that is an error, or a component that can be read,
// and composed with nothing to one that asks for the same.
func FuzzGraph(f *testing.F) {
	var parts [][]byte
	for _, name := range allParts(f) {
		parts = append(parts, partBytes(f, name))
	}
	generator := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		f.Add(randomBytes(generator))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 300 {
			b = b[:300]
		}
		out, err := (&random{bytes: b, parts: parts}).compose(t)
		if err != nil {
			return
		}
		again(t, out)
	})
}

// again composes a result with nothing.
func again(t *testing.T, out *compose.Output) {
	t.Helper()
	b := out.Bytes()
	if out.Size() != int64(len(b)) {
		t.Errorf("size %d of %d bytes", out.Size(), len(b))
	}
	if _, err := component.Decode(b); err != nil {
		t.Fatalf("the result cannot be decoded: %v", err)
	}
	g := compose.New(compose.Options{ImportVersion: compose.ImportExact})
	c, err := g.Add(compose.Input{Name: "result.wasm", Bytes: b})
	if err != nil {
		t.Fatalf("the result has no type: %v", err)
	}
	n := g.Instantiate(c, "result")
	for _, e := range c.Type().Exports {
		if err := g.Export(n, e.Name.Name); err != nil {
			t.Fatal(err)
		}
	}
	second, err := g.Encode(compose.Metadata{})
	if err != nil {
		t.Fatalf("the result cannot be composed: %v", err)
	}
	sorted := func(s []string) []string { return slices.Sorted(slices.Values(s)) }
	if !slices.Equal(sorted(out.Exports), sorted(second.Exports)) {
		t.Errorf("exports %v became %v", out.Exports, second.Exports)
	}
}

func randomBytes(r *rand.Rand) []byte {
	b := make([]byte, 10+r.IntN(120))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

var (
	graphs = flag.Int("graphs", 300, "how many random graphs to make")
	seed   = flag.Uint64("seed", 5, "of random graphs")
)

// TestEncode_random has wasm-tools validate what comes of random graphs.
func TestEncode_random(t *testing.T) {
	t.Parallel()
	var parts [][]byte
	for _, name := range allParts(t) {
		if name != "later" { // which no validator knows
			parts = append(parts, partBytes(t, name))
		}
	}
	generator := rand.New(rand.NewPCG(*seed, 6))
	dir := t.TempDir()
	valid := 0
	for range *graphs {
		b := randomBytes(generator)
		out, err := (&random{bytes: b, parts: parts}).compose(t)
		if err != nil {
			continue
		}
		valid++
		again(t, out)
		file := filepath.Join(dir, "out.wasm")
		if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(tools.Need(t, "wasm-tools"), "validate", "--features", "all", file)
		if message, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("the graph of %x is not valid: %s\n%s", b, message, describe(t, out, out.Bytes()))
		}
	}
	t.Logf("%d of %d random graphs can be composed", valid, *graphs)
	if valid < *graphs/10 {
		t.Errorf("only %d of %d random graphs can be composed", valid, *graphs)
	}
}
