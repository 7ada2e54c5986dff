package framework_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/framework/internal/sources"
)

// budgets are the most that each component may weigh, in bytes; all of them
// together may weigh total.
var budgets = map[string]int{
	"capabilities":             63_000,
	"context":                  50_000,
	"context-streams":          54_000,
	"sessions-keyvalue-draft":  53_000,
	"sessions-keyvalue-draft2": 53_000,
	"state-key-environment":    5_000,
	"transport":                150_000,
}

// total is the most that the framework may weigh without what only some servers have: a session
// store, and a key from the environment.
const total = 260_000

func TestDist_isWhatTheManifestSays(t *testing.T) {
	manifest, err := framework.Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(manifest.Parts) != len(sources.Names) {
		t.Fatalf("the manifest has %d parts, want %d", len(manifest.Parts), len(sources.Names))
	}
	for i, part := range manifest.Parts {
		if part.Name != sources.Names[i] {
			t.Errorf("part %d is %s, want %s", i, part.Name, sources.Names[i])
		}
		data, _, err := framework.Component(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		if got := hex.EncodeToString(sum[:]); got != part.SHA256 {
			t.Errorf("%s.wasm has SHA-256 %s, the manifest says %s", part.Name, got, part.SHA256)
		}
		if len(data) != part.Size {
			t.Errorf("%s.wasm has %d bytes, the manifest says %d", part.Name, len(data), part.Size)
		}
	}
}

func TestDist_isBuiltFromTheseSources(t *testing.T) {
	manifest, err := framework.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range manifest.Parts {
		digest, err := sources.Digest(os.DirFS(".."), part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if digest != part.Sources {
			t.Errorf("%s.wasm was built from other sources than these: run make framework", part.Name)
		}
	}
}

func TestDist_isSmall(t *testing.T) {
	manifest, err := framework.Load()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, part := range manifest.Parts {
		if part.Size > budgets[part.Name] {
			t.Errorf("%s.wasm has %d bytes, its budget is %d", part.Name, part.Size, budgets[part.Name])
		}
		switch part.Name {
		case "capabilities", "context", "transport":
			sum += part.Size
		}
	}
	if sum > total {
		t.Errorf("the components that every server has have %d bytes, their budget is %d", sum, total)
	}
}

func TestComponent_unknown(t *testing.T) {
	_, _, err := framework.Component("engine")
	if err == nil || err.Error() != "engine: not a framework component" {
		t.Errorf("Component(engine) = %v", err)
	}
}
