package mcp

import (
	"context"
	"encoding/json"
	"net/http"
)

// initialize begins a session in the way of the revisions before 2026-07-28.
func (c *Client) initialize(ctx context.Context) error {
	c.revision = Legacy
	c.id++
	params, err := encodeParams([]param{
		{"protocolVersion", Legacy},
		{"capabilities", c.capabilities()},
		{"clientInfo", c.info()},
	})
	if err != nil {
		return err
	}
	m := message{Version: "2.0", ID: json.RawMessage("1"), Method: "initialize", Params: params}
	response, err := c.post(ctx, m, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	session := response.Header.Get("Mcp-Session-Id")
	raw, err := c.answer(ctx, m, response)
	if err != nil {
		return err
	}
	var result struct {
		ProtocolVersion string                     `json:"protocolVersion"`
		Capabilities    map[string]json.RawMessage `json:"capabilities"`
		ServerInfo      json.RawMessage            `json:"serverInfo"`
		Instructions    string                     `json:"instructions"`
	}
	if err := json.Unmarshal(raw, &result); err != nil || result.ProtocolVersion == "" {
		return &ProtocolError{Method: "initialize", Problem: "the result is no description of a server", Err: err}
	}
	c.revision, c.session = result.ProtocolVersion, session
	c.Server = Server{Info: result.ServerInfo, Capabilities: result.Capabilities, Instructions: result.Instructions}
	if err := c.tell(ctx, message{Version: "2.0", Method: "notifications/initialized"}); err != nil {
		return err
	}
	if _, ok := c.Server.Capabilities["logging"]; ok && c.options.LogLevel != "" {
		_, err = c.request(ctx, "logging/setLevel", nil, param{"level", c.options.LogLevel})
	}
	return err
}

// tell sends a message that has no answer.
func (c *Client) tell(ctx context.Context, m message) error {
	response, err := c.post(ctx, m, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 400 {
		return &HTTPError{Method: m.Method, Status: response.StatusCode}
	}
	return nil
}

// asked answers a request of a legacy server, beside the answer that is being read.
func (c *Client) asked(ctx context.Context, m message) {
	reply := message{Version: "2.0", ID: m.ID}
	if c.options.Answer != nil {
		if answer, ok := c.options.Answer(string(m.ID), m.Method, m.Params); ok {
			reply.Result = answer
		}
	}
	if reply.Result == nil {
		reply.Error = &rpcError{Code: codeMethodNotFound, Message: "the client has no answer to " + m.Method}
	}
	// What becomes of it shows in the answer to the call, which is read meanwhile. A server that asks
	// and does not take the answers is not read on.
	select {
	case c.replies <- struct{}{}:
	case <-ctx.Done():
		return
	}
	c.server.running.Go(func() {
		defer func() { <-c.replies }()
		_ = c.tell(ctx, reply)
	})
}

// maxReplies is how many answers to a server's questions are on their way at a time.
const maxReplies = 16

// endSession tells a legacy server that the session is over.
func (c *Client) endSession(ctx context.Context) {
	if c.session == "" {
		return
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodDelete, c.endpoint(), nil)
	if err != nil {
		return
	}
	r.Header.Set("Mcp-Session-Id", c.session)
	r.Header.Set("Mcp-Protocol-Version", c.revision)
	if response, err := c.server.RoundTrip(r); err == nil {
		_ = response.Body.Close()
	}
}
