package materials_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: %s", path, diff)
	}
}

func sample(t *testing.T) (materials.Item, []materials.Item) {
	t.Helper()
	r, err := oci.ParseReference("ghcr.io/acme/weather:1.2.0+7@" + digest.FromString("m").String())
	if err != nil {
		t.Fatal(err)
	}
	weather := materials.Item{Name: "weather", Digest: digest.FromString("l"), Reference: &r,
		Metadata: component.Metadata{Authors: "Acme <a@acme.example>", Licenses: "MIT OR Apache-2.0", Homepage: "https://acme.example",
			Source: "https://github.com/acme/weather", Description: "The weather & more"}}
	server := materials.Item{Name: "server", Digest: digest.FromString("server"), Metadata: component.Metadata{Version: "0.1.0"}}
	return server, []materials.Item{
		{Name: "transport", Part: "transport", Digest: digest.FromString("t"), Metadata: component.Metadata{Version: "0.1.0"}},
		weather, weather,
		{Name: "clock.wasm", Digest: digest.FromString("c")},
	}
}

func TestCycloneDX(t *testing.T) {
	server, items := sample(t)
	got, err := materials.CycloneDX(server, items, materials.Tool{Name: "wasmcp", Version: "0.1.0"}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "bom.json", got)
}

func TestProvenance(t *testing.T) {
	server, items := sample(t)
	got := materials.Provenance(items, materials.Build{
		Builder: "https://github.com/acme/server/.github/workflows/release.yml", Tool: materials.Tool{Name: "wasmcp", Version: "0.1.0"},
		Parameters: map[string]string{"runtime": "wasmtime", "name": "server"},
		Source:     oci.Checkout{Source: "https://github.com/acme/server", Revision: "0123456789abcdef0123456789abcdef01234567"},
		Invocation: "run-7", Started: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
	})
	golden(t, "provenance.json", materials.Statement(server, materials.ProvenancePredicate, got))
}

func TestRead(t *testing.T) {
	c := &component.Component{}
	for _, s := range (component.Metadata{Version: "1.0.0", Licenses: "MIT"}).Customs() {
		c.Sections = append(c.Sections, s)
	}
	b := c.Encode()
	i, err := materials.Read("x", b)
	if err != nil || i.Metadata.Version != "1.0.0" || i.Digest != digest.FromBytes(b) {
		t.Errorf("%+v, %v", i, err)
	}
	if _, err := materials.Read("x", []byte("x")); err == nil {
		t.Error("text is a component")
	}
}
