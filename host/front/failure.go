package front

import (
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/wasmcp/wasmcp-go/host/envelope"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// message watches the body of a request, and knows what it has said so far.
type message struct {
	io.ReadCloser

	mu     sync.Mutex
	reader envelope.Reader
	ended  bool // all of it was read
}

// Read implements [io.Reader].
func (m *message) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reader.Read(p[:n])
	m.ended = m.ended || err == io.EOF
	return n, err
}

// seen is what it has said so far, and whether that is all.
func (m *message) seen() (of envelope.Message, all bool) {
	if m == nil {
		return of, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reader.Seen(), m.ended
}

// firstModern is the first revision without a handshake.
const firstModern = "2026-07-28"

// Answer answers a request that failed in the form of the protocol: a JSON-RPC error, which is the last
// event where the answer is a stream that has begun. It reports false where there is nothing it can do.
// It is for [runtime.HandlerOptions] of an MCP server.
func Answer(w http.ResponseWriter, r *http.Request, f runtime.Failure) bool {
	x, ok := r.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return false
	}
	m, all := x.message.seen()
	if m.Answers() {
		m.ID = "" // that of a request of the server's: the client waits for nothing
	}
	if f.Sent {
		return m.ID != "" && x.lastEvent(w, envelope.Error(m.ID, f.Text))
	}
	status := f.Status
	header := w.Header()
	for name := range header {
		if name != "Connection" && name != "Retry-After" {
			delete(header, name)
		}
	}
	allow(header, r)
	if m.Method != "" && m.ID == "" && all {
		w.WriteHeader(status) // nobody waits for the answer to a notification
		return true
	}
	// Clients read errors of calls where the status is 200. Older ones read nothing otherwise.
	legacy := r.Header.Get("Mcp-Protocol-Version") < firstModern
	if m.ID != "" && (legacy || status == http.StatusInternalServerError || status == http.StatusGatewayTimeout) {
		status = http.StatusOK
	}
	body := envelope.Error(m.ID, f.Text)
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
	return true
}

// allow lets a page read the error that may read the answer. It says nothing of anybody.
func allow(header http.Header, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Expose-Headers", "mcp-session-id, www-authenticate")
		header.Set("Vary", "origin")
	}
}

// lastEvent ends a stream of server-sent events with a message.
func (x *exchange) lastEvent(w http.ResponseWriter, data []byte) bool {
	if !isEvents(w.Header()) {
		return false
	}
	event := append(append([]byte("data: "), data...), "\n\n"...)
	if !x.between {
		event = append([]byte("\n\n"), event...) // the event that was under way is not whole
	}
	_, err := w.Write(event)
	return err == nil && http.NewResponseController(w).Flush() == nil
}
