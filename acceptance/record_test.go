package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/schema"
)

// A recording holds the messages of one server, to be checked against MCP's schema.
type recording struct {
	mu       sync.Mutex
	messages []schema.Message
}

// spoken are the members of a message that say what it is about.
type spoken struct {
	ID     json.RawMessage
	Method string
	Params struct {
		Meta map[string]json.RawMessage `json:"_meta"`
	}
	Result struct{ ProtocolVersion string }
}

// parse reads a message; what is none has no members.
func parse(text []byte) (m spoken) {
	json.Unmarshal(text, &m)
	return m
}

// revision is the one that a request is made in, where the message itself says it.
func (m spoken) revision() string {
	claim, claimed := m.Params.Meta["io.modelcontextprotocol/protocolVersion"]
	if !claimed {
		return ""
	}
	var revision string
	json.Unmarshal(claim, &revision)
	if revision < schema.Modern || !slices.Contains(schema.Revisions, revision) {
		// What is refused is refused in the newest.
		return schema.Revisions[len(schema.Revisions)-1]
	}
	return revision
}

// add keeps what the server said.
func (r *recording) add(revision, answers string, text []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.messages = append(r.messages, schema.Message{Revision: revision, Answers: answers, Text: bytes.Clone(text)})
}

// check fails the test for every message that its revision does not know.
func (r *recording) check(t testing.TB) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	count := map[string]int{}
	for _, m := range r.messages {
		count[m.Revision]++
		if err := m.Check(); err != nil {
			t.Errorf("in %s, to %q: %v\n%.1000s", m.Revision, m.Answers, err, m.Text)
		}
	}
	t.Logf("messages checked: %v", count)
}

// recordedHTTP returns an endpoint that passes everything on to a server, whose messages are
// checked at the end of the test.
func recordedHTTP(t testing.TB, to Endpoint) Endpoint {
	t.Helper()
	target, err := url.Parse(to.URL)
	if err != nil {
		t.Fatal(err)
	}
	record := &recording{}
	// The server is to see the client's Host.
	forward := &httputil.ReverseProxy{
		FlushInterval: -1,
		// Clients that go away are part of the tests.
		ErrorLog: log.New(io.Discard, "", 0),
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = target.Scheme, target.Host, r.In.Host
		},
	}
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked, answered bytes.Buffer
		if _, err := asked.ReadFrom(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = readCloser{bytes.NewReader(asked.Bytes())}
		// A client that goes away ends the handler by a panic; what came until then counts.
		defer func() {
			left := r.Context().Err() != nil
			record.exchange(r.Header, asked.Bytes(), w.Header(), answered.Bytes(), left)
		}()
		forward.ServeHTTP(&copied{w, &answered}, r)
	}))
	t.Cleanup(func() {
		proxy.Close()
		record.check(t)
	})
	return Endpoint{URL: proxy.URL + target.Path}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// copied keeps what is written to a response.
type copied struct {
	http.ResponseWriter
	body *bytes.Buffer
}

func (c *copied) Write(b []byte) (int, error) {
	c.body.Write(b)
	return c.ResponseWriter.Write(b)
}

// Unwrap lets the proxy flush.
func (c *copied) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// exchange keeps the messages of one HTTP request's response. Where the client has left, what is not whole
// was cut off by that.
func (r *recording) exchange(asking http.Header, asked []byte, answering http.Header, answered []byte, left bool) {
	request := parse(asked)
	revision := request.revision()
	if revision == "" {
		revision = asking.Get("Mcp-Protocol-Version")
	}
	var texts [][]byte
	kind, _, _ := strings.Cut(answering.Get("Content-Type"), ";")
	switch kind {
	case "application/json":
		if !left || json.Valid(answered) {
			texts = [][]byte{answered}
		}
	case "text/event-stream":
		// What is cut off by a client that went away is not there to be checked.
		for event := range bytes.SplitSeq(answered[:bytes.LastIndex(answered, []byte("\n\n"))+1], []byte("\n")) {
			if data, ok := bytes.CutPrefix(event, []byte("data:")); ok && len(bytes.TrimSpace(data)) > 0 {
				texts = append(texts, data)
			}
		}
	}
	for _, text := range texts {
		said := parse(text)
		if said.Result.ProtocolVersion != "" {
			revision = said.Result.ProtocolVersion
		}
		if !slices.Contains(schema.Revisions, revision) {
			revision = "2025-11-25"
		}
		answers := ""
		if said.Method == "" {
			answers = request.Method
		}
		r.add(revision, answers, text)
	}
}

// recordedStdio returns a command that does what argv does, and whose messages are checked at the
// end of the test.
func recordedStdio(t testing.TB, argv []string) []string {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		record := &recording{}
		for _, file := range files {
			record.conversation(read(t, file))
		}
		record.check(t)
	})
	return append([]string{built(t, "./acceptance/tee"), dir}, argv...)
}

// conversation keeps the messages of a file of tee's.
func (r *recording) conversation(text []byte) {
	agreed := "2025-11-25"
	// Requests without an answer, by id, and the revision of the last one.
	open := map[string]spoken{}
	last := agreed
	for line := range bytes.Lines(text) {
		said := parse(line[2:])
		switch {
		case line[0] == '>' && said.Method != "" && said.ID != nil:
			open[string(said.ID)] = said
			if last = said.revision(); last == "" {
				last = agreed
			}
		case line[0] == '<' && said.Method == "":
			request := open[string(said.ID)]
			delete(open, string(said.ID))
			if request.Method == "initialize" && said.Result.ProtocolVersion != "" {
				agreed = said.Result.ProtocolVersion
			}
			revision := request.revision()
			if revision == "" {
				revision = agreed
			}
			r.add(revision, request.Method, line[2:])
		case line[0] == '<':
			r.add(last, "", line[2:])
		}
	}
}

// TestRecording hears a server that says what no schema knows.
func TestRecording(t *testing.T) {
	t.Parallel()
	r := &recording{}
	r.conversation([]byte(strings.Join([]string{
		`> {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}`,
		`< {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}`,
		`> {"jsonrpc":"2.0","id":2,"method":"ping"}`,
		`< {"jsonrpc":"2.0","method":"notifications/message"}`,
		`< {"jsonrpc":"2.0","id":2,"result":{}}`,
		`> ` + message("tools/list", envelope("2026-07-28")),
		`< {"jsonrpc":"2.0","id":1,"result":{}}`,
	}, "\n") + "\n"))
	header := http.Header{"Mcp-Protocol-Version": {"2025-11-25"}}
	r.exchange(header, []byte(`{"id":1,"method":"ping"}`), http.Header{"Content-Type": {"text/event-stream"}},
		[]byte("data: {\"method\":\"notifications/message\"}\n\nevent: message\ndata: {\"result\":{}}\n\ndata: {"), true)
	r.exchange(http.Header{}, []byte(message("ping", envelope("2099-01-01"))), http.Header{"Content-Type": {"application/json"}},
		[]byte(`{"error":{}}`), true)
	// An answer that is not whole is the server's fault, but for a client that has left.
	for _, cut := range []string{``, `{"result":`} {
		kind := http.Header{"Content-Type": {"application/json"}}
		r.exchange(header, []byte(`{"id":2,"method":"tools/list"}`), kind, []byte(cut), false)
		r.exchange(header, []byte(`{"id":2,"method":"tools/list"}`), kind, []byte(cut), true)
	}
	want := []string{
		"2025-06-18 initialize", "2025-06-18 ", "2025-06-18 ping", "2026-07-28 tools/list",
		"2025-11-25 ", "2025-11-25 ping", "2026-07-28 ping",
		"2025-11-25 tools/list", "2025-11-25 tools/list",
	}
	var got []string
	for _, m := range r.messages {
		got = append(got, m.Revision+" "+m.Answers)
	}
	if !slices.Equal(want, got) {
		t.Errorf("recorded %q, expected %q", got, want)
	}
	if r.messages[0].Check() == nil {
		t.Error("a result of initialize without capabilities is let through")
	}
	for _, cut := range r.messages[len(r.messages)-2:] {
		if cut.Check() == nil {
			t.Errorf("the answer %q is let through", cut.Text)
		}
	}
}

// TestRecordedHTTP has clients leave in the middle of an answer: one that waits for what the server has not
// said yet, and one that has got half of it. Neither is to be taken for a fault of the server's.
func TestRecordedHTTP(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"", `{"jsonrpc":"2.0",`} {
		over := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(over)
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, part)
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}))
		t.Cleanup(server.Close)
		// After the client has left, this waits for the proxy to have seen it, and checks.
		t.Run(fmt.Sprintf("after %d bytes", len(part)), func(t *testing.T) {
			to := recordedHTTP(t, Endpoint{URL: server.URL + "/mcp"})
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to.URL, strings.NewReader(message("tools/list", envelope("2026-07-28"))))
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(response.Body, make([]byte, len(part))); err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			<-over
		})
	}
}
