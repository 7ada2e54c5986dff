package mcp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/server"
)

// A component of tools becomes a server, runs in this process, and is asked as any client would ask it.
func Example() {
	ctx := context.Background()
	calculator, err := os.ReadFile("../testdata/providers/calculator/calculator.wasm")
	if err != nil {
		log.Fatal(err)
	}
	plan, err := server.Plan(ctx, server.Options{Chain: chain.Options{
		Components: []chain.Source{{Name: "calculator.wasm", Bytes: calculator}},
	}})
	if err != nil {
		log.Fatal(err)
	}
	out, err := plan.Compose()
	if err != nil {
		log.Fatal(err)
	}
	c, err := runtime.Compile(ctx, out.Bytes(), runtime.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close(ctx)
	handler, err := c.Handler(runtime.HandlerOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer handler.Close()
	client, err := mcp.Connect(ctx, handler, mcp.Options{Name: "example", Version: "1.0.0"})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close(ctx)
	tools, err := client.List(ctx, mcp.Tools)
	if err != nil {
		log.Fatal(err)
	}
	result, err := client.Call(ctx, tools[0], json.RawMessage(`{"a": 2, "b": 3}`))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result.Content[0]))
	// Output:
	// {"type":"text","text":"5"}
}
