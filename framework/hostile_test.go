package framework_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// hostile is a message that nobody should send, and what has to come back. The tables are in
// testdata/hostile.
type hostile struct {
	Name string
	// Method and Path are POST and /mcp where they are not given.
	Method, Path string
	// Modern says that the request has the header of the revision 2026-07-28.
	Modern bool
	// Call is what the headers Mcp-Method and Mcp-Name say.
	Call string
	// Headers replace those that a client should send; a list of values is sent as it is, null
	// removes the header.
	Headers map[string]any
	// Body is text in which {{meta}} and {{repeat N TEXT}} stand for what they say; Bytes are in
	// base64.
	Body, Bytes string
	// Status is that of HTTP.
	Status int
	// Code is that of the JSON-RPC error: 0 for no body at all, and none for a result.
	Code *int
	// ID is the id in the answer, nil for none or any.
	ID any
}

const meta = `{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`

var repeated = regexp.MustCompile(`\{\{repeat (\d+) (.+?)\}\}`)

func (h *hostile) body(t testing.TB) []byte {
	if h.Bytes != "" {
		b, err := base64.StdEncoding.DecodeString(h.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	text := strings.ReplaceAll(h.Body, "{{meta}}", meta)
	return []byte(repeated.ReplaceAllStringFunc(text, func(s string) string {
		m := repeated.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[1])
		return strings.Repeat(m[2], n)
	}))
}

// check compares an answer with what is expected.
func (h *hostile) check(t *testing.T, answer []byte) {
	t.Helper()
	shown := answer[:min(len(answer), 300)]
	if h.Code != nil && *h.Code == 0 {
		if len(answer) != 0 {
			t.Errorf("answer %s, want none", shown)
		}
		return
	}
	var message struct {
		JSONRPC string
		ID      any
		Result  json.RawMessage
		Error   *struct {
			Code    int
			Message string
		}
	}
	if err := json.Unmarshal(answer, &message); err != nil {
		t.Errorf("answer %s: %v", shown, err)
		return
	}
	if message.JSONRPC != "2.0" {
		t.Errorf("answer %s is not of JSON-RPC 2.0", shown)
	}
	switch {
	case h.Code == nil && message.Result == nil:
		t.Errorf("answer %s, want a result", shown)
	case h.Code != nil && (message.Error == nil || message.Error.Code != *h.Code || message.Error.Message == ""):
		t.Errorf("answer %s, want the error %d", shown, *h.Code)
	}
	if h.ID != nil && fmt.Sprint(message.ID) != fmt.Sprint(h.ID) {
		t.Errorf("answer %s, want the id %v", shown, h.ID)
	}
}

func hostiles(t testing.TB, name string) []hostile {
	t.Helper()
	text, err := os.ReadFile("../testdata/hostile/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	var list []hostile
	if err := d.Decode(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestHostile_HTTP(t *testing.T) {
	t.Parallel()
	c := server(t, options(t, sample("calculator"), sample("edges")), runtime.Config{})
	handler, err := c.Handler(runtime.HandlerOptions{
		Failed: func(r *http.Request, err error) { t.Errorf("%s: %v", r.Header.Get("Test-Name"), err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	for _, h := range hostiles(t, "http") {
		t.Run(h.Name, func(t *testing.T) {
			status, answer := h.post(t, s.Listener.Addr().String())
			if status != h.Status {
				t.Errorf("status %d, want %d", status, h.Status)
			}
			h.check(t, answer)
		})
	}
}

// post sends the message over a connection of its own, byte by byte as the table says: a client
// of good manners would refuse to.
func (h *hostile) post(t *testing.T, address string) (int, []byte) {
	t.Helper()
	body := h.body(t)
	headers := map[string][]string{
		"Host":         {address},
		"Content-Type": {"application/json"},
		"Accept":       {"application/json, text/event-stream"},
		"Test-Name":    {strconv.Quote(h.Name)},
	}
	if h.Modern {
		headers["MCP-Protocol-Version"] = []string{"2026-07-28"}
	}
	if method, name, ok := strings.Cut(h.Call, " "); h.Call != "" {
		headers["Mcp-Method"] = []string{method}
		if ok {
			headers["Mcp-Name"] = []string{name}
		}
	}
	for name, value := range h.Headers {
		switch v := value.(type) {
		case nil:
			delete(headers, name)
		case string:
			headers[name] = []string{v}
		case []any:
			headers[name] = nil
			for _, one := range v {
				headers[name] = append(headers[name], one.(string))
			}
		}
	}
	headers["Content-Length"] = []string{strconv.Itoa(len(body))}
	method, path := h.Method, h.Path
	if method == "" {
		method = "POST"
	}
	if path == "" {
		path = "/mcp"
	}
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var head bytes.Buffer
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\n", method, path)
	for name, values := range headers {
		for _, v := range values {
			fmt.Fprintf(&head, "%s: %s\r\n", name, v)
		}
	}
	head.WriteString("Connection: close\r\n\r\n")
	go func() {
		// A server that refuses a body need not read it.
		_, _ = conn.Write(append(head.Bytes(), body...))
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, answer
}

// TestHostile_stdio sends each message to a server of its own, and then one that is all right.
func TestHostile_stdio(t *testing.T) {
	t.Parallel()
	c := server(t, options(t, sample("calculator"), sample("edges")), runtime.Config{})
	const ping, pong = `{"jsonrpc":"2.0","id":"after","method":"ping"}` + "\n", `{"jsonrpc":"2.0","id":"after","result":{}}` + "\n"
	for _, h := range hostiles(t, "stdio") {
		t.Run(h.Name, func(t *testing.T) {
			t.Parallel()
			var out, log bytes.Buffer
			in := io.MultiReader(bytes.NewReader(h.body(t)), strings.NewReader("\n"+ping))
			if err := c.Run(t.Context(), runtime.Stdio{In: in, Out: &out, Err: &log}); err != nil {
				t.Fatalf("Run: %v\n%s", err, log.Bytes())
			}
			answer, ok := bytes.CutSuffix(out.Bytes(), []byte(pong))
			if !ok {
				t.Errorf("the next message is not answered: %s", out.Bytes()[:min(out.Len(), 300)])
			}
			if n := bytes.Count(answer, []byte("\n")); n > 1 {
				t.Errorf("%d answers: %s", n, answer)
			}
			h.check(t, bytes.TrimSuffix(answer, []byte("\n")))
		})
	}
}

// A client that goes away in the middle of its message harms nobody else.
func TestHostile_cutOff(t *testing.T) {
	t.Parallel()
	c := server(t, options(t, sample("calculator")), runtime.Config{})
	handler, err := c.Handler(runtime.HandlerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	for _, begun := range []string{"", `{"jsonrpc":"2.0",`, `{"jsonrpc":"2.0","id":1,"method":"ping"}`} {
		conn, err := net.Dial("tcp", s.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST /mcp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n%s", begun)
		conn.Close()
	}
	good := hostile{Body: `{"jsonrpc":"2.0","id":"q","method":"ping"}`, ID: "q"}
	status, answer := good.post(t, s.Listener.Addr().String())
	if status != http.StatusOK {
		t.Errorf("status %d, want 200", status)
	}
	good.check(t, answer)
	// Over stdio what was cut off is a message of its own.
	var out bytes.Buffer
	in := strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"ping"}` + "\n" + `{"jsonrpc":"2.0","id":2,`)
	if err := c.Run(t.Context(), runtime.Stdio{In: in, Out: &out}); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(out.String(), "\n"); len(lines) != 3 || !strings.Contains(lines[1], "-32700") {
		t.Errorf("answers %q, want one to the first message and a parse error", lines)
	}
}
