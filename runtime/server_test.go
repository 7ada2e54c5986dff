package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/runtime"
	"github.com/wasmcp/wasmcp-go/wit/mcp"
)

// server composes an MCP server of a sample provider.
func server(t testing.TB, config runtime.Config) *runtime.Component {
	t.Helper()
	c, err := runtime.Compile(t.Context(), serverBytes(t), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}

func serverBytes(t testing.TB) []byte {
	t.Helper()
	provider, err := os.ReadFile("../testdata/providers/calculator/calculator.wasm")
	if err != nil {
		t.Fatal(err)
	}
	options := chain.Options{
		Components: []chain.Source{{Name: "calculator.wasm", Bytes: provider}},
		Framework:  map[chain.Part]chain.Source{},
		Info:       chain.Info{Name: "sample", Version: "1.0.0"},
		Contract:   mcp.Version,
		Tool:       "test",
	}
	for _, part := range []chain.Part{chain.Transport, chain.Context, chain.Capabilities} {
		b, _, err := framework.Component(string(part))
		if err != nil {
			t.Fatal(err)
		}
		options.Framework[part] = chain.Source{Name: string(part), Bytes: b}
	}
	plan, err := chain.NewPlan(chain.Server, options)
	if err != nil {
		t.Fatal(err)
	}
	out, err := plan.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const addCall = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":2,"b":40},` +
	`"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`

var addHeaders = map[string]string{
	"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
	"MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "add",
}

// call calls the tool add of a server.
func call(t testing.TB, client *http.Client, url string) (status int, body string) {
	req, err := http.NewRequest("POST", url+"/mcp", strings.NewReader(addCall))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	for k, v := range addHeaders {
		req.Header.Set(k, v)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	if resp.ContentLength != int64(len(b)) {
		t.Errorf("a short answer goes out with the length %d, want %d", resp.ContentLength, len(b))
	}
	return resp.StatusCode, string(b)
}

func TestHandler_composedServer(t *testing.T) {
	t.Parallel()
	for _, reuse := range []int{1, 3} {
		s := serve(t, server(t, runtime.Config{}), runtime.HandlerOptions{Reuse: reuse})
		for range 10 {
			if status, body := call(t, http.DefaultClient, s.URL); status != 200 || !strings.Contains(body, `"text":"42"`) {
				t.Fatalf("tools/call = %d %s, want a text of 42", status, body)
			}
		}
	}
}

func TestRun_composedServer(t *testing.T) {
	t.Parallel()
	c := server(t, runtime.Config{})
	in := strings.Join([]string{
		`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":2,"b":40}}}`, "",
	}, "\n")
	var out, stderr bytes.Buffer
	if err := c.Run(t.Context(), runtime.Stdio{In: strings.NewReader(in), Out: &out, Err: &stderr, Args: []string{"server"}}); err != nil {
		t.Fatalf("Run: %v\n%s", err, stderr.Bytes())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], `"name":"sample"`) || !strings.Contains(lines[1], `"text":"42"`) {
		t.Errorf("the server answers\n%s", out.String())
	}
}

// A command that waits for input ends when its context does.
func TestRun_canceled(t *testing.T) {
	t.Parallel()
	c := server(t, runtime.Config{})
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _ = io.WriteString(w, "\n") // taken once the command reads
		cancel()
	}()
	if err := c.Run(ctx, runtime.Stdio{In: r}); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v, want the end of its context", err)
	}
}

// It is told when a command waits for input: here none comes before that.
func TestRun_waiting(t *testing.T) {
	t.Parallel()
	c := server(t, runtime.Config{})
	r, w := io.Pipe()
	told := make(chan bool, 16)
	done := make(chan error, 1)
	go func() {
		defer close(told)
		done <- c.Run(t.Context(), runtime.Stdio{In: r, Waiting: func(begins bool) { told <- begins }})
	}()
	var all []bool
	for begins := range told {
		all = append(all, begins)
		switch len(all) {
		case 1:
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":1,"method":"ping"}`+"\n")
		case 3:
			_ = w.Close()
		}
	}
	if err := <-done; err != nil || !slices.Equal(all, []bool{true, false, true, false}) {
		t.Errorf("Run told of waiting %v and ended with %v, want twice a begin and an end", all, err)
	}
}

func TestRun_noCommand(t *testing.T) {
	t.Parallel()
	c := load(t, "../bench/guests/dist/hello.wasm", runtime.Config{})
	var not *runtime.NotCommandError
	if err := c.Run(t.Context(), runtime.Stdio{}); !errors.As(err, &not) {
		t.Errorf("Run of what is no command: %v", err)
	}
}
