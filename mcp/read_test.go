package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// offering is a server with resources, a prompt and completions, of each era.
func offering(t *testing.T, test func(t *testing.T, c *Client)) {
	t.Helper()
	for name, stateless := range map[string]bool{"modern": true, "legacy": false} {
		t.Run(name, func(t *testing.T) {
			s := mcp.NewServer(&mcp.Implementation{Name: "sdk", Version: "1"}, &mcp.ServerOptions{
				Logger: slog.New(slog.DiscardHandler),
				CompletionHandler: func(_ context.Context, r *mcp.CompleteRequest) (*mcp.CompleteResult, error) {
					value := r.Params.Ref.Type + " " + r.Params.Ref.Name + r.Params.Ref.URI + " " + r.Params.Argument.Name + "=" + r.Params.Argument.Value
					if r.Params.Context != nil {
						value += " in " + r.Params.Context.Arguments["country"]
					}
					return &mcp.CompleteResult{Completion: mcp.CompletionResultDetails{Values: []string{value}, Total: 7, HasMore: true}}, nil
				},
			})
			s.AddResource(&mcp.Resource{URI: "note://a", Name: "note"}, func(context.Context, *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
				return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{
					{URI: "note://a", MIMEType: "text/plain", Text: "hello"}, {URI: "note://a#2", Blob: []byte{0, 1, 2}}}}, nil
			})
			s.AddPrompt(&mcp.Prompt{Name: "greet"}, func(_ context.Context, r *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
				return &mcp.GetPromptResult{Description: "A greeting", Messages: []*mcp.PromptMessage{
					{Role: "user", Content: &mcp.TextContent{Text: "Hello " + r.Params.Arguments["who"]}}}}, nil
			})
			test(t, connect(t, mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s }, &mcp.StreamableHTTPOptions{Stateless: stateless}), Options{}))
		})
	}
}

func TestRead(t *testing.T) {
	offering(t, func(t *testing.T, c *Client) {
		got, err := c.Read(t.Context(), "note://a")
		if err != nil {
			t.Fatal(err)
		}
		hello, blob := "hello", []byte{0, 1, 2}
		want := []ContentsPart{{URI: "note://a", MimeType: "text/plain", Text: &hello}, {URI: "note://a#2", Blob: &blob}}
		if diff := cmp.Diff(want, got.Parts); diff != "" {
			t.Error(diff)
		}
		if _, err := c.Read(t.Context(), "note://other"); !errors.As(err, new(*Error)) {
			t.Errorf("a resource that is not there: %v", err)
		}
	})
}

func TestPrompt(t *testing.T) {
	offering(t, func(t *testing.T, c *Client) {
		got, err := c.Prompt(t.Context(), "greet", map[string]string{"who": "Ann"})
		if err != nil || got.Description != "A greeting" || len(got.Messages) != 1 || got.Messages[0].Role != "user" ||
			!strings.Contains(string(got.Messages[0].Content), `"Hello Ann"`) {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := c.Prompt(t.Context(), "other", nil); !errors.As(err, new(*Error)) {
			t.Errorf("a prompt that is not there: %v", err)
		}
	})
}

func TestComplete(t *testing.T) {
	offering(t, func(t *testing.T, c *Client) {
		for want, ask := range map[string]func() (*Completion, error){
			"ref/prompt greet who=A": func() (*Completion, error) {
				return c.Complete(t.Context(), CompletionOf{Prompt: "greet"}, "who", "A", nil)
			},
			"ref/resource city://{name} name= in France": func() (*Completion, error) {
				return c.Complete(t.Context(), CompletionOf{Template: "city://{name}"}, "name", "", map[string]string{"country": "France"})
			},
		} {
			got, err := ask()
			if err != nil || cmp.Diff([]string{want}, got.Values) != "" || !got.HasMore || got.Total == nil || *got.Total != 7 {
				t.Errorf("%+v, %v, want %s", got, err, want)
			}
		}
	})
}

// TestResults_thatAreNone are answers that MCP does not allow.
func TestResults_thatAreNone(t *testing.T) {
	for _, result := range []string{`{}`, `{"contents":[{"uri":"a"}]}`, `{"contents":[{"uri":"a","text":"b","blob":"YQ=="}]}`,
		`{"contents":[{"uri":"a","blob":"!"}]}`, `{"contents":null,"messages":1,"completion":{"values":null}}`, `{"resultType":"later"}`} {
		c := connect(t, scripted(func(w http.ResponseWriter, r *http.Request) {
			var m message
			body, _ := io.ReadAll(r.Body)
			_ = json.Unmarshal(body, &m)
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"jsonrpc":"2.0","id":`+string(m.ID)+`,"result":`+result+`}`)
		}), Options{})
		_, read := c.Read(t.Context(), "a")
		_, got := c.Prompt(t.Context(), "a", nil)
		_, completed := c.Complete(t.Context(), CompletionOf{Prompt: "a"}, "b", "", nil)
		for what, err := range map[string]error{"resource": read, "prompt": got, "completion": completed} {
			if !errors.As(err, new(*ProtocolError)) {
				t.Errorf("%s as a %s: %v", result, what, err)
			}
		}
	}
}
