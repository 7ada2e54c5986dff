package load

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

// Texts that are nearly right are refused by us where the reference implementation refuses them, and
// where neither does we make the same of them.
func TestMutated_oracle(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	mutations := uint64(60)
	if n, err := strconv.ParseUint(os.Getenv("WIT_MUTATIONS"), 10, 64); err == nil {
		mutations = n
	}
	var texts []string
	for _, pattern := range []string{"../../mcp/mcp.wit", "../testdata/wit/*.wit", "testdata/*.wit"} {
		paths, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			texts = append(texts, string(text))
		}
	}
	accepted := 0
	path := filepath.Join(t.TempDir(), "a.wit")
	for seed := range mutations {
		text := oracle.Mutate(seed, texts)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		want, refused := tool.Try(nil, "component", "wit", "--all-features", "--json", path)
		r, err := Path(path, wit.Options{AllFeatures: true})
		if err == nil {
			accepted++
		} else if refused == nil { // what a validator finds in the binary, as we do before
			_, refused = tool.Try(nil, "component", "wit", "--all-features", "--wasm", path)
		}
		switch {
		case (err == nil) != (refused == nil):
			t.Errorf("seed %d: error %v, of wasm-tools %s\n%s", seed, err, oracle.Stderr(refused), text)
		case err != nil:
		case string(want) != string(r.JSON()):
			t.Errorf("seed %d: JSON differs:\n%s", seed, text)
		default:
			c, err := component.EncodePackage(r.Main)
			if err != nil {
				t.Errorf("seed %d: %v", seed, err)
				continue
			}
			b := tool.Run(t, nil, "component", "wit", "--all-features", "--wasm", "--skip-validation", path)
			sameBinary(t, tool, without(c, "package-docs-of-dependencies").Encode(), withoutProducers(t, b))
			again(t, r.Main, c.Encode())
			if t.Failed() {
				t.Fatalf("seed %d:\n%s", seed, text)
			}
		}
	}
	t.Logf("%d of %d texts are right", accepted, mutations)
	if accepted < int(mutations)/10 {
		t.Errorf("only %d of %d texts are right", accepted, mutations)
	}
}

// sameBinary compares binaries of one package. Where worlds include others, the reference encoder
// writes some equal types of theirs more than once, and ours does not; then both are to be read as
// the same WIT.
func sameBinary(t *testing.T, tool oracle.Tool, got, want []byte) {
	t.Helper()
	if bytes.Equal(got, want) {
		return
	}
	if len(got) >= len(want) {
		t.Errorf("binary of %d bytes, of wasm-tools %d", len(got), len(want))
	}
	if _, err := tool.Try(want, "validate", "--features", "all"); err != nil {
		return // that setters take what getters return is not seen before
	}
	tool.Run(t, got, "validate", "--features", "all")
	if diff := cmp.Diff(string(tool.Run(t, want, "component", "wit")), string(tool.Run(t, got, "component", "wit"))); diff != "" {
		t.Errorf("WIT of the binary mismatch (-wasm-tools +got):\n%s", diff)
	}
}
