package compose_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// A million random bytes never make the decoder, or what works out types, allocate more than a small
// multiple of them, whatever they claim; nor do real components with a few bytes changed.
func TestAdd_memory(t *testing.T) {
	generator := rand.New(rand.NewPCG(7, 8))
	noise := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(generator.Uint32())
		}
		return b
	}
	preamble := (&component.Component{}).Encode()
	check := func(name string, b []byte) {
		t.Helper()
		for what, f := range map[string]func() error{
			"Decode": func() error { _, err := component.Decode(b); return err },
			"Add": func() error {
				_, err := compose.New(compose.Options{}).Add(compose.Input{Name: name, Bytes: b})
				return err
			},
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := f()
			runtime.ReadMemStats(&after)
			if got, most := after.TotalAlloc-before.TotalAlloc, 256<<10+16*uint64(len(b)); got > most {
				t.Errorf("%s: %s allocates %d bytes for %d, want at most %d; error: %v", name, what, got, len(b), most, err)
			}
		}
	}
	const million = 1_000_000
	check("random bytes", noise(million))
	check("random bytes after a header", append(slices.Clone(preamble), noise(million)...))
	for id := range byte(14) {
		for range 4 {
			b := append(slices.Clone(preamble), id)
			b = append(binary.AppendUvarint(b, million), noise(million)...)
			check(fmt.Sprintf("random bytes in section %d", id), b)
			// The number of items is the first thing that a section has.
			count := binary.AppendUvarint(nil, uint64(generator.IntN(million)))
			copy(b[12:], count)
			check(fmt.Sprintf("random items in section %d", id), b)
		}
	}
	for _, part := range allParts(t) {
		b := partBytes(t, part)
		for range 30 {
			changed := slices.Clone(b)
			for range 1 + generator.IntN(4) {
				changed[8+generator.IntN(len(b)-8)] = byte(generator.Uint32())
			}
			check("changed "+part, changed)
		}
	}
}
