package link_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/link"
)

func part(t *testing.T, name, file string) link.Instance {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "parts", file+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return link.Instance{Name: name, Source: file + ".wasm", Bytes: b}
}

// TestLink_advice has errors whose way out leads to no other error.
func TestLink_advice(t *testing.T) {
	t.Parallel()
	// Of two exporters one needs the importer.
	instances := []link.Instance{part(t, "step", "step"), part(t, "counting", "counting"), part(t, "counter", "counter")}
	_, _, err := link.Link(instances, link.Options{})
	ambiguous := (*link.AmbiguousError)(nil)
	if !errors.As(err, &ambiguous) || ambiguous.Choose.Instance != "counter" {
		t.Fatalf("Link = %v, want a choice of counter", err)
	}
	choice := link.Connection{Import: ambiguous.Import, Export: ambiguous.Choose}
	if _, _, err := link.Link(instances, link.Options{Connect: []link.Connection{choice}}); err != nil {
		t.Errorf("with the choice the error is %v", err)
	}

	// Where both do, there is none.
	instances[2] = part(t, "other", "counting")
	_, _, err = link.Link(instances, link.Options{})
	if !errors.As(err, &ambiguous) || ambiguous.Choose != (link.Item{}) {
		t.Fatalf("Link = %v, want no choice", err)
	}
	if _, _, err := link.Link(instances, link.Options{
		Host: []link.Item{ambiguous.Import}, Exports: []link.Export{{Item: link.ParseItem("step.t:c/step")}},
	}); err != nil {
		t.Errorf("left to the host the error is %v", err)
	}

	// A cycle.
	_, _, err = link.Link(instances[:2], link.Options{})
	cycle := (*link.CycleError)(nil)
	if !errors.As(err, &cycle) || cycle.Break == (link.Item{}) {
		t.Fatalf("Link = %v, want an import to leave to the host", err)
	}
	if _, _, err := link.Link(instances[:2], link.Options{Host: []link.Item{cycle.Break}}); err != nil {
		t.Errorf("left to the host the error is %v", err)
	}

	// One that was asked for.
	connect := []link.Connection{
		{Import: link.ParseItem("step.t:c/counter"), Export: link.Item{Name: "counting"}},
		{Import: link.ParseItem("counting.t:c/step"), Export: link.Item{Name: "step"}},
	}
	_, _, err = link.Link(instances[:2], link.Options{Connect: connect})
	if !errors.As(err, &cycle) || cycle.Break != (link.Item{}) || cycle.Connected == (link.Item{}) {
		t.Errorf("Link = %v, want no import to leave to the host, and one that is connected", err)
	}
}
