// Package bridge serves a server that speaks on standard input and output over Streamable HTTP,
// so that what asks servers over HTTP alone can ask it too.
//
// A legacy session is a process of its own, begun by `initialize` and ended by DELETE. All that is
// outside a session goes to one more process. A process is given one request at a time, so what
// it says before the answer belongs to that request. What HTTP adds to the messages is the
// bridge's: it checks Host, Origin and the headers that repeat the body, and chooses the status.
package bridge

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
)

// A Bridge is an HTTP handler in front of a command that runs a server.
type Bridge struct {
	command []string

	mu        sync.Mutex
	processes map[string]*process
}

// New returns a bridge to what the command runs.
func New(command ...string) *Bridge {
	return &Bridge{command: command, processes: map[string]*process{}}
}

// Close ends the input of every process, and reports those that did not end well.
func (b *Bridge) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var failed []error
	for _, p := range b.processes {
		failed = append(failed, p.close())
	}
	clear(b.processes)
	return errors.Join(failed...)
}

// ServeHTTP serves one HTTP request.
func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !isLocal(r) {
		http.Error(w, "forbidden", http.StatusForbidden)
		return
	}
	switch r.Method {
	case http.MethodPost:
		b.post(w, r)
	case http.MethodDelete:
		b.end(w, r)
	default:
		w.Header().Set("Allow", "POST, DELETE")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
	}
}

const sessionHeader = "Mcp-Session-Id"

func (b *Bridge) end(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	id := r.Header.Get(sessionHeader)
	p := b.processes[id]
	delete(b.processes, id)
	b.mu.Unlock()
	if p == nil || id == "" {
		http.Error(w, "no such session", http.StatusNotFound)
		return
	}
	if err := p.close(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (b *Bridge) post(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var line bytes.Buffer
	var m message
	if json.Compact(&line, body) != nil || json.Unmarshal(body, &m) != nil {
		m = message{}
		line.Reset()
		line.Write(bytes.ReplaceAll(body, []byte("\n"), []byte(" ")))
	}
	claim, claimed := m.claim()
	if refused := check(r, m, claim, claimed); refused != nil {
		writeJSON(w, http.StatusBadRequest, refused)
		return
	}
	id := r.Header.Get(sessionHeader)
	if claimed {
		id = ""
	} else if m.Method == "initialize" {
		id = rand.Text()
		w.Header().Set(sessionHeader, id)
	}
	p, err := b.process(id, m.Method == "initialize")
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if p == nil {
		http.Error(w, "no such session", http.StatusNotFound)
		return
	}
	if m.Method == "" || len(m.ID) == 0 {
		// A notification, or the answer to a question: neither is answered.
		if err := p.tell(m, line.Bytes()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusAccepted)
		return
	}
	p.ask(w, r, m, claimed, line.Bytes())
}

// process returns the process of a session, a new one if asked for. The process of no session is
// there from the first time that it is needed.
func (b *Bridge) process(id string, create bool) (*process, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.processes[id]; p != nil || id != "" && !create {
		return p, nil
	}
	p, err := start(b.command)
	if err == nil {
		b.processes[id] = p
	}
	return p, err
}

func writeJSON(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(body)
}
