// Command demo composes the sample providers into a server, serves it, and calls every tool with an
// official MCP client: the README's first command. It is run from the root of the module, after
// bin/wasmcp is built.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/wasmcp/wasmcp-go/acceptance/process"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "wasmcp-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server := filepath.Join(dir, "server.wasm")
	providers := []string{"testdata/providers/calculator/calculator.wasm", "testdata/providers/text/text.wasm"}
	if err := show("bin/wasmcp", append(append([]string{"compose", "server"}, providers...), "-o", server)...); err != nil {
		return err
	}

	addr, err := process.FreeAddr()
	if err != nil {
		return err
	}
	fmt.Println("\n$ bin/wasmcp serve --addr", addr, "server.wasm")
	host, err := process.Serve(addr, "bin/wasmcp", "serve", "-q", "--addr", addr, server)
	if err != nil {
		return err
	}
	defer host.Stop()

	client := mcp.NewClient(&mcp.Implementation{Name: "demo", Version: "1"}, nil)
	session, err := client.Connect(ctx, &mcp.StreamableClientTransport{Endpoint: "http://" + addr + "/mcp"}, nil)
	if err != nil {
		return err
	}
	defer session.Close()
	return callAll(ctx, session)
}

// show prints a command and runs it.
func show(name string, args ...string) error {
	fmt.Println("$", name, strings.Join(args, " "))
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// callAll lists the server's tools and calls each with arguments that its schema allows.
func callAll(ctx context.Context, session *mcp.ClientSession) error {
	list, err := session.ListTools(ctx, nil)
	if err != nil {
		return err
	}
	fmt.Printf("\n%d tools:\n", len(list.Tools))
	for _, tool := range list.Tools {
		args, err := example(tool.InputSchema)
		if err != nil {
			return fmt.Errorf("%s: %w", tool.Name, err)
		}
		result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: tool.Name, Arguments: args})
		if err != nil {
			return fmt.Errorf("%s: %w", tool.Name, err)
		}
		shown, _ := json.Marshal(args)
		fmt.Printf("  %-12s %-32s → %s\n", tool.Name, shown, text(result))
		if result.IsError {
			return fmt.Errorf("%s answered with an error", tool.Name)
		}
	}
	return nil
}

// example makes arguments from the properties of a schema.
func example(schema any) (map[string]any, error) {
	b, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	var s struct {
		Properties map[string]struct{ Type string }
		Required   []string
	}
	if err := json.Unmarshal(b, &s); err != nil {
		return nil, err
	}
	args := map[string]any{}
	for i, name := range s.Required {
		switch s.Properties[name].Type {
		case "number", "integer":
			args[name] = []int{44, 2, 3, 5}[i%4]
		case "boolean":
			args[name] = true
		default:
			args[name] = "Hello, components"
		}
	}
	return args, nil
}

// text is what a result says.
func text(r *mcp.CallToolResult) string {
	var parts []string
	for _, c := range r.Content {
		if t, ok := c.(*mcp.TextContent); ok {
			parts = append(parts, t.Text)
		}
	}
	return strings.Join(parts, " ")
}
