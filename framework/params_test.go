package framework_test

import (
	"net/http/httptest"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// Which arguments have headers is known to a composed server without asking its tools.
func TestParamHeaders_writtenByTheComposer(t *testing.T) {
	t.Parallel()
	o := options(t, sample("calculator"))
	o.Info.ToolsKnown = true
	o.Info.ParamHeaders = []chain.ParamHeader{{Tool: "add", Name: "First", Path: []string{"a"}}, {Tool: "add", Name: "Deep", Path: []string{"in", "deep"}}}
	handler, err := server(t, o, runtime.Config{}).Handler(runtime.HandlerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	mismatch, invalid := -32020, -32602
	for _, tt := range []struct {
		name, call, body string
		headers          map[string]any
		code             *int
	}{
		{"agrees", "add", `{"a":1,"b":2}`, map[string]any{"Mcp-Param-First": "1"}, nil},
		{"agrees, deep", "add", `{"a":1,"b":2,"in":{"deep":"x"}}`, map[string]any{"Mcp-Param-First": "1.0", "Mcp-Param-Deep": "x"}, nil},
		{"missing", "add", `{"a":1,"b":2}`, nil, &mismatch},
		{"missing, deep", "add", `{"a":1,"b":2,"in":{"deep":"x"}}`, map[string]any{"Mcp-Param-First": "1"}, &mismatch},
		{"differs", "add", `{"a":1,"b":2}`, map[string]any{"Mcp-Param-First": "2"}, &mismatch},
		{"twice", "add", `{"a":1,"b":2,"\u0061":3}`, map[string]any{"Mcp-Param-First": "1"}, &invalid},
		{"twice, deep", "add", `{"a":1,"b":2,"in":{"deep":"x"},"in":{"deep":"y"}}`, map[string]any{"Mcp-Param-First": "1", "Mcp-Param-Deep": "x"}, &invalid},
		{"another tool", "subtract", `{"a":1,"b":2}`, map[string]any{"Mcp-Param-First": "2"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := hostile{Modern: true, Call: "tools/call " + tt.call, Headers: tt.headers, Code: tt.code, ID: "q",
				Body: `{"jsonrpc":"2.0","id":"q","method":"tools/call","params":{"name":"` + tt.call + `","arguments":` + tt.body + `,"_meta":{{meta}}}}`}
			status, answer := h.post(t, s.Listener.Addr().String())
			if want := map[bool]int{true: 200, false: 400}[tt.code == nil]; status != want {
				t.Errorf("status %d, want %d", status, want)
			}
			h.check(t, answer)
		})
	}
}
