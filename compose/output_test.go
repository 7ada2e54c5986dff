package compose_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

func TestOutput_writes(t *testing.T) {
	g := compose.New(compose.Options{})
	c, err := g.Add(compose.Input{Name: "talk.wasm", Bytes: partBytes(t, "talk")})
	if err != nil {
		t.Fatal(err)
	}
	g.Instantiate(c, "talk")
	out, err := g.Encode(compose.Metadata{Custom: []component.Custom{{Name: "own", Data: []byte("data")}}})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	n, err := out.WriteTo(&b)
	if err != nil || n != out.Size() || !bytes.Equal(b.Bytes(), out.Bytes()) {
		t.Errorf("wrote %d bytes (%v), want %d, those that Bytes returns", n, err, out.Size())
	}
	decoded, err := component.Decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	last, _ := decoded.Sections[len(decoded.Sections)-1].(*component.Custom)
	if last == nil || last.Name != "own" || string(last.Data) != "data" {
		t.Errorf("the last section is %v, want the custom one that was asked for", last)
	}
}

// failing takes some bytes and no more.
type failing struct{ left int }

var errFull = errors.New("full")

func (f *failing) Write(b []byte) (int, error) {
	if len(b) > f.left {
		n := f.left
		f.left = 0
		return n, errFull
	}
	f.left -= len(b)
	return len(b), nil
}

func TestOutput_writeFails(t *testing.T) {
	g := compose.New(compose.Options{})
	c, err := g.Add(compose.Input{Name: "talk.wasm", Bytes: partBytes(t, "talk")})
	if err != nil {
		t.Fatal(err)
	}
	g.Instantiate(c, "talk")
	out, err := g.Encode(compose.Metadata{})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := out.WriteTo(&failing{left: 1000}); n != 1000 || !errors.Is(err, errFull) {
		t.Errorf("WriteTo returns %d, %v; want 1000, %v", n, err, errFull)
	}
}

func TestEncode_warnsOfManyInstances(t *testing.T) {
	for instances, warnings := range map[int]int{1000: 0, 1001: 1} {
		g := compose.New(compose.Options{})
		c, err := g.Add(compose.Input{Name: "counter.wasm", Bytes: partBytes(t, "counter")})
		if err != nil {
			t.Fatal(err)
		}
		for i := range instances {
			g.Instantiate(c, fmt.Sprintf("counter-%d", i))
		}
		out, err := g.Encode(compose.Metadata{})
		if err != nil {
			t.Fatal(err)
		}
		if len(out.Warnings) != warnings {
			t.Errorf("%d instances: warnings %q, want %d", instances, out.Warnings, warnings)
		}
	}
}

func TestAdd_equalBytes(t *testing.T) {
	g := compose.New(compose.Options{})
	var added []*compose.Component
	for _, part := range []string{"counter", "step", "counter", "step-newer"} { // the last two steps have one size
		c, err := g.Add(compose.Input{Name: part, Bytes: bytes.Clone(partBytes(t, part))})
		if err != nil {
			t.Fatal(err)
		}
		added = append(added, c)
	}
	if added[0] != added[2] {
		t.Error("equal bytes were added twice")
	}
	if added[1] == added[3] {
		t.Error("different bytes were taken for equal")
	}
}

func TestAdd_invalid(t *testing.T) {
	g := compose.New(compose.Options{})
	_, err := g.Add(compose.Input{Name: "text.wasm", Bytes: []byte("a text file")})
	var header *component.HeaderError
	if !errors.As(err, &header) {
		t.Fatalf("Add returns %v, want a HeaderError", err)
	}
	if want := "text.wasm: "; err.Error()[:len(want)] != want {
		t.Errorf("the error is %q, want it to begin with %q", err, want)
	}
}

// TestCheck_joins has errors of two kinds at once.
func TestCheck_joins(t *testing.T) {
	g := compose.New(compose.Options{Host: func(string) bool { return false }})
	node := func(part, label string) *compose.Node {
		c, err := g.Add(compose.Input{Name: part, Bytes: partBytes(t, part)})
		if err != nil {
			t.Fatal(err)
		}
		return g.Instantiate(c, label)
	}
	step, wide := node("step", "step"), node("counter-wide", "wide")
	g.ConnectMatching(step, wide)
	node("sum", "sum")
	err := g.Check()
	var mismatch *compose.TypeError
	var missing *compose.MissingImportsError
	if !errors.As(err, &mismatch) || !errors.As(err, &missing) {
		t.Fatalf("Check returns %v, want a TypeError and a MissingImportsError", err)
	}
	if mismatch.Importer != "step" || mismatch.Mismatch.Want != "u32" || len(missing.Missing) != 2 {
		t.Errorf("Check returns %v", err)
	}
}
