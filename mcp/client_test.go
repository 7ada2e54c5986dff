package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// sdkServer is a server that this project did not make: the official Go SDK's. It serves the modern
// era where it is stateless, else sessions of the legacy one.
func sdkServer(t *testing.T, stateless bool) http.Handler {
	t.Helper()
	s := mcp.NewServer(&mcp.Implementation{Name: "sdk", Version: "1.2.3"}, &mcp.ServerOptions{
		Instructions: "Be kind.",
		PageSize:     2,
		Logger:       slog.New(slog.DiscardHandler),
	})
	schema := json.RawMessage(`{"type":"object","properties":{"text":{"type":"string"}}}`)
	for i := range 5 {
		s.AddTool(&mcp.Tool{Name: fmt.Sprintf("echo%d", i), Description: "Says it again.", InputSchema: schema},
			func(ctx context.Context, r *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				if token := r.Params.GetProgressToken(); token != nil {
					_ = r.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Progress: 1, Total: 2, Message: "half"})
				}
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(r.Params.Arguments)}}}, nil
			})
	}
	s.AddTool(&mcp.Tool{Name: "ask", Description: "Asks for a name.", InputSchema: schema},
		func(_ context.Context, r *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			if answer, ok := r.Params.InputResponses["who"]; ok {
				b, err := json.Marshal(answer)
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(b)}}}, err
			}
			return &mcp.CallToolResult{InputRequests: mcp.InputRequestMap{"who": &mcp.ElicitParams{
				Mode: "form", Message: "Your name?", RequestedSchema: json.RawMessage(`{"type":"object","properties":{"name":{"type":"string"}}}`),
			}}, RequestState: "asked"}, nil
		})
	s.AddPrompt(&mcp.Prompt{Name: "greet"}, nil)
	return mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s }, &mcp.StreamableHTTPOptions{Stateless: stateless})
}

func connect(t *testing.T, h http.Handler, o Options) *Client {
	t.Helper()
	o.Name, o.Version = "test", "1"
	c, err := Connect(t.Context(), h, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(context.Background()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return c
}

// eras runs a test against a server of each era.
func eras(t *testing.T, test func(t *testing.T, server http.Handler, revision string)) {
	for _, era := range []struct {
		name, revision string
		stateless      bool
	}{{"modern", Modern, true}, {"legacy", Legacy, false}} {
		t.Run(era.name, func(t *testing.T) { test(t, sdkServer(t, era.stateless), era.revision) })
	}
}

func TestConnect(t *testing.T) {
	eras(t, func(t *testing.T, server http.Handler, revision string) {
		c := connect(t, server, Options{})
		if c.Server.Revision != revision || c.Server.Instructions != "Be kind." {
			t.Errorf("Server = %+v, want revision %s", c.Server, revision)
		}
		if !strings.Contains(string(c.Server.Info), `"1.2.3"`) {
			t.Errorf("Info = %s", c.Server.Info)
		}
	})
}

func TestList_allPages(t *testing.T) {
	eras(t, func(t *testing.T, server http.Handler, _ string) {
		c := connect(t, server, Options{})
		for kind, want := range map[Kind][]string{
			Tools:     {"ask", "echo0", "echo1", "echo2", "echo3", "echo4"},
			Prompts:   {"greet"},
			Resources: nil,
			Templates: nil,
		} {
			list, err := c.List(t.Context(), kind)
			if err != nil {
				t.Errorf("%s: %v", kind, err)
			}
			var names []string
			for _, d := range list {
				names = append(names, name(t, d))
			}
			if diff := cmp.Diff(want, names); diff != "" {
				t.Errorf("%s (-want +got):\n%s", kind, diff)
			}
		}
	})
}

func name(t *testing.T, definition json.RawMessage) string {
	t.Helper()
	var d struct{ Name string }
	if err := json.Unmarshal(definition, &d); err != nil {
		t.Fatal(err)
	}
	return d.Name
}

func TestCall(t *testing.T) {
	eras(t, func(t *testing.T, server http.Handler, _ string) {
		var messages []string
		c := connect(t, server, Options{Messages: func(method string, params json.RawMessage) {
			messages = append(messages, method)
		}})
		r, err := c.Call(t.Context(), json.RawMessage(`{"name":"echo3"}`), json.RawMessage(`{"text":"<ä>","n":12345678901234567890.10}`))
		if err != nil {
			t.Fatal(err)
		}
		if r.IsError || len(r.Content) != 1 || !strings.Contains(string(r.Content[0]), "12345678901234567890.10") {
			t.Errorf("result = %s", r.Raw)
		}
		if diff := cmp.Diff([]string{"notifications/progress"}, messages); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}

func TestCall_unknownTool(t *testing.T) {
	eras(t, func(t *testing.T, server http.Handler, _ string) {
		c := connect(t, server, Options{})
		_, err := c.Call(t.Context(), json.RawMessage(`{"name":"nobody"}`), json.RawMessage(`{}`))
		if e := (*Error)(nil); !errors.As(err, &e) || e.Code != -32602 || !strings.Contains(e.Message, "nobody") {
			t.Errorf("error = %v, want -32602 that names the tool", err)
		}
	})
}

func TestCall_asksForInput(t *testing.T) {
	eras(t, func(t *testing.T, server http.Handler, revision string) {
		var asked []string
		c := connect(t, server, Options{Answer: func(key, method string, params json.RawMessage) (json.RawMessage, bool) {
			if revision == Modern {
				asked = append(asked, key)
			}
			asked = append(asked, method)
			return json.RawMessage(`{"action":"accept","content":{"name":"Ann"}}`), true
		}})
		r, err := c.Call(t.Context(), json.RawMessage(`{"name":"ask"}`), json.RawMessage(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(r.Raw), "Ann") {
			t.Errorf("result = %s", r.Raw)
		}
		want := []string{"elicitation/create"}
		if revision == Modern {
			want = []string{"who", "elicitation/create"}
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
	})
}

// scripted answers server/discover, and everything else with the function.
func scripted(answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Mcp-Method") == "server/discover" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{},"resources":{}}}}`)
			return
		}
		answer(w, r)
	})
}

func TestCall_needsInput(t *testing.T) {
	c := connect(t, scripted(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":2,"result":{"resultType":"input_required","inputRequests":{
			"z":{"method":"elicitation/create","params":{"message":"Name?"}},"a":{"method":"roots/list"}}}}`)
	}), Options{})
	_, err := c.Call(t.Context(), json.RawMessage(`{"name":"ask"}`), json.RawMessage(`{}`))
	e := (*InputRequiredError)(nil)
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want an InputRequiredError", err)
	}
	if len(e.Requests) != 2 || e.Requests[0].Key != "z" || e.Requests[1].Method != "roots/list" || string(e.Requests[0].Params) != `{"message":"Name?"}` {
		t.Errorf("requests = %+v", e.Requests)
	}
}

func TestCall_errorIsKept(t *testing.T) {
	const message = `{"jsonrpc":"2.0","id":2,"error":{"code":-31999,"message":"no","data":{"b":1.10,"a":[]}}}`
	statuses := map[string]int{"JSON": http.StatusBadRequest, "events": http.StatusOK}
	for name, answer := range map[string]http.HandlerFunc{
		"JSON": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, message)
		},
		"events": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, ": hello\r\n\r\nid: 1\ndata:\n\nevent: message\ndata: "+message+"\n\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := connect(t, scripted(answer), Options{})
			_, err := c.Call(t.Context(), json.RawMessage(`{"name":"f"}`), json.RawMessage(`{}`))
			want := &Error{"tools/call", statuses[name], -31999, "no", json.RawMessage(`{"b":1.10,"a":[]}`)}
			got := (*Error)(nil)
			if !errors.As(err, &got) {
				t.Fatalf("error = %v", err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestCall_headers(t *testing.T) {
	var got http.Header
	c := connect(t, scripted(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":2,"result":{"resultType":"complete","content":[]}}`)
	}), Options{Header: http.Header{"Authorization": {"Bearer t"}}})
	tool := json.RawMessage(`{"name":"süß","inputSchema":{"type":"object","properties":{
		"region":{"type":"string","x-mcp-header":"Region"},
		"flag":{"type":"boolean","x-mcp-header":"Flag"},
		"none":{"type":"string","x-mcp-header":"None"},
		"in":{"type":"object","properties":{"n":{"type":"integer","x-mcp-header":"N"}}}}}}`)
	if _, err := c.Call(t.Context(), tool, json.RawMessage(`{"region":" eu","flag":true,"in":{"n":4.2e1}}`)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Authorization":        "Bearer t",
		"Mcp-Protocol-Version": Modern,
		"Mcp-Method":           "tools/call",
		"Mcp-Name":             "=?base64?c8O8w58=?=",
		"Mcp-Param-Region":     "=?base64?IGV1?=",
		"Mcp-Param-Flag":       "true",
		"Mcp-Param-N":          "42",
		"Mcp-Param-None":       "",
	} {
		if got.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.Get(name), want)
		}
	}
}

func TestAnswers_thatAreNone(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		want   string
	}{
		{"no JSON", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello") },
			"tools/list: the answer is no JSON-RPC response (HTTP status 200)"},
		{"a failed component", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "the component failed", 500) },
			"tools/list was answered with HTTP status 500: the component failed"},
		{"nothing", func(w http.ResponseWriter, r *http.Request) {},
			"tools/list: the answer is no JSON-RPC response (HTTP status 200)"},
		{"broken off before", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
			"the answer broke off"},
		{"broken off within", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"jsonrpc":`)
			panic(http.ErrAbortHandler)
		}, "tools/list: the answer broke off: the answer broke off"},
		{"events without an answer", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, `data: {"jsonrpc":"2.0","id":2,"result":{"tools":[]}}`)
		}, "tools/list: the stream of events ended without an answer"},
		{"no list", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":2,"result":{"tools":{}}}`)
		}, `tools/list: the result has no list "tools"`},
		{"an endless list", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":2,"result":{"tools":[],"nextCursor":""}}`)
		}, "tools/list: the list has more than 1000 pages"},
		{"long pages", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":2,"result":{"tools":[],"nextCursor":"`+strings.Repeat("x", 20<<20)+`"}}`)
		}, "tools/list: the list has more than 67108864 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := connect(t, scripted(c.answer), Options{}).List(t.Context(), Tools)
			if err == nil || err.Error() != c.want {
				t.Errorf("error = %v, want %s", err, c.want)
			}
		})
	}
}

func TestConnect_refused(t *testing.T) {
	for _, status := range []int{401, 403, 500} {
		_, err := Connect(t.Context(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) }), Options{})
		if e := (*HTTPError)(nil); !errors.As(err, &e) || e.Status != status {
			t.Errorf("%d: error = %v", status, err)
		}
	}
}

func TestConnect_refusedInWords(t *testing.T) {
	_, err := Connect(t.Context(), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"not you"}}`)
	}), Options{})
	if e := (*Error)(nil); !errors.As(err, &e) || e.Message != "not you" || !Refused(err) {
		t.Errorf("error = %v, want a refusal", err)
	}
}

func TestClose_doesNotWaitForeverForAServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	c := connect(t, scripted(func(w http.ResponseWriter, r *http.Request) { <-release }), Options{})
	go cancel()
	if _, err := c.List(ctx, Tools); !errors.Is(err, context.Canceled) {
		t.Errorf("List: %v", err)
	}
	if err := c.server.wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("wait: %v", err)
	}
}

func TestMessages_comeAtOnce(t *testing.T) {
	seen := make(chan struct{})
	c := connect(t, scripted(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, `data: {"jsonrpc":"2.0","method":"notifications/message","params":{"data":1}}`+"\n\n")
		<-seen // the server goes on when the client has the message
		_, _ = io.WriteString(w, `data: {"jsonrpc":"2.0","id":2,"result":{"tools":[]}}`+"\n\n")
	}), Options{Messages: func(string, json.RawMessage) { close(seen) }})
	if _, err := c.List(t.Context(), Tools); err != nil {
		t.Fatal(err)
	}
}
