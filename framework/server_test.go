package framework_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// options are those of a server of components, given by their paths.
func options(t testing.TB, paths ...string) chain.Options {
	t.Helper()
	o := chain.Options{
		Framework: map[chain.Part]chain.Source{},
		Info:      chain.Info{Name: "sample", Version: "1.0.0"},
		Contract:  mcp.Version,
		Tool:      "test",
	}
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		o.Components = append(o.Components, chain.Source{Name: filepath.Base(path), Bytes: b})
	}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		o.Framework[part] = source(t, string(part))
	}
	return o
}

func source(t testing.TB, name string) chain.Source {
	t.Helper()
	b, _, err := framework.Component(name)
	if err != nil {
		t.Fatal(err)
	}
	return chain.Source{Name: name, Bytes: b}
}

// server composes and compiles a server.
func server(t testing.TB, o chain.Options, config runtime.Config) *runtime.Component {
	t.Helper()
	plan, err := chain.NewPlan(chain.Server, o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := plan.Compose()
	if err != nil {
		t.Fatal(err)
	}
	c, err := runtime.Compile(context.Background(), out.Bytes(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

// sample is the path of a sample provider.
func sample(name string) string {
	return filepath.Join("..", "testdata", "providers", name, name+".wasm")
}
