package server_test

import (
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/server"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// What a server was made of is in the server: its providers, and the framework by name and version.
func TestMadeOf(t *testing.T) {
	t.Parallel()
	options := chain.Options{Components: []chain.Source{provider(t, "calculator")}, StateKey: "0123456789abcdef"}
	plan, err := server.Plan(t.Context(), server.Options{NoIntrospect: true, Chain: options})
	if err != nil {
		t.Fatal(err)
	}
	out, err := plan.Compose()
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.Decode(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	d, err := chain.Describe(c)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, i := range server.MadeOf(c, d, nil) {
		parts[i.Name] = i.Part
		if !strings.HasPrefix(i.Digest.String(), "sha256:") {
			t.Errorf("%s has the digest %q", i.Name, i.Digest)
		}
	}
	if part, ok := parts["calculator.wasm"]; !ok || part != "" || parts["transport"] != "transport" {
		t.Errorf("it is made of %v", parts)
	}
	if !server.HoldsSecret(out.Bytes()) || server.HoldsSecret(provider(t, "calculator").Bytes) || server.HoldsSecret([]byte("no component")) {
		t.Error("the server holds a secret, and nothing else does")
	}
}
