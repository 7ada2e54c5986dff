package mcp

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestBooleanSchemas(t *testing.T) {
	for schema, want := range map[string][]string{
		`{"type":"object","properties":{"data":true,"a/b":{"items": false}}}`: {"/properties/data", "/properties/a~1b/items"},
		`{"anyOf":[true,{"not":true}],"$defs":{"x":false}}`:                   {"/anyOf/0", "/anyOf/1/not", "/$defs/x"},
		`{"items":[true]}`: {"/items/0"},
		`{"additionalProperties":false,"const":true,"enum":[true],"default":{"properties":{"a":true}},"examples":[{"items":true}],"uniqueItems":true}`: nil,
		`{"additionalProperties":{"items":true},"dependencies":{"a":["b"]}}`:                                                                           {"/additionalProperties/items"},
		`true`:                nil,
		`{"properties":true}`: nil,
		`nonsense`:            nil,
	} {
		if got := BooleanSchemas(json.RawMessage(schema)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", schema, got, want)
		}
	}
}
