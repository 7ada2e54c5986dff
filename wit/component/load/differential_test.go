package load

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/internal/oracle"
)

var generatedPackages = flag.Int("generated", 0, "how many packages to generate (default 300, in make acceptance 10000)")

// refused reports whether wasm-tools refuses a package, as WIT or its binary. What is in the file beside it, and
// not used, it looks at less closely.
func refused(t *testing.T, tool oracle.Tool, text string) bool {
	t.Helper()
	if text == "" {
		return false
	}
	_, err := tool.Try(nil, "component", "wit", "--all-features", "--wasm", oracle.File(t, "a.wit", []byte(text)))
	return err != nil
}

// TestGenerated has packages that are written by chance: what is read and written as a binary is valid to the
// reference implementation, and what is refused it refuses too, as WIT or as a binary.
func TestGenerated(t *testing.T) {
	t.Parallel()
	tool := oracle.Find(t)
	wanted := uint64(300)
	switch {
	case *generatedPackages > 0:
		wanted = uint64(*generatedPackages)
	case tools.IsAcceptance():
		wanted = 10_000
	}
	accepted := 0
	path := filepath.Join(t.TempDir(), "a.wit")
	for seed := range wanted {
		text, other := generate(seed)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := Path(path, wit.Options{AllFeatures: true})
		if err != nil {
			if !refused(t, tool, text) && !refused(t, tool, other) {
				t.Errorf("seed %d: refused, and wasm-tools takes it: %v\n%.2000s", seed, err, text)
			}
			continue
		}
		accepted++
		if len(r.Main.Interfaces)+len(r.Main.Worlds) == 0 {
			continue
		}
		c, err := component.EncodePackage(r.Main)
		if err != nil {
			t.Errorf("seed %d: %v\n%.2000s", seed, err, text)
			continue
		}
		if _, err := tool.Try(c.Encode(), "validate", "--features", "all,-cm-nested-names"); err != nil {
			t.Errorf("seed %d: the binary is not valid: %s\n%.2000s", seed, oracle.Stderr(err), text)
		}
		again(t, r.Main, c.Encode())
	}
	t.Logf("%d of %d packages are right", accepted, wanted)
	if accepted < int(wanted)/3 || accepted > int(wanted)*9/10 {
		t.Errorf("%d of %d packages are right: the test says little", accepted, wanted)
	}
}
