package compose_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"runtime"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// heavy is a part with a core module of so many bytes in it, the last of which is mark.
func heavy(t *testing.T, part string, size int, mark byte) []byte {
	t.Helper()
	body := bytes.Repeat([]byte{1, 'x', 7, 11}, size/4)
	body[len(body)-1] = mark
	module := append(binary.AppendUvarint([]byte("\x00asm\x01\x00\x00\x00\x00"), uint64(len(body))), body...)
	c, err := component.Decode(partBytes(t, part))
	if err != nil {
		t.Fatal(err)
	}
	c.Sections = append(c.Sections, &component.CoreModule{Bytes: module})
	return c.Encode()
}

// allocated links inputs without connecting them and returns the result, and what was allocated.
func allocated(t *testing.T, o compose.Options, inputs ...[]byte) (*compose.Output, uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var in []compose.Input
	for _, b := range inputs {
		in = append(in, compose.Input{Name: "heavy.wasm", Bytes: b})
	}
	compose.Decode(in)
	g := compose.New(o)
	for i := range in {
		c, err := g.Add(in[i])
		if err != nil {
			t.Fatal(err)
		}
		g.Instantiate(c, "heavy")
	}
	out, err := g.Encode(compose.Metadata{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.WriteTo(io.Discard); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return out, after.TotalAlloc - before.TotalAlloc
}

// Bodies of whatever size, equal or not, are not copied before they are written.
func TestEncode_allocatesNothingForBodies(t *testing.T) {
	const size, most = 64 << 20, 1 << 20
	one := heavy(t, "counter", size, 1)
	equal := heavy(t, "step", size, 1)
	other := heavy(t, "sum", size, 2)
	out, n := allocated(t, compose.Options{}, one, equal, other)
	if n > most {
		t.Errorf("linking components of 64 MB allocates %d bytes, want at most %d", n, most)
	}
	if out.Size() > 2*size+most || out.Size() < 2*size {
		t.Errorf("the result has %d bytes, want one copy of the two equal modules and the third", out.Size())
	}
}

// All that is looked at of bodies is given back.
func TestEncode_releases(t *testing.T) {
	const size = 3 << 20
	released := 0
	release := func(b []byte) {
		if len(b) <= 1<<20 { // larger ones were looked at in a few places
			released += len(b)
		}
	}
	_, _ = allocated(t, compose.Options{Release: release}, heavy(t, "counter", size, 1), heavy(t, "step", size, 1))
	if released < 2*size {
		t.Errorf("of two equal modules of %d bytes, %d bytes were released", size, released)
	}
	released = 0
	_, _ = allocated(t, compose.Options{Release: release}, heavy(t, "counter", size, 1), heavy(t, "step", size+4, 1))
	if released != 0 {
		t.Errorf("of modules whose sizes differ, %d bytes were looked at", released)
	}
}

// Decoding beforehand changes nothing, and what is wrong is told by Add all the same.
func TestDecode(t *testing.T) {
	t.Parallel()
	in := []compose.Input{{Name: "a", Bytes: partBytes(t, "counter")}, {Name: "b", Bytes: []byte("text")}, {Name: "c", Bytes: partBytes(t, "step")}}
	compose.Decode(in)
	if in[0].Decoded == nil || in[1].Decoded != nil || in[2].Decoded == nil {
		t.Fatalf("decoded are %v", in)
	}
	if _, err := compose.New(compose.Options{}).Add(in[1]); err == nil {
		t.Error("Add takes text for a component")
	}
	results := make([][]byte, 2)
	for i, in := range [][]compose.Input{in[:1], {{Name: "a", Bytes: in[0].Bytes}}} {
		g := compose.New(compose.Options{})
		c, err := g.Add(in[0])
		if err != nil {
			t.Fatal(err)
		}
		g.Instantiate(c, "a")
		out, err := g.Encode(compose.Metadata{})
		if err != nil {
			t.Fatal(err)
		}
		results[i] = out.Bytes()
	}
	if !bytes.Equal(results[0], results[1]) {
		t.Error("a component that was decoded before gives another result")
	}
}
