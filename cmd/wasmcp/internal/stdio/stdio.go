// Package stdio keeps an MCP server running on standard input and output: where an instance of it
// traps, the requests that it had read are answered with an error, and another one goes on.
package stdio

import (
	"bufio"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/wasmcp/wasmcp-go/runtime"
)

// Server is what is kept running.
type Server struct {
	// Run runs an instance until its input ends.
	Run func(ctx context.Context, in io.Reader, out io.Writer) error
	// In are the client's messages, one a line, and Out the server's.
	In  io.Reader
	Out io.Writer
	// Report is told of each trap that the server survives.
	Report func(error)
}

// futile is how many instances in a row may trap with nothing asked and nothing answered: no client
// asked for that, and the next one would do the same.
const futile = 3

// Serve runs instances until one ends by itself, which is at the end of the input, or ctx ends. The
// error is that of the last one.
func (s Server) Serve(ctx context.Context) error {
	p := newPipe(s.In, s.Out)
	go p.pump()
	defer p.close()
	for idle := 0; ; {
		e := p.connect()
		err := s.Run(ctx, reader{e}, writer{e})
		served := p.disconnect(e)
		trap := (*runtime.Trap)(nil)
		if !errors.As(err, &trap) || ctx.Err() != nil {
			return err
		}
		if idle++; served {
			idle = 0
		}
		if idle == futile || p.fail(trap.Reason) != nil {
			return err
		}
		s.Report(err)
	}
}

// pipe is what stays while instances come and go.
type pipe struct {
	in *bufio.Reader

	mu sync.Mutex
	// changed tells that piece, err or an end has.
	changed *sync.Cond
	// piece is a line of the client's, or as much as fits, that no instance has read yet; err is
	// what comes after it.
	piece  []byte
	err    error
	closed bool
	// skipping is the rest of a line whose begin an instance took with it, for which reason.
	skipping bool
	reason   string

	out    io.Writer
	outErr error
	// client and server are the lines under way.
	client, server envelope
	session        session
}

// pieceSize is how much of a longer line is kept at a time.
const pieceSize = 64 << 10

func newPipe(in io.Reader, out io.Writer) *pipe {
	p := &pipe{in: bufio.NewReaderSize(in, pieceSize), out: out}
	p.changed = sync.NewCond(&p.mu)
	p.client.keep = true
	return p
}

// pump reads the input: not an instance itself, which could die and take with it what comes in later.
func (p *pipe) pump() {
	for {
		b, err := p.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		}
		p.mu.Lock()
		p.piece, p.err = b, err
		p.changed.Broadcast()
		for len(p.piece) > 0 && !p.closed {
			p.changed.Wait()
		}
		over := p.closed || err != nil
		p.mu.Unlock()
		if over {
			return
		}
	}
}

func (p *pipe) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.changed.Broadcast()
}

// end is an instance's end of the pipe.
type end struct {
	*pipe
	// dead instances get and say nothing more, though a read of theirs may still be under way.
	dead bool
	// replay is what an earlier instance was told of the client, and this one was not yet.
	replay []byte
	// swallow are the ids of requests in it, whose answers the client has; held is the line that may
	// be such an answer.
	swallow []string
	held    []byte
	// answered tells that the client was.
	answered bool
}

// connect returns the end for a new instance.
func (p *pipe) connect() *end {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &end{pipe: p}
	e.replay, e.swallow = p.session.replay()
	return e
}

// disconnect takes the end from an instance. True says that it answered requests, or had read some.
func (p *pipe) disconnect(e *end) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.dead = true
	p.changed.Broadcast()
	if e.held != nil {
		p.server.end()
	}
	return e.answered || len(p.session.open) > 0 || p.client.begun && !p.skipping
}

// fail answers what the last instance had read.
func (p *pipe) fail(reason string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server.begun && p.outErr == nil {
		_, p.outErr = p.out.Write([]byte{'\n'})
	}
	p.server.end()
	p.skipping, p.reason = p.client.begun, reason
	p.failOpen()
	return p.outErr
}

// failOpen answers all open requests.
func (p *pipe) failOpen() {
	for _, r := range p.session.open {
		if p.outErr == nil {
			_, p.outErr = p.out.Write(failure(r.id, p.reason))
		}
	}
	p.session.open = nil
}
