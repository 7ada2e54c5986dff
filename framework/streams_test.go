package framework_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// event is a server-sent event as far as MCP has them.
type event struct{ id, retry, data string }

// event reads the next one, and false at the end of the stream.
func (e events) event() (event, bool) {
	var x event
	some := false
	for e.lines.Scan() {
		name, value, _ := strings.Cut(e.lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case e.lines.Text() == "" && some:
			return x, true
		case name == "id":
			x.id, some = value, true
		case name == "retry":
			x.retry, some = value, true
		case name == "data":
			x.data, some = value, true
		}
	}
	return x, false
}

// stream sends a request that is answered by a stream, and returns it and what goes away from it.
func (c *legacy) stream(t *testing.T, body string) (events, func()) {
	t.Helper()
	resp := c.request(t, "POST", body)
	if got := resp.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("Content-Type %s, want a stream of events", got)
	}
	return events{bufio.NewScanner(resp.Body)}, func() { resp.Body.Close() }
}

// resume asks for what follows an event.
func (c *legacy) resume(t *testing.T, last string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", c.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Mcp-Session-Id", c.session)
	r.Header.Set("Last-Event-ID", last)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

const callAsk = `{"jsonrpc":"2.0","id":"call","method":"tools/call","params":{"name":"ask"}}`

// A client that loses the stream comes back for what it missed, and the call goes on meanwhile.
func TestStreams_resumed(t *testing.T) {
	t.Parallel()
	s := serve(t, "sessions-keyvalue-draft", runtime.Grants{KeyValue: &runtime.MemoryStore{}})
	c := initialize(t, s.URL)
	e, leave := c.stream(t, callAsk)
	primed, _ := e.event()
	if primed.id == "" || primed.data != "" || primed.retry != "1000" {
		t.Errorf("the stream begins with %+v, want an event without data", primed)
	}
	first, _ := e.event()
	if first.id == "" || first.id == primed.id || !strings.Contains(first.data, `"elicitation/create"`) {
		t.Fatalf("event %+v, want a question with another id than %s", first, primed.id)
	}
	leave()
	time.Sleep(1500 * time.Millisecond) // longer than a call goes on whose result nobody can have
	answer := func(n int) {
		body := fmt.Sprintf(`{"jsonrpc":"2.0","id":"asked for \"call\": %d","result":{"n":%d}}`, n, n)
		if resp := c.request(t, "POST", body); resp.StatusCode != http.StatusAccepted {
			t.Fatalf("the answer gets %s", resp.Status)
		}
	}
	resp := c.resume(t, primed.id)
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || got != "text/event-stream" {
		t.Fatalf("%s with Content-Type %s", resp.Status, got)
	}
	e = events{bufio.NewScanner(resp.Body)}
	if again, _ := e.event(); again.id != primed.id || again.data != "" {
		t.Errorf("what goes on begins with %+v, want the id %s without data", again, primed.id)
	}
	if again, _ := e.event(); again != first {
		t.Errorf("replayed %+v, want %+v", again, first)
	}
	answer(1)
	second, _ := e.event()
	if second.id == first.id || !strings.Contains(second.data, "second?") {
		t.Fatalf("event %+v, want the second question", second)
	}
	answer(2)
	last, _ := e.event()
	if got, want := said(t, []byte(last.data)), `first second {"n":1}{"n":2}`; got != want {
		t.Errorf("the call ends with %s, want %s", got, want)
	}
	if x, more := e.event(); more {
		t.Errorf("after the answer: %+v", x)
	}
	for from, want := range map[string]int{first.id: 3, second.id: 2, last.id: 1} {
		e := events{bufio.NewScanner(c.resume(t, from).Body)}
		n := 0
		for _, more := e.event(); more; _, more = e.event() {
			n++
		}
		if n != want {
			t.Errorf("after %s: %d events, want %d", from, n, want)
		}
	}
	other := initialize(t, s.URL)
	for _, tt := range []struct {
		client *legacy
		last   string
		status int
	}{
		{other, first.id, http.StatusBadRequest},
		{c, "nothing", http.StatusBadRequest},
		{c, last.id + "0", http.StatusBadRequest},
		{&legacy{url: s.URL, session: "none"}, first.id, http.StatusNotFound},
	} {
		if resp := tt.client.resume(t, tt.last); resp.StatusCode != tt.status {
			t.Errorf("%q of %s: %s, want %d", tt.last, tt.client.session, resp.Status, tt.status)
		}
	}
	e, _ = c.stream(t, callAsk)
	for range 2 {
		e.event() // the stream's begin, and the question
	}
	c.request(t, "DELETE", "")
	if x, more := e.event(); more {
		t.Errorf("after the session's end: %+v", x)
	}
	if resp := c.resume(t, first.id); resp.StatusCode != http.StatusNotFound {
		t.Errorf("after the session's end: %s", resp.Status)
	}
}

// Clients that do not know events without data get none, and those without a session no ids.
func TestStreams_primed(t *testing.T) {
	t.Parallel()
	s := serve(t, "sessions-keyvalue-draft", runtime.Grants{KeyValue: &runtime.MemoryStore{}})
	c := &legacy{url: s.URL}
	hello := `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}}`
	c.session = c.request(t, "POST", hello).Header.Get("Mcp-Session-Id")
	e, _ := c.stream(t, callAsk)
	first, _ := e.event()
	if first.id == "" || first.retry != "" || !strings.Contains(first.data, `"elicitation/create"`) {
		t.Errorf("2025-06-18: %+v, want a question with an id", first)
	}
	e = events{bufio.NewScanner(c.resume(t, first.id).Body)}
	c.request(t, "POST", `{"jsonrpc":"2.0","id":"asked for \"call\": 1","result":{}}`)
	if next, _ := e.event(); next.id == "" || !strings.Contains(next.data, "second?") {
		t.Errorf("2025-06-18: %+v, want the second question", next)
	}
	c.request(t, "POST", `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"call"}}`)

	const log = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"watch"}}`
	for _, sessions := range []string{"", "sessions-keyvalue-draft"} {
		c := &legacy{url: serve(t, sessions, runtime.Grants{KeyValue: &runtime.MemoryStore{}}).URL}
		e, leave := c.stream(t, log)
		if first, _ := e.event(); first.id != "" || !strings.Contains(first.data, "watching") {
			t.Errorf("without a session: %+v, want a message without an id", first)
		}
		leave()
	}
}

// A call that runs learns that another request has cancelled it.
func TestCancel_session(t *testing.T) {
	t.Parallel()
	s := serve(t, "sessions-keyvalue-draft2", runtime.Grants{KeyValue: &runtime.MemoryStore{}})
	c := initialize(t, s.URL)
	e, _ := c.stream(t, `{"jsonrpc":"2.0","id":"w","method":"tools/call","params":{"name":"watch","arguments":{"key":"k"}}}`)
	for range 2 {
		e.event() // the stream's begin, and what the call says once it runs
	}
	cancel := func(c *legacy, id string) {
		body := `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":` + id + `}}`
		if resp := c.request(t, "POST", body); resp.StatusCode != http.StatusAccepted {
			t.Errorf("the cancellation gets %s", resp.Status)
		}
	}
	cancel(initialize(t, s.URL), `"w"`)
	cancel(c, `"v"`)
	if got := c.call(t, "recall", "k", ""); got != "nothing" {
		t.Fatalf("another call is cancelled: %s", got)
	}
	cancel(c, `"w"`)
	if x, more := e.event(); more {
		t.Errorf("a cancelled call ends with %+v", x)
	}
	if got := c.call(t, "recall", "k", ""); got != `"cancelled"` {
		t.Errorf("the call has noticed %s", got)
	}
}

// counting is a store that counts what it is asked.
type counting struct {
	runtime.MemoryStore
	reads, writes atomic.Int64
}

func (c *counting) Get(bucket, key string) ([]byte, bool, error) {
	c.reads.Add(1)
	return c.MemoryStore.Get(bucket, key)
}

func (c *counting) Update(bucket, key string, f func([]byte, bool) ([]byte, error)) error {
	c.writes.Add(1)
	return c.MemoryStore.Update(bucket, key, f)
}

// Whoever sends nothing ahead and never asks whether it is cancelled costs the store no more than
// finding the session.
func TestSessions_cost(t *testing.T) {
	t.Parallel()
	store := &counting{}
	c := initialize(t, serve(t, "sessions-keyvalue-draft", runtime.Grants{KeyValue: store}).URL)
	reads, writes := store.reads.Load(), store.writes.Load()
	c.call(t, "nobody", "", "")
	if r, w := store.reads.Load()-reads, store.writes.Load()-writes; r != 2 || w != 0 {
		t.Errorf("a call reads %d entries and writes %d, want 2 and 0", r, w)
	}
}

// The context that has streams kept does without a store that keeps them.
func TestStreams_noStore(t *testing.T) {
	t.Parallel()
	o := options(t, sample("probe"))
	o.Framework[chain.Context] = source(t, "context-streams")
	ask := modern(t, o)
	if got := ask("tools/call", "work", `"name":"work","arguments":{"steps":1},`); !strings.Contains(got, `"result"`) {
		t.Errorf("a call is answered %s", got)
	}
}
