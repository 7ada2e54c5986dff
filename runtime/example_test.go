package runtime_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// A component is compiled once, and each call gets a fresh instance: it counts from 1 again.
func Example() {
	ctx := context.Background()
	counter, err := os.ReadFile("../compose/testdata/parts/counter.wasm")
	if err != nil {
		log.Fatal(err)
	}
	c, err := runtime.Compile(ctx, counter, runtime.Config{MemoryLimit: 64 << 20})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close(ctx)
	for range 2 {
		n, err := c.Call(ctx, "t:c/counter@1.0.0", "next")
		fmt.Println(n, err)
	}
	// Output:
	// 1 <nil>
	// 1 <nil>
}
