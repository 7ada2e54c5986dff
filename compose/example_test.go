package compose_test

import (
	"fmt"
	"log"
	"os"

	"github.com/wasmcp/wasmcp-go/compose"
)

// One component counts, and the other one asks it: step is given what counter exports.
func Example() {
	read := func(file string) []byte {
		b, err := os.ReadFile("testdata/parts/" + file)
		if err != nil {
			log.Fatal(err)
		}
		return b
	}
	g := compose.New(compose.Options{})
	step, err := g.Add(compose.Input{Name: "step.wasm", Bytes: read("step.wasm")})
	if err != nil {
		log.Fatal(err)
	}
	counter, err := g.Add(compose.Input{Name: "counter.wasm", Bytes: read("counter.wasm")})
	if err != nil {
		log.Fatal(err)
	}
	user, used := g.Instantiate(step, "step"), g.Instantiate(counter, "counter")
	fmt.Println(g.ConnectMatching(user, used), "import is connected")
	if err := g.Export(user, "t:c/step@1.0.0"); err != nil {
		log.Fatal(err)
	}
	out, err := g.Encode(compose.Metadata{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("imports", out.Imports, "exports", out.Exports)
	// Output:
	// 1 import is connected
	// imports [] exports [t:c/step@1.0.0]
}
