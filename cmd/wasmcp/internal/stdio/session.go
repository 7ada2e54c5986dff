package stdio

import (
	"encoding/json"
	"slices"
	"strings"
)

// session is what is known of a client: what it waits for, and what a legacy server knows of it.
type session struct {
	open []request
	// initialize and level are requests that were answered with a result, initialized the
	// notification.
	initialize, level *request
	initialized       []byte
}

// request is a request: its id as it stands in JSON, and the line where it is to be replayed.
type request struct {
	id, method string
	line       []byte
}

// maxOpen bounds the requests that are remembered: to some there is never an answer with their id.
const maxOpen = 4096

// read notes a line that an instance has read.
func (s *session) read(m message) {
	switch {
	case m.method == "" || m.answers():
	case m.id != "":
		r := request{id: m.id, method: m.method}
		if m.method == "initialize" || m.method == "logging/setLevel" {
			r.line = slices.Clone(m.line)
		}
		if s.open = append(s.open, r); len(s.open) > maxOpen {
			s.open = s.open[1:]
		}
	case m.method == "notifications/initialized":
		s.initialized = slices.Clone(m.line)
	case m.method == "notifications/cancelled":
		var cancelled struct {
			Params struct {
				RequestID json.RawMessage `json:"requestId"`
			} `json:"params"`
		}
		if json.Unmarshal(m.line, &cancelled) == nil {
			s.take(string(cancelled.Params.RequestID))
		}
	}
}

// answer notes an answer to the client.
func (s *session) answer(m message) {
	r, ok := s.take(m.id)
	if !ok || m.failed || r.line == nil {
		return
	}
	switch r.method {
	case "initialize":
		s.initialize, s.initialized, s.level = &r, nil, nil
	case "logging/setLevel":
		s.level = &r
	}
}

// take returns the open request with an id, which is not open any more.
func (s *session) take(id string) (request, bool) {
	i := slices.IndexFunc(s.open, func(r request) bool { return r.id == id })
	if i < 0 {
		return request{}, false
	}
	r := s.open[i]
	s.open = slices.Delete(s.open, i, i+1)
	return r, true
}

// replay returns what a new instance has to be told, and the ids of the requests in it.
func (s *session) replay() (lines []byte, ids []string) {
	if s.initialize != nil {
		lines = append(lines, s.initialize.line...)
		lines = append(lines, s.initialized...)
		ids = append(ids, s.initialize.id)
	}
	if s.level != nil {
		lines = append(lines, s.level.line...)
		ids = append(ids, s.level.id)
	}
	return lines, ids
}

// failure is the line that answers a request whose instance trapped.
func failure(id, reason string) []byte {
	type fault struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	reason, _, _ = strings.Cut(reason, "\n")
	b, err := json.Marshal(fault{-32603, "the component failed: " + reason})
	if err != nil {
		panic(err)
	}
	return []byte(`{"jsonrpc":"2.0","id":` + id + `,"error":` + string(b) + "}\n")
}
