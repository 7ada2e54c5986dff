package bridge

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// message is what the bridge looks at in a message.
type message struct {
	ID     json.RawMessage
	Method string
	Params struct {
		Meta      map[string]json.RawMessage `json:"_meta"`
		RequestID json.RawMessage            `json:"requestId"`
	}
	Error *struct{ Code int }
}

const (
	modern         = "2026-07-28"
	headerMismatch = -32020
	invalidParams  = -32602
	methodNotFound = -32601
)

// claim is the revision in the envelope, empty where it is no string, and whether there is one.
func (m message) claim() (revision string, claimed bool) {
	value, claimed := m.Params.Meta["io.modelcontextprotocol/protocolVersion"]
	json.Unmarshal(value, &revision)
	return revision, claimed
}

// check compares headers with the body. It returns the answer where they disagree.
func check(r *http.Request, m message, claim string, claimed bool) []byte {
	version := strings.TrimSpace(r.Header.Get("Mcp-Protocol-Version"))
	method := strings.TrimSpace(r.Header.Get("Mcp-Method"))
	switch {
	case m.Method == "" || len(m.ID) == 0:
		return nil
	case !claimed && version >= modern && m.Method == "initialize":
		return refusal(m, headerMismatch, "initialize under the header of a revision that has none")
	case !claimed && version >= modern:
		return refusal(m, invalidParams, "_meta is missing")
	case claimed && claim != "" && version != claim:
		return refusal(m, headerMismatch, "Mcp-Protocol-Version is not the revision in _meta")
	case claimed && method != m.Method:
		return refusal(m, headerMismatch, "Mcp-Method is not the method")
	}
	return nil
}

func refusal(m message, code int, text string) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%s,"error":{"code":%d,"message":%q}}`, m.ID, code, text)
}

// status is that of an answer.
func status(answer message, claimed bool) int {
	switch {
	case answer.Error == nil || !claimed:
		return http.StatusOK
	case answer.Error.Code == methodNotFound:
		return http.StatusNotFound
	}
	return http.StatusBadRequest
}

// isLocal reports whether Host and Origin are of this machine.
func isLocal(r *http.Request) bool {
	if !loopback("http://" + r.Host) {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || loopback(origin)
}

func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}
