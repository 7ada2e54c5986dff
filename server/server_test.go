package server_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/server"
)

// provider reads one of the sample providers.
func provider(t *testing.T, name string) chain.Source {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "providers", name, name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return chain.Source{Name: name + ".wasm", Bytes: b}
}

// Whoever composes by this package, with nothing said of introspection, gets names that have owners.
func TestPlan_asks(t *testing.T) {
	t.Parallel()
	plan, err := server.Plan(t.Context(), server.Options{Chain: chain.Options{Components: []chain.Source{provider(t, "calculator")}}})
	if err != nil {
		t.Fatal(err)
	}
	if offer := plan.Links[0].Providers[0].Offer; offer == nil || !slices.Contains(offer.Tools, "add") {
		t.Errorf("the calculator offers %+v, expected the tool add among it", offer)
	}
}

func TestPlan_withoutAsking(t *testing.T) {
	t.Parallel()
	plan, err := server.Plan(t.Context(), server.Options{NoIntrospect: true, Chain: chain.Options{Components: []chain.Source{provider(t, "calculator")}}})
	if err != nil {
		t.Fatal(err)
	}
	if offer := plan.Links[0].Providers[0].Offer; offer != nil {
		t.Errorf("nobody was asked, and the calculator offers %+v", offer)
	}
}

// Two owners of one name are refused, by what they are called here.
func TestPlan_duplicates(t *testing.T) {
	t.Parallel()
	c := provider(t, "calculator")
	_, err := server.Plan(t.Context(), server.Options{Specs: []string{"a/calculator.wasm", "b/calculator.wasm"}, Chain: chain.Options{Components: []chain.Source{c, c}}})
	var duplicates *server.DuplicatesError
	if !errors.As(err, &duplicates) || !slices.Equal(duplicates.Specs, []string{"a/calculator.wasm", "b/calculator.wasm"}) {
		t.Errorf("error = %v, expected one about a/calculator.wasm and b/calculator.wasm", err)
	}
}
