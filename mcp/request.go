package mcp

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// metaPrefix begins the names of what revision 2026-07-28 puts into _meta.
const metaPrefix = "io.modelcontextprotocol/"

// endpoint is where the server answers. The host is the loopback, which composed servers let in.
func (c *Client) endpoint() string {
	if c.options.Endpoint == "" {
		return "http://127.0.0.1/mcp"
	}
	return "http://127.0.0.1" + c.options.Endpoint
}

// param is one member of a request's params. They are sent in the order they are given in.
type param struct {
	name  string
	value any
}

// message is a JSON-RPC message of the client.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *rpcError       `json:"error,omitempty"`
}

type rpcError struct {
	Code    int64           `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// request makes a call and returns its result. The error is an [*Error] where the server answers
// with one.
func (c *Client) request(ctx context.Context, method string, header http.Header, params ...param) (json.RawMessage, error) {
	c.id++
	id := strconv.Itoa(c.id)
	params = append(params, c.meta(id)...)
	encoded, err := encodeParams(params)
	if err != nil {
		return nil, err
	}
	m := message{Version: "2.0", ID: json.RawMessage(id), Method: method, Params: encoded}
	response, err := c.post(ctx, m, header)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return c.answer(ctx, m, response)
}

// meta is the _meta object of a request, if it has one.
func (c *Client) meta(id string) []param {
	var members []param
	if c.revision == Modern {
		members = []param{
			{metaPrefix + "protocolVersion", Modern},
			{metaPrefix + "clientInfo", c.info()},
			{metaPrefix + "clientCapabilities", c.capabilities()},
		}
		if c.options.LogLevel != "" {
			members = append(members, param{metaPrefix + "logLevel", c.options.LogLevel})
		}
	}
	if c.options.Messages != nil {
		members = append(members, param{"progressToken", id})
	}
	if members == nil {
		return nil
	}
	encoded, err := encodeParams(members)
	if err != nil {
		return nil // names and numbers of our own
	}
	return []param{{"_meta", encoded}}
}

func (c *Client) info() map[string]string {
	return map[string]string{"name": c.options.Name, "version": c.options.Version}
}

// capabilities are what the client can be asked for.
func (c *Client) capabilities() map[string]any {
	if c.options.Answer == nil {
		return map[string]any{}
	}
	none := struct{}{}
	return map[string]any{
		"elicitation": map[string]any{"form": none, "url": none},
		"sampling":    map[string]any{"tools": none},
		"roots":       none,
	}
}

// post sends one message.
func (c *Client) post(ctx context.Context, m message, header http.Header) (*http.Response, error) {
	body, err := encode(m)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	h := r.Header
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Accept", "application/json, text/event-stream")
	if c.revision == Modern || m.Method != "initialize" {
		h.Set("Mcp-Protocol-Version", c.revision)
	}
	if c.revision == Modern && m.Method != "" {
		h.Set("Mcp-Method", m.Method)
	}
	if c.session != "" {
		h.Set("Mcp-Session-Id", c.session)
	}
	for name, values := range header {
		h[name] = values
	}
	for name, values := range c.options.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	return c.server.RoundTrip(r)
}

// encode writes JSON without escaping what only HTML minds.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// encodeParams writes an object with its members in order.
func encodeParams(params []param) (json.RawMessage, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range params {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := encode(p.name)
		if err != nil {
			return nil, err
		}
		value, err := encode(p.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// The marks around a header's value that is sent in Base64.
const (
	base64Prefix = "=?base64?"
	base64Suffix = "?="
)

// headerValue writes text so that it survives as the value of a header.
func headerValue(s string) string {
	plain := strings.TrimSpace(s) == s && !(strings.HasPrefix(s, base64Prefix) && strings.HasSuffix(s, base64Suffix))
	for _, c := range []byte(s) {
		plain = plain && c >= ' ' && c < 0x7f
	}
	if plain {
		return s
	}
	return base64Prefix + base64.StdEncoding.EncodeToString([]byte(s)) + base64Suffix
}
