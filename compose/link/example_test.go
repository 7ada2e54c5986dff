package link_test

import (
	"fmt"
	"log"
	"os"

	"github.com/wasmcp/wasmcp-go/compose/link"
)

// Who supplies whom is found out: sum imports what the twins export.
func Example() {
	var instances []link.Instance
	for _, name := range []string{"sum", "twin-a", "twin-b"} {
		b, err := os.ReadFile("../testdata/parts/" + name + ".wasm")
		if err != nil {
			log.Fatal(err)
		}
		instances = append(instances, link.Instance{Name: name, Source: name + ".wasm", Bytes: b})
	}
	plan, out, err := link.Link(instances, link.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, w := range plan.Instances[0].Wires {
		fmt.Println(w.Import, "from", w.From)
	}
	fmt.Println("exports", out.Exports)
	// Output:
	// t:c/left@1.0.0 from twin-a
	// t:c/right@1.0.0 from twin-b
	// exports [wasi:cli/run@0.2.0]
}
