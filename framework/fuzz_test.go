package framework_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// FuzzTransport sends a server anything over HTTP and over stdio. Whatever it is, no instance
// traps, and every answer is JSON-RPC. The first byte chooses how.
func FuzzTransport(f *testing.F) {
	for _, table := range []string{"http", "stdio"} {
		for _, h := range hostiles(f, table) {
			if body := h.body(f); len(body) < 4096 {
				f.Add(byte(len(h.Name)), "2026-07-28", h.Call, "add", body)
			}
		}
	}
	for way := range byte(4) {
		f.Add(way, "2026-07-28", "tools/call", "echo", []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{},"_meta":`+meta+`}}`))
		f.Add(way, "2025-11-25", "", "", []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"input","arguments":{}}}`))
	}
	o := options(f, sample("calculator"), sample("edges"))
	o.Framework[chain.Sessions] = source(f, "sessions-keyvalue-draft")
	c := server(f, o, runtime.Config{Grants: runtime.Grants{KeyValue: &runtime.MemoryStore{}}})
	var failed error
	handler, err := c.Handler(runtime.HandlerOptions{Failed: func(_ *http.Request, err error) { failed = err }})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, way byte, version, method, name string, body []byte) {
		if strings.Contains(string(body), "trap") {
			t.Skip("the sample has a tool that traps")
		}
		if way&1 == 0 {
			overHTTP(t, handler, version, method, name, body)
			if failed != nil {
				t.Fatal(failed)
			}
		} else {
			overStdio(t, c, body)
		}
	})
}

func overHTTP(t *testing.T, handler http.Handler, version, method, name string, body []byte) {
	r := httptest.NewRequest("POST", "/mcp", bytes.NewReader(body))
	for key, value := range map[string]string{
		"Content-Type": "application/json", "MCP-Protocol-Version": version, "Mcp-Method": method, "Mcp-Name": name,
	} {
		r.Header.Set(key, value)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	answers := w.Body.Bytes()
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
		for event := range strings.SplitSeq(string(answers), "\n\n") {
			if data, ok := strings.CutPrefix(event, "data: "); ok {
				valid(t, []byte(data))
			}
		}
		return
	}
	if w.Code != http.StatusAccepted {
		valid(t, answers)
	}
}

func overStdio(t *testing.T, c *runtime.Component, body []byte) {
	var out bytes.Buffer
	if err := c.Run(t.Context(), runtime.Stdio{In: bytes.NewReader(body), Out: &out, Err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(out.Bytes()) {
		valid(t, line)
	}
}

func valid(t *testing.T, answer []byte) {
	var message struct {
		JSONRPC       string
		Method        *string
		Result, Error json.RawMessage
	}
	if err := json.Unmarshal(answer, &message); err != nil {
		t.Fatalf("answer %q: %v", answer, err)
	}
	if message.JSONRPC != "2.0" || message.Method == nil && (message.Result == nil) == (message.Error == nil) {
		t.Fatalf("answer %s is no JSON-RPC message", answer)
	}
}
