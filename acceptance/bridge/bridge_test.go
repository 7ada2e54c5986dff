package bridge

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// TestMain is also the server that the tests bridge to.
func TestMain(m *testing.M) {
	if os.Getenv("BRIDGE_SERVER") != "" {
		serve()
		return
	}
	os.Setenv("BRIDGE_SERVER", "1")
	os.Exit(m.Run())
}

// serve answers every request with its line. The method `ask` first asks the client, and answers
// with what it said.
func serve() {
	in := bufio.NewScanner(os.Stdin)
	for id := 1; in.Scan(); {
		line := in.Text()
		if !strings.Contains(line, `"id"`) {
			continue
		}
		if strings.Contains(line, `"ask"`) {
			fmt.Println(`{"jsonrpc":"2.0","id":"q","method":"roots/list"}`)
			in.Scan()
			line = in.Text()
		}
		if strings.Contains(line, `"unknown"`) {
			fmt.Printf(`{"jsonrpc":"2.0","id":%d,"error":{"code":-32601,"message":%q}}`+"\n", id, line)
		} else {
			fmt.Printf(`{"jsonrpc":"2.0","id":%d,"result":{"line":%q}}`+"\n", id, line)
		}
		id++
	}
}

// envelope is the params of a modern request.
const envelope = `"params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}`

func TestBridge(t *testing.T) {
	b := New(os.Args[0])
	front := httptest.NewServer(b)
	defer front.Close()
	modern := http.Header{"Mcp-Protocol-Version": {"2026-07-28"}, "Mcp-Method": {"a"}}

	for _, c := range []struct {
		name   string
		header http.Header
		body   string
		status int
		want   string // part of the body
	}{
		{"a request", nil, `{"id":"x","method":"a"}`, 200, `"id":"x"`},
		{"an id of its own", nil, `{"id":"x","method":"a"}`, 200, `{\"id\":`},
		{"a notification", nil, `{"method":"a"}`, 202, ""},
		{"a legacy error", nil, `{"id":7,"method":"unknown"}`, 200, `-32601`},
		{"a modern request", modern, `{"id":1,"method":"a",` + envelope + `}`, 200, `"id":1`},
		{"a modern error", http.Header{"Mcp-Protocol-Version": {"2026-07-28"}, "Mcp-Method": {"unknown"}},
			`{"id":1,"method":"unknown",` + envelope + `}`, 404, `-32601`},
		{"no header for the revision", nil, `{"id":1,"method":"a",` + envelope + `}`, 400, `-32020`},
		{"another method in the header", modern, `{"id":1,"method":"b",` + envelope + `}`, 400, `-32020`},
		{"no envelope", modern, `{"id":1,"method":"a"}`, 400, `-32602`},
		{"an unknown session", http.Header{"Mcp-Session-Id": {"s"}}, `{"id":1,"method":"a"}`, 404, ""},
		{"a stranger's origin", http.Header{"Origin": {"http://example.com"}}, `{"id":1,"method":"a"}`, 403, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			response, body := post(t, front.URL, c.header, c.body)
			if response.StatusCode != c.status || !strings.Contains(body, c.want) {
				t.Errorf("%d %s, expected %d and %s", response.StatusCode, body, c.status, c.want)
			}
		})
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

// TestBridge_session asks the client in the middle of a request.
func TestBridge_session(t *testing.T) {
	b := New(os.Args[0])
	front := httptest.NewServer(b)
	defer front.Close()
	hello, _ := post(t, front.URL, nil, `{"id":0,"method":"initialize"}`)
	session := http.Header{"Mcp-Session-Id": {hello.Header.Get("Mcp-Session-Id")}}

	asked, err := http.NewRequest(http.MethodPost, front.URL, strings.NewReader(`{"id":5,"method":"ask"}`))
	if err != nil {
		t.Fatal(err)
	}
	asked.Header = session
	stream, err := http.DefaultClient.Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	if kind := stream.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("content type %q, expected text/event-stream", kind)
	}
	if response, body := post(t, front.URL, session, `{"id":"q","result":{"roots":[]}}`); response.StatusCode != 202 {
		t.Errorf("%d %s for an answer, expected 202", response.StatusCode, body)
	}
	rest, err := io.ReadAll(stream.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(rest); !strings.Contains(text, `"roots/list"`) || !strings.Contains(text, `\"roots\":[]`) || !strings.Contains(text, `"id":5`) {
		t.Errorf("%s, expected the question, and the answer with what was said to it", text)
	}

	ending, err := http.NewRequest(http.MethodDelete, front.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	ending.Header = session
	for _, status := range []int{http.StatusNoContent, http.StatusNotFound} {
		response, err := http.DefaultClient.Do(ending)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s at the session's end, expected %d", response.Status, status)
		}
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

func post(t *testing.T, url string, header http.Header, body string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if header != nil {
		request.Header = header.Clone()
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}
