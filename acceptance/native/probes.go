//lint:file-ignore SA1019 logging is deprecated, and part of every revision all the same

package main

import (
	"context"
	"errors"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// addProbes registers tools that show what a tool can do besides answering with a text.
func addProbes(server *mcp.Server) {
	add(server, "big", func(_ *mcp.CallToolRequest, in struct {
		Bytes int `json:"bytes"`
	}) string {
		return strings.Repeat("x", in.Bytes)
	})

	mcp.AddTool(server, &mcp.Tool{Name: "fail", Description: "Fails with a message."},
		func(_ context.Context, _ *mcp.CallToolRequest, in struct {
			Message string `json:"message"`
		}) (*mcp.CallToolResult, any, error) {
			return nil, nil, errors.New(in.Message)
		})

	type point struct {
		X int `json:"x"`
		Y int `json:"y"`
	}
	mcp.AddTool(server, &mcp.Tool{Name: "mirror", Description: "Swaps the coordinates of a point."},
		func(_ context.Context, _ *mcp.CallToolRequest, in point) (*mcp.CallToolResult, point, error) {
			return nil, point{X: in.Y, Y: in.X}, nil
		})

	mcp.AddTool(server, &mcp.Tool{Name: "work", Description: "Reports progress and logs."},
		func(ctx context.Context, req *mcp.CallToolRequest, in struct {
			Steps int `json:"steps"`
		}) (*mcp.CallToolResult, any, error) {
			for i := range in.Steps {
				if err := req.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{
					ProgressToken: req.Params.GetProgressToken(), Progress: float64(i + 1), Total: float64(in.Steps), Message: "working",
				}); err != nil {
					return nil, nil, err
				}
			}
			err := req.Session.Log(ctx, &mcp.LoggingMessageParams{Level: "info", Logger: "probe", Data: "done"})
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "done"}}}, nil, err
		})
}
