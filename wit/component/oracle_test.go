package component

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// wats returns the components of testdata in the standard's text format.
func wats(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "wat", "*.wat"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no components in testdata/wat: %v", err)
	}
	return paths
}

func parseWat(t testing.TB, tool oracle.Tool, path string) []byte {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return tool.Run(t, src, "parse", "-")
}

// watSeeds returns the components of testdata as binaries, or none without wasm-tools.
func watSeeds(t testing.TB) [][]byte {
	tool, ok := oracle.Installed()
	if !ok {
		return nil
	}
	var seeds [][]byte
	for _, path := range wats(t) {
		seeds = append(seeds, parseWat(t, tool, path))
	}
	return seeds
}

// What the reference encoder writes is read, written back byte for byte, and printed as its golden
// file says.
func TestOracle_roundTrip(t *testing.T) {
	tool := oracle.Find(t)
	for _, path := range wats(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			b := parseWat(t, tool, path)
			c, err := Decode(b)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Encode(); !bytes.Equal(got, b) {
				t.Errorf("Encode() = %x\nwant       %x", got, b)
			}
			golden(t, strings.TrimPrefix(path, "testdata"+string(filepath.Separator))+".golden", Print(c))
		})
	}
}
