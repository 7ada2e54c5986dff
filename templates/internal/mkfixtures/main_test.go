package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestManifest fails where a provider's sources, its template or the contract changed and the
// component was not built again.
func TestManifest(t *testing.T) {
	root := filepath.Join("..", "..", "..", filepath.FromSlash(providers))
	recorded, err := os.ReadFile(filepath.Join(root, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := manifest(root)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(recorded), string(got)); diff != "" {
		t.Errorf("testdata/providers is not built from its sources (-recorded +now); run: make fixtures\n%s", diff)
	}
}

// TestManifest_conformance is the same for the fixtures of the conformance suite.
func TestManifest_conformance(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	recorded, err := os.ReadFile(filepath.Join(root, conformance, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := conformanceManifest(root)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(recorded), string(got)); diff != "" {
		t.Errorf("testdata/conformance is not built from its sources (-recorded +now); run: make fixtures\n%s", diff)
	}
}
