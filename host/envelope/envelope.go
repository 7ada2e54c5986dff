// Package envelope reads what a JSON-RPC message says of itself, while it passes by in parts: nothing is
// kept of what it carries.
package envelope

import (
	"bytes"
	"encoding/json"
)

// Message is what a message says of itself.
type Message struct {
	// ID is a string or a number as it stands in JSON, or empty.
	ID, Method string
	// Name is what a request of MCP names in its parameters: a tool, a prompt or a URI.
	Name              string
	Succeeded, Failed bool
	// Line is the whole text, nil where it is not kept or too long. It is good until the next one.
	Line []byte
}

// Answers tells that the message is an answer.
func (m Message) Answers() bool { return m.Succeeded || m.Failed }

const (
	// MaxLine is how much of a line is kept for being replayed.
	MaxLine = 1 << 20
	// maxToken is how long an id may be.
	maxToken = 4 << 10
)

// Reader reads the outermost members of a JSON object that comes in parts, and those of its params. What
// is within them, which is nearly everything, is passed over and not kept.
type Reader struct {
	// Keep has the text kept.
	Keep bool
	// Begun tells that there is a part of a message.
	Begun bool

	depth               int
	params              bool // the object at depth 2 is that of params
	quoted, escaped     bool
	key, token          []byte
	outer               []byte // the key of what depth 2 is the value of
	message             Message
	line                []byte
	lineLong, malformed bool
}

// Read reads a part.
func (e *Reader) Read(b []byte) {
	e.Begun = e.Begun || len(b) > 0
	if e.Keep && !e.lineLong {
		if e.lineLong = len(e.line)+len(b) > MaxLine; !e.lineLong {
			e.line = append(e.line, b...)
		}
	}
	for len(b) > 0 {
		if e.quoted && !e.escaped && !e.within() { // text of which nothing is kept
			n := bytes.IndexAny(b, `"\`)
			if n < 0 {
				return
			}
			b = b[n:]
		}
		e.next(b[0])
		b = b[1:]
	}
}

func (e *Reader) next(c byte) {
	switch {
	case e.escaped:
		e.escaped = false
	case e.quoted:
		e.escaped, e.quoted = c == '\\', c != '"'
	default:
		switch c {
		case ' ', '\t', '\r', '\n':
			return
		case '"':
			e.quoted = true
		case '{', '[':
			if e.depth == 1 {
				e.params = c == '{' && string(e.key) == `"params"`
				e.outer = append(e.outer[:0], e.key...)
				e.key, e.token = e.key[:0], e.token[:0]
			}
			e.depth++
			return
		case '}', ']':
			if e.within() {
				e.member()
			}
			if e.depth--; e.depth == 1 {
				e.params = false
				e.key, e.token = append(e.key[:0], e.outer...), e.token[:0]
			}
			e.malformed = e.malformed || e.depth < 0
			return
		case ',':
			if e.within() {
				e.member()
				return
			}
		case ':':
			if e.within() {
				e.key = append(e.key[:0], e.token...)
				e.token = e.token[:0]
				return
			}
		}
	}
	if e.within() && len(e.token) <= maxToken {
		e.token = append(e.token, c)
	}
}

// within tells whether members are read.
func (e *Reader) within() bool { return e.depth == 1 || e.depth == 2 && e.params }

// member notes a member, of which value is nothing where it is an object or an array.
func (e *Reader) member() {
	if e.depth == 2 {
		switch string(e.key) {
		case `"name"`, `"uri"`:
			if len(e.token) <= maxToken && json.Unmarshal(e.token, &e.message.Name) != nil {
				e.message.Name = ""
			}
		}
		e.key, e.token = e.key[:0], e.token[:0]
		return
	}
	switch string(e.key) {
	case `"id"`:
		if t := e.token; len(t) > 0 && len(t) <= maxToken && (t[0] == '"' || t[0] == '-' || t[0] >= '0' && t[0] <= '9') {
			e.message.ID = string(t)
		}
	case `"method"`:
		if json.Unmarshal(e.token, &e.message.Method) != nil {
			e.message.Method = ""
		}
	case `"result"`:
		e.message.Succeeded = true
	case `"error"`:
		e.message.Failed = true
	}
	e.key, e.token = e.key[:0], e.token[:0]
}

// Seen returns what was read so far.
func (e *Reader) Seen() Message { return e.message }

// End ends the message, and returns what it was: nothing where that was no object from end to end.
func (e *Reader) End() Message {
	m := e.message
	if e.Keep && !e.lineLong {
		m.Line = e.line
	}
	if e.depth != 0 || e.quoted || e.malformed {
		m = Message{}
	}
	*e = Reader{Keep: e.Keep, key: e.key[:0], token: e.token[:0], line: e.line[:0]}
	return m
}

// internalError is the code of an error that is no fault of the client's (JSON-RPC 2.0, section 5.1).
const internalError = -32603

// Error is a JSON-RPC error, an internal one. Where the id is not known, or is not JSON, there is none.
func Error(id, text string) []byte {
	var m struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id,omitempty"`
		Error   struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	m.Version, m.ID = "2.0", json.RawMessage(id)
	m.Error.Code, m.Error.Message = internalError, text
	b, err := json.Marshal(m)
	if err != nil {
		m.ID = nil
		b, _ = json.Marshal(m)
	}
	return b
}
