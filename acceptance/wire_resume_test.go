package acceptance

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// A client whose connection breaks while it is asked takes up the stream, and has the result.
func TestResume(t *testing.T) {
	t.Parallel()
	server, err := url.Parse(embedded.http(t, conformer(t, embedded)).URL)
	if err != nil {
		t.Fatal(err)
	}
	var cuts, resumed atomic.Int32
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		FlushInterval: -1,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: server.Scheme, Host: server.Host})
			if r.In.Method == http.MethodGet && r.In.Header.Get("Last-Event-ID") != "" {
				resumed.Add(1)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if r.Request.Method == http.MethodPost && strings.HasPrefix(r.Header.Get("Content-Type"), "text/event-stream") && cuts.Add(1) == 1 {
				r.Body = &cut{ReadCloser: r.Body, events: 2} // the stream's begin, and the question
			}
			return nil
		},
	})
	t.Cleanup(proxy.Close)

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	client := mcp.NewClient(&mcp.Implementation{Name: "acceptance", Version: "1.0.0"}, &mcp.ClientOptions{
		ElicitationHandler: func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			return &mcp.ElicitResult{Action: "accept", Content: map[string]any{"username": "Ann", "email": "ann@example.com"}}, nil
		},
	})
	session, err := client.Connect(ctx, &mcp.StreamableClientTransport{Endpoint: proxy.URL + "/mcp"},
		&mcp.ClientSessionOptions{ProtocolVersion: "2025-11-25"})
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "test_elicitation", Arguments: map[string]any{"message": "Who?"}})
	if err != nil {
		t.Fatal(err)
	}
	text, ok := result.Content[0].(*mcp.TextContent)
	if !ok || !strings.Contains(text.Text, "Ann") {
		t.Errorf("the call ends with %+v", result.Content[0])
	}
	if cuts.Load() == 0 || resumed.Load() == 0 {
		t.Errorf("%d streams, %d of them taken up", cuts.Load(), resumed.Load())
	}
}

// cut is the body of a stream that breaks after so many events.
type cut struct {
	io.ReadCloser
	events int
}

var errCut = errors.New("the connection breaks")

func (c *cut) Read(p []byte) (int, error) {
	if c.events <= 0 {
		return 0, errCut
	}
	n, err := c.ReadCloser.Read(p)
	c.events -= bytes.Count(p[:n], []byte("\n\n"))
	return n, err
}
