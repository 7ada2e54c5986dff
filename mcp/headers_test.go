package mcp

import (
	"encoding/json"
	"testing"
)

func TestHeaderParams_wrong(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ properties, want string }{
		{`"a":{"type":"string","x-mcp-header":"Region"},"b":{"type":"integer","x-mcp-header":"N"},"c":{"type":"boolean","x-mcp-header":"x.y"}`, ""},
		{`"a":{"type":"string","x-mcp-header":""}`, `x-mcp-header "" is not the name of a header`},
		{`"a":{"type":"string","x-mcp-header":"Re ion"}`, `x-mcp-header "Re ion" is not the name of a header`},
		{`"a":{"type":"string","x-mcp-header":"R\u00e9gion"}`, `x-mcp-header "Région" is not the name of a header`},
		{`"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"object","properties":{"c":{"type":"string","x-mcp-header":"a"}}}`, `x-mcp-header "a" is there twice`},
		{`"a":{"type":"array","x-mcp-header":"A"}`, `x-mcp-header "A" is at a property of type "array" (want string, integer or boolean)`},
		{`"a":{"x-mcp-header":"A"}`, `x-mcp-header "A" is at a property of type any (want string, integer or boolean)`},
	} {
		var wrong string
		for _, p := range HeaderParams(json.RawMessage(`{"type":"object","properties":{` + tt.properties + `}}`)) {
			if p.Wrong != "" {
				wrong = p.Wrong
			}
		}
		if wrong != tt.want {
			t.Errorf("%s: %q, want %q", tt.properties, wrong, tt.want)
		}
	}
}
