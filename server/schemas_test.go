package server

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/wasmcp/wasmcp-go/mcp"
)

func TestOptions_warnOfSchemas(t *testing.T) {
	var got []string
	o := Options{Warn: func(text string) { got = append(got, text) }}
	o.warnOfSchemas("a.wasm", mcp.Definition{Name: "t", JSON: json.RawMessage(`{"inputSchema":{"properties":{"data":true}},"outputSchema":{"items":false}}`)})
	o.warnOfSchemas("a.wasm", mcp.Definition{Name: "u", JSON: json.RawMessage(`{"inputSchema":{"additionalProperties":false}}`)})
	want := []string{
		`a.wasm: tool "t": its input schema has true or false for a schema, first at /properties/data; clients before 2026-07-28 get {} or {"not":{}} there`,
		`a.wasm: tool "t": its output schema has true or false for a schema, first at /items; clients before 2026-07-28 get {} or {"not":{}} there`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("warnings %q, want %q", got, want)
	}
}
