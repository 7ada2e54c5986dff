//lint:file-ignore SA1019 logging is deprecated, and part of every revision all the same

// Command native is an MCP server made with the Go SDK that offers the tools of the sample
// providers. Tests hold composed servers against it, and benchmarks their speed.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func main() {
	addr := flag.String("http", "", "serve HTTP on this `address`; standard input and output without it")
	echoes := flag.Int("echoes", 0, "offer only this `number` of tools, echo_000 and so on")
	flag.Parse()

	server := mcp.NewServer(&mcp.Implementation{Name: "native", Version: "1.0.0"}, &mcp.ServerOptions{
		Capabilities: &mcp.ServerCapabilities{Logging: &mcp.LoggingCapabilities{}},
	})
	if *echoes > 0 {
		for i := range *echoes {
			addEcho(server, fmt.Sprintf("echo_%03d", i))
		}
	} else {
		addTools(server)
	}
	if *addr == "" {
		if err := server.Run(context.Background(), &mcp.StdioTransport{}); err != nil {
			log.Fatal(err)
		}
		return
	}
	handler := mcp.NewStreamableHTTPHandler(
		func(*http.Request) *mcp.Server { return server },
		&mcp.StreamableHTTPOptions{Stateless: true, JSONResponse: *echoes > 0},
	)
	log.Fatal(http.ListenAndServe(*addr, handler))
}

type operands struct {
	A float64 `json:"a"`
	B float64 `json:"b"`
}

type text struct {
	Text string `json:"text"`
}

func addTools(server *mcp.Server) {
	add(server, "add", func(_ *mcp.CallToolRequest, in operands) string { return fmt.Sprint(in.A + in.B) })
	add(server, "subtract", func(_ *mcp.CallToolRequest, in operands) string { return fmt.Sprint(in.A - in.B) })
	add(server, "reverse", func(_ *mcp.CallToolRequest, in text) string {
		runes := []rune(in.Text)
		for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
			runes[i], runes[j] = runes[j], runes[i]
		}
		return string(runes)
	})
	add(server, "uppercase", func(_ *mcp.CallToolRequest, in text) string { return strings.ToUpper(in.Text) })
	addProbes(server)
}

func addEcho(server *mcp.Server, name string) {
	add(server, name, func(_ *mcp.CallToolRequest, in text) string { return in.Text })
}

// add registers a tool whose answer is one text.
func add[In any](server *mcp.Server, name string, answer func(*mcp.CallToolRequest, In) string) {
	tool := &mcp.Tool{Name: name, Description: "The tool " + name + "."}
	mcp.AddTool(server, tool, func(_ context.Context, req *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: answer(req, in)}}}, nil, nil
	})
}
