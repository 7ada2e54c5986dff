package server_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/server"
)

// A component of tools becomes a whole server, and each tool knows its owner.
func ExamplePlan() {
	calculator, err := os.ReadFile("../testdata/providers/calculator/calculator.wasm")
	if err != nil {
		log.Fatal(err)
	}
	plan, err := server.Plan(context.Background(), server.Options{
		Chain: chain.Options{
			Components: []chain.Source{{
				Name: "calculator.wasm", Bytes: calculator,
				Names: chain.Names{Prefix: "calc_"},
			}},
			Info: chain.Info{Name: "demo", Version: "1.0.0"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range plan.Links[0].Providers[0].Owned() {
		fmt.Println(name.Kind, name.Shown)
	}
	out, err := plan.Compose()
	if err != nil {
		log.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := out.WriteTo(&file); err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Exports)
	// Output:
	// tool calc_add
	// tool calc_subtract
	// [wasi:http/incoming-handler@0.2.0 wasi:cli/run@0.2.0]
}
