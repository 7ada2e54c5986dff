package stdio

import (
	"bytes"
	"slices"
	"time"

	"github.com/wasmcp/wasmcp-go/host/envelope"
)

// mostAhead is how many bytes are read ahead. A client that sends more waits.
const mostAhead = 1 << 20

// graceTime is how long a call may go on that the client has cancelled: it may have to undo something.
const graceTime = time.Second

// ahead is what was read of the client, and by no instance yet.
type ahead struct {
	pieces []piece
	size   int
}

// piece is a line, or a part of a long one.
type piece struct {
	b []byte
	// id is that of a request that is whole, empty for everything else.
	id string
}

// pieceCost is about how many bytes a piece takes beside its text.
const pieceCost = 64

// add adds what was read, and what that says of itself if it is a whole line.
func (a *ahead) add(b []byte, m envelope.Message) {
	p := piece{b: bytes.Clone(b)}
	if m.Method != "" {
		p.id = m.ID
	}
	a.pieces = append(a.pieces, p)
	a.size += len(b) + pieceCost
}

// take takes the first piece, which is empty where there is none.
func (a *ahead) take() piece {
	if len(a.pieces) == 0 {
		return piece{}
	}
	p := a.pieces[0]
	a.pieces[0] = piece{}
	a.pieces = a.pieces[1:]
	a.size -= len(p.b) + pieceCost
	return p
}

// drop drops a request that nobody has read. It reports whether there was one.
func (a *ahead) drop(id string) bool {
	i := slices.IndexFunc(a.pieces, func(p piece) bool { return p.id == id })
	if i < 0 || id == "" {
		return false
	}
	a.size -= len(a.pieces[i].b) + pieceCost
	a.pieces = slices.Delete(a.pieces, i, i+1)
	return true
}

// peek reads what a line says of itself.
func peek(line []byte) envelope.Message {
	var r envelope.Reader
	r.Read(line)
	return r.End()
}

// urgent looks at a line while a call computes, which reads nothing: a ping is answered, and a call that is
// cancelled ends. It reports whether the line is done with. The lock is held.
func (p *pipe) urgent(line []byte, m envelope.Message) bool {
	e := p.current
	if e == nil || e.idle || len(p.session.open) == 0 {
		return false
	}
	switch {
	case m.Method == "ping" && m.ID != "" && p.session.initialize != nil && !p.server.Begun && p.outErr == nil:
		_, p.outErr = p.out.Write([]byte(`{"jsonrpc":"2.0","id":` + m.ID + `,"result":{}}` + "\n"))
		return true
	case m.Method == "notifications/cancelled" && m.ID == "":
		id := cancelledID(line)
		if p.ahead.drop(id) {
			return true
		}
		if id != "" && p.pieceID == id && !p.client.Begun {
			p.piece, p.pieceID = nil, ""
			p.next()
			return true
		}
		if p.session.open[0].id == id { // calls are served one after the other
			p.session.open[0].cancelled = true
			time.AfterFunc(graceTime, func() { p.end(e, id) })
		}
	}
	return false
}

// end ends an instance that is still at work on a request that was cancelled.
func (p *pipe) end(e *end, id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == e && !e.idle && len(p.session.open) > 0 && p.session.open[0].id == id && p.session.open[0].cancelled {
		e.stop(&CancelledError{})
	}
}

// CancelledError is a call that went on after the client had cancelled it, and was ended.
type CancelledError struct{}

// Error says so.
func (*CancelledError) Error() string { return "the client cancelled the call, and it was ended" }

// afterCancelled is why requests fail that were read behind a call which was cancelled.
func afterCancelled() *reason {
	const text = "a call before this one was cancelled and ended, and the server began anew"
	return &reason{text, text}
}
