package stdio

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/host/envelope"
	"github.com/wasmcp/wasmcp-go/runtime"
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
	// cancelled tells that the client has cancelled it, and nothing yet that the server has seen that.
	cancelled bool
}

// maxOpen bounds the requests that are remembered: to some there is never an answer with their id.
const maxOpen = 4096

// read notes a line that an instance has read.
func (s *session) read(m envelope.Message) {
	switch {
	case m.Method == "" || m.Answers():
	case m.ID != "":
		r := request{id: m.ID, method: m.Method}
		if m.Method == "initialize" || m.Method == "logging/setLevel" {
			r.line = slices.Clone(m.Line)
		}
		if s.open = append(s.open, r); len(s.open) > maxOpen {
			s.open = s.open[1:]
		}
	case m.Method == "notifications/initialized":
		s.initialized = slices.Clone(m.Line)
	case m.Method == "notifications/cancelled":
		if i := s.index(cancelledID(m.Line)); i >= 0 {
			s.open[i].cancelled = true
		}
	}
}

// cancelledID is the id of the request that a line cancels, as it stands in JSON.
func cancelledID(line []byte) string {
	var cancelled struct {
		Params struct {
			RequestID json.RawMessage `json:"requestId"`
		} `json:"params"`
	}
	if json.Unmarshal(line, &cancelled) != nil {
		return ""
	}
	return string(cancelled.Params.RequestID)
}

// answer notes an answer to the client.
func (s *session) answer(m envelope.Message) {
	i := s.index(m.ID)
	if i < 0 {
		return
	}
	r := s.open[i]
	// What was cancelled and came before it has been seen to.
	before := slices.DeleteFunc(s.open[:i:i], func(r request) bool { return r.cancelled })
	s.open = append(before, s.open[i+1:]...)
	if m.Failed || r.line == nil {
		return
	}
	switch r.method {
	case "initialize":
		s.initialize, s.initialized, s.level = &r, nil, nil
	case "logging/setLevel":
		s.level = &r
	}
}

// idle notes that the server waits for the client, and so has seen to what was cancelled.
func (s *session) idle() {
	s.open = slices.DeleteFunc(s.open, func(r request) bool { return r.cancelled })
}

// index finds the open request with an id, -1 where there is none.
func (s *session) index(id string) int {
	return slices.IndexFunc(s.open, func(r request) bool { return r.id == id })
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

// reason is why requests get no other answer: the first one, and those that had to wait for it.
type reason struct{ first, others string }

func trapped(trap *runtime.Trap) *reason {
	line, _, _ := strings.Cut(trap.Reason, "\n")
	text := "the component failed: " + line
	return &reason{text, text}
}

func tooLong(e *runtime.TimeoutError) *reason {
	return &reason{
		e.Error() + " and was ended",
		fmt.Sprintf("a call before this one took longer than %s and was ended, and the server began anew", e.Limit),
	}
}
