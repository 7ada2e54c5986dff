package stdio

import (
	"bytes"
	"io"
	"slices"

	"github.com/wasmcp/wasmcp-go/host/envelope"
)

// reader is an instance's input.
type reader struct{ *end }

// Read returns no more than a line, so that what is left is there for the next instance.
func (r reader) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for {
		switch {
		case r.dead:
			return 0, io.EOF
		case len(r.replay) > 0:
			n := copy(b, r.replay)
			r.replay = r.replay[n:]
			return n, nil
		case len(r.piece) > 0 && r.skipping:
			r.take(len(r.piece))
		case len(r.piece) > 0:
			n := copy(b, r.piece)
			r.take(n)
			return n, nil
		case r.err != nil:
			r.lineRead()
			return 0, r.err
		default:
			r.changed.Wait()
		}
	}
}

// take notes that the first n bytes of the piece were read.
func (p *pipe) take(n int) {
	taken := p.piece[:n]
	p.piece = p.piece[n:]
	p.client.Read(taken)
	if bytes.HasSuffix(taken, []byte{'\n'}) {
		p.lineRead()
	}
	if len(p.piece) == 0 {
		p.next()
		p.changed.Broadcast()
	}
}

// lineRead notes what the line was that ends here.
func (p *pipe) lineRead() {
	if !p.client.Begun {
		return
	}
	p.session.read(p.client.End())
	if p.skipping {
		p.skipping = false
		p.failOpen(p.reason)
	}
}

// writer is an instance's output.
type writer struct{ *end }

// Write passes on what it gets at once, unless it may be an answer that the client has already. It takes
// nothing from an instance whose time was over, for that one's requests are answered with that.
func (w writer) Write(b []byte) (int, error) {
	over := w.clock.stop()
	defer w.clock.start()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead || over {
		return 0, io.ErrClosedPipe
	}
	for rest := b; len(rest) > 0 && w.outErr == nil; {
		part := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			part = rest[:i+1]
		}
		rest = rest[len(part):]
		w.part(part)
	}
	if w.outErr != nil {
		return 0, w.outErr
	}
	return len(b), nil
}

// part takes a part of one line.
func (w writer) part(b []byte) {
	holding := len(w.swallow) > 0
	if holding && len(w.held)+len(b) > envelope.MaxLine {
		// The answers that are looked for are short: this line is none, and nothing is kept of it.
		_, w.outErr = w.out.Write(w.held)
		w.held, w.swallow, holding = nil, nil, false
	}
	if holding {
		w.held = append(w.held, b...)
	} else {
		_, w.outErr = w.out.Write(b)
	}
	w.server.Read(b)
	if !bytes.HasSuffix(b, []byte{'\n'}) {
		return
	}
	m := w.server.End()
	if holding {
		line := w.held
		w.held = nil
		if i := slices.Index(w.swallow, m.ID); i >= 0 && m.Answers() {
			w.swallow = slices.Delete(w.swallow, i, i+1)
			return
		}
		_, w.outErr = w.out.Write(line)
	}
	if m.Answers() {
		w.answered = true
		w.session.answer(m)
	}
}
