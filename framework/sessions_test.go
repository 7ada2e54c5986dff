package framework_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// keeper is the path of a provider whose tools use the session.
const keeper = "testdata/keeper/keeper.wasm"

// serve composes a server of the keeper with the named session store, "" for none, and serves it.
func serve(t *testing.T, sessions string, grants runtime.Grants) *httptest.Server {
	t.Helper()
	o := options(t, keeper)
	if sessions != "" {
		o.Framework[chain.Sessions] = source(t, sessions)
		o.Framework[chain.Context] = source(t, "context-streams")
	}
	handler, err := server(t, o, runtime.Config{Grants: grants}).Handler(runtime.HandlerOptions{
		Failed: func(_ *http.Request, err error) { t.Error(err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return s
}

// legacy are requests of one client of the revision 2025-11-25.
type legacy struct {
	url, session string
	id           int
}

// request sends a message and returns the response, which the caller reads.
func (c *legacy) request(t *testing.T, method, body string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	if c.session != "" {
		r.Header.Set("Mcp-Session-Id", c.session)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func (c *legacy) call(t *testing.T, tool, key, value string) string {
	t.Helper()
	c.id++
	body := fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":%q,"arguments":{"key":%q,"value":%q}}}`, c.id, tool, key, value)
	b, err := io.ReadAll(c.request(t, "POST", body).Body)
	if err != nil {
		t.Fatal(err)
	}
	return said(t, b)
}

// said is the text of a tool's result, or the error's message.
func said(t *testing.T, answer []byte) string {
	t.Helper()
	var m struct {
		Result struct{ Content []struct{ Text string } }
		Error  struct{ Message string }
	}
	if err := json.Unmarshal(answer, &m); err != nil {
		t.Fatalf("%s: %v", answer, err)
	}
	if m.Error.Message != "" {
		return m.Error.Message
	}
	if len(m.Result.Content) != 1 {
		t.Fatalf("answer %s, want one block of content", answer)
	}
	return m.Result.Content[0].Text
}

// initialize begins a session, if the server keeps any.
func initialize(t *testing.T, url string) *legacy {
	t.Helper()
	c := &legacy{url: url}
	resp := c.request(t, "POST", `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}`)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("initialize: %s", resp.Status)
	}
	c.session = resp.Header.Get("Mcp-Session-Id")
	return c
}

func TestSessions_none(t *testing.T) {
	t.Parallel()
	c := initialize(t, serve(t, "", runtime.Grants{}).URL)
	if c.session != "" {
		t.Errorf("a server without a store begins the session %q", c.session)
	}
	for _, tool := range []string{"remember", "recall", "forget"} {
		if got := c.call(t, tool, "k", "1"); got != "no session" {
			t.Errorf("%s: %s, want no session", tool, got)
		}
	}
	if got := c.call(t, "ask", "", ""); !strings.Contains(got, "cannot ask for over this connection") {
		t.Errorf("ask: %s", got)
	}
}

func TestSessions_keyvalue(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"draft", "draft2"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			store := &runtime.MemoryStore{}
			s := serve(t, "sessions-keyvalue-"+dialect, runtime.Grants{KeyValue: store})
			one, two := initialize(t, s.URL), initialize(t, s.URL)
			if one.session == "" || one.session == two.session {
				t.Fatalf("sessions %q and %q", one.session, two.session)
			}
			for _, step := range []struct {
				client                *legacy
				tool, key, value, out string
			}{
				{one, "recall", "k", "", "nothing"},
				{one, "remember", "k", `{"n":1}`, "remembered"},
				{one, "remember", "ä/b", `2`, "remembered"},
				{one, "recall", "k", "", `{"n":1}`},
				{two, "recall", "k", "", "nothing"},
				{one, "remember", "k", "no JSON", "not JSON"},
				{one, "forget", "k", "", "forgotten"},
				{one, "recall", "k", "", "nothing"},
				{one, "recall", "ä/b", "", "2"},
				{&legacy{url: s.URL}, "recall", "k", "", "no session"},
			} {
				if got := step.client.call(t, step.tool, step.key, step.value); got != step.out {
					t.Errorf("%s %s: %s, want %s", step.tool, step.key, got, step.out)
				}
			}
			if resp := one.request(t, "DELETE", ""); resp.StatusCode != http.StatusNoContent {
				t.Errorf("DELETE: %s", resp.Status)
			}
			for _, method := range []string{"POST", "DELETE"} {
				if resp := one.request(t, method, `{"jsonrpc":"2.0","id":1,"method":"ping"}`); resp.StatusCode != http.StatusNotFound {
					t.Errorf("%s after the end: %s, want 404", method, resp.Status)
				}
			}
			keys, err := store.Keys("default", "", 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range keys {
				if strings.Contains(key, one.session) {
					t.Errorf("the session has ended, and the store still has %s", key)
				}
			}
			if got := two.call(t, "recall", "k", ""); got != "nothing" {
				t.Errorf("the other session: %s", got)
			}
		})
	}
}

// events reads the messages of a stream.
type events struct{ lines *bufio.Scanner }

func (e events) next(t *testing.T) []byte {
	t.Helper()
	for e.lines.Scan() {
		if data, ok := bytes.CutPrefix(e.lines.Bytes(), []byte("data: ")); ok && len(data) > 0 {
			return bytes.Clone(data)
		}
	}
	return nil
}

// A tool that asks is answered by other requests, which other instances serve.
func TestSessions_answers(t *testing.T) {
	t.Parallel()
	s := serve(t, "sessions-keyvalue-draft", runtime.Grants{KeyValue: &runtime.MemoryStore{}})
	const ask = `{"jsonrpc":"2.0","id":"call","method":"tools/call","params":{"name":"ask"}}`
	begin := func(t *testing.T, c *legacy) events {
		resp := c.request(t, "POST", ask)
		if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
			t.Fatalf("Content-Type %s, want a stream of events", got)
		}
		return events{bufio.NewScanner(resp.Body)}
	}
	question := func(t *testing.T, e events) string {
		var m struct{ ID, Method string }
		text := e.next(t)
		if err := json.Unmarshal(text, &m); err != nil || m.Method != "elicitation/create" {
			t.Fatalf("message %s, want a question (%v)", text, err)
		}
		return m.ID
	}
	reply := func(t *testing.T, c *legacy, id, answer string) {
		body := fmt.Sprintf(`{"jsonrpc":"2.0","id":%q,%s}`, id, answer)
		if resp := c.request(t, "POST", body); resp.StatusCode != http.StatusAccepted {
			t.Fatalf("the answer gets %s", resp.Status)
		}
	}
	t.Run("given", func(t *testing.T) {
		t.Parallel()
		c := initialize(t, s.URL)
		e := begin(t, c)
		first := question(t, e)
		reply(t, initialize(t, s.URL), first, `"result":{"action":"stolen"}`)
		reply(t, c, "never asked", `"result":{}`)
		reply(t, c, first, `"result":{"action":"accept"}`)
		second := question(t, e)
		if second == first {
			t.Errorf("both questions are called %q", first)
		}
		reply(t, c, first, `"result":{"action":"late"}`)
		reply(t, c, second, `"result":{"action":"decline"}`)
		if got, want := said(t, e.next(t)), `first second {"action":"accept"}{"action":"decline"}`; got != want {
			t.Errorf("the call ends with %s, want %s", got, want)
		}
	})
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		c := initialize(t, s.URL)
		e := begin(t, c)
		reply(t, c, question(t, e), `"error":{"code":-1,"message":"not now"}`)
		if got := said(t, e.next(t)); got != "the client answered: not now" {
			t.Errorf("the call ends with %s", got)
		}
	})
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		c := initialize(t, s.URL)
		e := begin(t, c)
		question(t, e)
		c.request(t, "POST", `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"call"}}`)
		if got := e.next(t); got != nil {
			t.Errorf("a cancelled call ends with %s", got)
		}
	})
}

func TestInput_stdio(t *testing.T) {
	t.Parallel()
	c := server(t, options(t, keeper), runtime.Config{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	in, write := io.Pipe()
	read, out := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- c.Run(ctx, runtime.Stdio{In: in, Out: out})
		out.Close()
	}()
	lines := bufio.NewScanner(read)
	say := func(text string) { _, _ = io.WriteString(write, text+"\n") }
	hear := func() string {
		if !lines.Scan() {
			t.Fatal("the server says nothing more")
		}
		return lines.Text()
	}
	say(`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}`)
	hear()
	say(`{"jsonrpc":"2.0","id":"call","method":"tools/call","params":{"name":"ask"}}`)
	for n, want := range []string{"first", "second"} {
		text := hear()
		var m struct {
			ID     string
			Params struct{ Mode, Message string }
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil || m.Params.Message != want+"?" || m.Params.Mode != "" {
			t.Fatalf("message %s, want the question %s? without a mode (%v)", text, want, err)
		}
		say(fmt.Sprintf(`{"jsonrpc":"2.0","id":"ping %d","method":"ping"}`, n))
		if got, want := hear(), fmt.Sprintf(`{"jsonrpc":"2.0","id":"ping %d","result":{}}`, n); got != want {
			t.Errorf("ping in between: %s, want %s", got, want)
		}
		say(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/list"}`, n))
		say(fmt.Sprintf(`{"jsonrpc":"2.0","id":%q,"result":{"n":%d}}`, m.ID, n))
	}
	if got, want := said(t, []byte(hear())), `first second {"n":0}{"n":1}`; got != want {
		t.Errorf("the call ends with %s, want %s", got, want)
	}
	for n := range 2 {
		if got := hear(); !strings.HasPrefix(got, fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":{"tools":`, n)) {
			t.Errorf("what had to wait is answered %s", got)
		}
	}
	write.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A modern client brings everything back, to any instance.
func TestInput_rounds(t *testing.T) {
	t.Parallel()
	s := serve(t, "", runtime.Grants{})
	call := func(more string) map[string]json.RawMessage {
		body := strings.Replace(meta, `"io.modelcontextprotocol/clientCapabilities":{}`, `"io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}`, 1)
		h := hostile{Modern: true, Call: "tools/call ask", Body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask",` + more + `"_meta":` + body + `}}`}
		_, answer := h.post(t, s.Listener.Addr().String())
		var m struct{ Result, Error map[string]json.RawMessage }
		if err := json.Unmarshal(answer, &m); err != nil {
			t.Fatal(err)
		}
		if m.Error != nil {
			return m.Error
		}
		return m.Result
	}
	first := call("")
	if string(first["resultType"]) != `"input_required"` || bytes.Contains(first["requestState"], []byte("first")) {
		t.Fatalf("first round: %s", first)
	}
	second := call(fmt.Sprintf(`"inputResponses":{"first":1},"requestState":%s,`, first["requestState"]))
	third := call(fmt.Sprintf(`"inputResponses":{"second":2},"requestState":%s,`, second["requestState"]))
	if !bytes.Contains(third["content"], []byte(`"first second 12"`)) {
		t.Errorf("third round: %s", third)
	}
	tampered := call(`"inputResponses":{"second":2},"requestState":"` + strings.Trim(string(second["requestState"]), `"`) + `-TAMPERED",`)
	if string(tampered["code"]) != "-32602" {
		t.Errorf("tampered state: %s", tampered)
	}
}
