// Package mcp is the Model Context Protocol as a Go program sees it: definitions and their digests, and a
// client of servers that run in this process, which are an [http.Handler], as the embedded runtime makes
// one of a composed server.
//
// The client speaks revision 2026-07-28, and 2025-11-25 with servers that know nothing newer. JSON is
// passed on as it came: definitions and results keep their members, their order and their numbers.
//
// [Model Context Protocol]: https://modelcontextprotocol.io/specification
package mcp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"
)

// The revisions that a Client speaks.
const (
	Modern = "2026-07-28"
	Legacy = "2025-11-25"
)

// Options say who asks, and what becomes of what a server says besides its answers.
type Options struct {
	// Name and Version are those of clientInfo.
	Name, Version string
	// Endpoint is the path at which the server answers; empty for /mcp.
	Endpoint string
	// Header goes with every request.
	Header http.Header
	// LogLevel is the least severe level of log messages wanted; empty for none.
	LogLevel string
	// ListTime is how long all pages of one list may take together; 0 for any time.
	ListTime time.Duration
	// Messages is called with each notification that comes ahead of an answer; nil drops them.
	Messages func(method string, params json.RawMessage)
	// Answer is asked for what a server needs before it can finish a call: key is the server's name
	// for it, ok is false where there is no answer. Nil has no answers.
	Answer func(key, method string, params json.RawMessage) (answer json.RawMessage, ok bool)
}

// Client is a connection with one server. Its calls are made one at a time.
type Client struct {
	options Options
	server  *inProcess
	// Server is what the server says of itself.
	Server Server

	revision string
	session  string // of the legacy era
	id       int
	// replies has an element for each answer to a question of the server's that is on its way.
	replies chan struct{}
}

// Server is what a server says of itself.
type Server struct {
	// Revision is the one that is spoken with it.
	Revision string
	// Info is its serverInfo object; nil where it has none.
	Info json.RawMessage
	// Capabilities are what it offers, by name.
	Capabilities map[string]json.RawMessage
	// Instructions are what it tells a model about its use.
	Instructions string
}

// Connect asks the server who it is, and how it wants to be spoken to. Close the Client when it is
// not needed any more.
func Connect(ctx context.Context, server http.Handler, options Options) (*Client, error) {
	c := &Client{options: options, server: &inProcess{handler: server}, revision: Modern, replies: make(chan struct{}, maxReplies)}
	err := c.discover(ctx)
	if err != nil && isLegacy(err) {
		err = c.initialize(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close(ctx))
	}
	c.Server.Revision = c.revision
	return c, nil
}

// Close ends the session, where there is one, and waits for what the server still does. It returns
// an error where the context ended before the server was done.
func (c *Client) Close(ctx context.Context) error {
	c.endSession(ctx)
	return c.server.wait(ctx)
}

func (c *Client) discover(ctx context.Context) error {
	raw, err := c.request(ctx, "server/discover", nil)
	if err != nil {
		return err
	}
	var result struct {
		SupportedVersions []string                   `json:"supportedVersions"`
		Capabilities      map[string]json.RawMessage `json:"capabilities"`
		Instructions      string                     `json:"instructions"`
		Meta              map[string]json.RawMessage `json:"_meta"`
	}
	if err := json.Unmarshal(raw, &result); err != nil || result.Capabilities == nil {
		return &ProtocolError{Method: "server/discover", Problem: "the result is no description of a server", Err: err}
	}
	if !slices.Contains(result.SupportedVersions, Modern) {
		return &RevisionError{result.SupportedVersions}
	}
	c.Server = Server{
		Info:         result.Meta[metaPrefix+"serverInfo"],
		Capabilities: result.Capabilities,
		Instructions: result.Instructions,
	}
	return nil
}

// isLegacy reports whether an answer to server/discover comes from a server that is to be spoken to
// in the way of the older revisions: it says so, or does not know the method. Who may not enter, and
// what went wrong inside, say nothing about it.
func isLegacy(err error) bool {
	if e := (*RevisionError)(nil); errors.As(err, &e) {
		return slices.ContainsFunc(e.Supported, func(r string) bool { return r < Modern })
	}
	if Refused(err) {
		return false
	}
	if e := (*Error)(nil); errors.As(err, &e) {
		var data struct{ Supported []string }
		return e.Code != codeUnsupportedVersion ||
			json.Unmarshal(e.Data, &data) == nil && isLegacy(&RevisionError{data.Supported})
	}
	if e := (*HTTPError)(nil); errors.As(err, &e) {
		return e.Status >= 400 && e.Status < 500
	}
	return false
}

// Refused reports whether an error says that the server lets this client do nothing at all.
func Refused(err error) bool {
	status := 0
	if e := (*Error)(nil); errors.As(err, &e) {
		status = e.Status
	}
	if e := (*HTTPError)(nil); errors.As(err, &e) {
		status = e.Status
	}
	return status == http.StatusUnauthorized || status == http.StatusForbidden
}
