package stdio

import "encoding/json"

// message is what a line says of itself.
type message struct {
	// id is a string or a number as it stands in JSON, or empty.
	id, method        string
	succeeded, failed bool
	// line is the line, nil where it is not kept or too long. It is good until the next one.
	line []byte
}

// answers tells that the message is an answer.
func (m message) answers() bool { return m.succeeded || m.failed }

const (
	// maxLine is how much of a line is kept for being replayed.
	maxLine = 1 << 20
	// maxToken is how long an id may be.
	maxToken = 4 << 10
)

// envelope reads the outermost members of a JSON object that comes in parts. What is within them, which
// is nearly everything, is passed over and not kept.
type envelope struct {
	keep bool
	// begun tells that there is a part of a line.
	begun bool

	depth               int
	quoted, escaped     bool
	key, token          []byte
	message             message
	line                []byte
	lineLong, malformed bool
}

// write reads a part.
func (e *envelope) write(b []byte) {
	e.begun = e.begun || len(b) > 0
	if e.keep && !e.lineLong {
		if e.lineLong = len(e.line)+len(b) > maxLine; !e.lineLong {
			e.line = append(e.line, b...)
		}
	}
	for _, c := range b {
		e.next(c)
	}
}

func (e *envelope) next(c byte) {
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
			e.depth++
			return
		case '}', ']':
			if e.depth == 1 {
				e.member()
			}
			e.depth--
			e.malformed = e.malformed || e.depth < 0
			return
		case ',':
			if e.depth == 1 {
				e.member()
				return
			}
		case ':':
			if e.depth == 1 {
				e.key = append(e.key[:0], e.token...)
				e.token = e.token[:0]
				return
			}
		}
	}
	if e.depth == 1 && len(e.token) <= maxToken {
		e.token = append(e.token, c)
	}
}

// member notes an outermost member, of which value is nothing where it is an object or an array.
func (e *envelope) member() {
	switch string(e.key) {
	case `"id"`:
		if t := e.token; len(t) > 0 && len(t) <= maxToken && (t[0] == '"' || t[0] == '-' || t[0] >= '0' && t[0] <= '9') {
			e.message.id = string(t)
		}
	case `"method"`:
		if json.Unmarshal(e.token, &e.message.method) != nil {
			e.message.method = ""
		}
	case `"result"`:
		e.message.succeeded = true
	case `"error"`:
		e.message.failed = true
	}
	e.key, e.token = e.key[:0], e.token[:0]
}

// end ends the line, and returns what it was: nothing where that was no object from end to end.
func (e *envelope) end() message {
	m := e.message
	if e.keep && !e.lineLong {
		m.line = e.line
	}
	if e.depth != 0 || e.quoted || e.malformed {
		m = message{}
	}
	*e = envelope{keep: e.keep, key: e.key[:0], token: e.token[:0], line: e.line[:0]}
	return m
}
