package chain_test

import (
	"fmt"
	"log"
	"os"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
)

// A plan says who plays which part, before anything is written. Package server asks providers for
// their names as well.
func ExampleNewPlan() {
	calculator, err := os.ReadFile("../../testdata/providers/calculator/calculator.wasm")
	if err != nil {
		log.Fatal(err)
	}
	options := chain.Options{
		Components: []chain.Source{{Name: "calculator.wasm", Bytes: calculator}},
		Framework:  map[chain.Part]chain.Source{},
		Contract:   "0.1.0",
		Info:       chain.Info{Name: "demo", Version: "1.0.0"},
	}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		b, _, err := framework.Component(string(part))
		if err != nil {
			log.Fatal(err)
		}
		options.Framework[part] = chain.Source{Name: string(part), Bytes: b}
	}
	plan, err := chain.NewPlan(chain.Server, options)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan.Roles())
	fmt.Println(plan.Links[0].Providers[0].Capabilities)
	out, err := plan.Compose()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Exports)
	// Output:
	// [provider]
	// [tools]
	// [wasi:http/incoming-handler@0.2.0 wasi:cli/run@0.2.0]
}
