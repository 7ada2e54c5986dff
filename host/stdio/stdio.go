// Package stdio keeps an MCP server running on standard input and output: where an instance of it
// traps or takes too long, the requests that it had read are answered with an error, and another one
// goes on.
package stdio

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/host/envelope"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// Server is what is kept running.
type Server struct {
	// Run runs an instance until its input ends. It tells waiting when the instance begins to wait for
	// input, and when it goes on, and paused the same of what is nobody's fault, such as the compiler.
	Run func(ctx context.Context, in io.Reader, out io.Writer, waiting, paused func(bool)) error
	// In are the client's messages, one a line, and Out the server's.
	In  io.Reader
	Out io.Writer
	// Timeout is how long an instance may be at work without writing a message; 0 for as long as it
	// likes. The time in which it waits for the client does not count.
	Timeout time.Duration
	// Report is told of each trap, and each [*runtime.TimeoutError], that the server survives.
	Report func(error)
}

// futile is how many instances in a row may fail with nothing asked and nothing answered: no client
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
		limited, clock := newClock(ctx, s.Timeout)
		running, stop := context.WithCancelCause(limited)
		p.begin(e, clock, stop)
		err := s.Run(running, reader{e}, writer{e}, e.waiting, e.paused)
		clock.stop()
		why, err := failure(err, context.Cause(running))
		stop(nil)
		clock.end()
		if why == nil && p.isOpen() {
			why, err = exited(err)
		}
		served := p.disconnect(e)
		if why == nil || ctx.Err() != nil {
			return err
		}
		if idle++; served {
			idle = 0
		}
		if idle == futile || p.fail(*why) != nil {
			return err
		}
		s.Report(err)
	}
}

// failure makes of the error of an instance, and of why its context ended, the reason that its requests
// get, none where the instance has ended by itself, and the error to report. One that took too long has
// failed even where it came to its end before it was ended.
func failure(err, cause error) (*reason, error) {
	if late := (*runtime.TimeoutError)(nil); errors.As(cause, &late) {
		return tooLong(late), late
	}
	if cancelled := (*CancelledError)(nil); errors.As(cause, &cancelled) {
		return afterCancelled(), cancelled
	}
	if trap := (*runtime.Trap)(nil); errors.As(err, &trap) {
		return trapped(trap), err
	}
	return nil, err
}

// exited makes of an instance that ended by itself, or with an exit code, while requests were open, the
// reason that these get: a tool has ended what it runs in.
func exited(err error) (*reason, error) {
	exit := (*runtime.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		return nil, err
	}
	if exit == nil {
		exit = &runtime.ExitError{}
	}
	text := fmt.Sprintf("the component failed: exit with code %d", exit.Code)
	return &reason{text, text}, &EndedError{exit.Code}
}

// EndedError is an instance that ended itself while it was to answer.
type EndedError struct{ Code int }

// Error tells the code.
func (e *EndedError) Error() string { return fmt.Sprintf("exit with code %d during a call", e.Code) }

// pipe is what stays while instances come and go.
type pipe struct {
	in *bufio.Reader

	mu sync.Mutex
	// changed tells that piece, err or an end has.
	changed *sync.Cond
	// piece is a line of the client's, or as much as fits, that no instance has read yet, ahead what comes
	// after it, and err what comes after that.
	piece   []byte
	pieceID string // the id of the request that it is; empty where it is none, or only a part
	ahead   ahead
	err     error
	// current is the end of the instance that runs.
	current *end
	closed  bool
	// skipping is the rest of a line whose begin an instance took with it, for which reason.
	skipping bool
	reason   reason

	out    io.Writer
	outErr error
	// client and server are the lines under way.
	client, server envelope.Reader
	session        session
}

// pieceSize is how much of a longer line is kept at a time.
const pieceSize = 64 << 10

func newPipe(in io.Reader, out io.Writer) *pipe {
	p := &pipe{in: bufio.NewReaderSize(in, pieceSize), out: out}
	p.changed = sync.NewCond(&p.mu)
	p.client.Keep = true
	return p
}

// pump reads the input: not an instance itself, which could die and take with it what comes in later. It
// reads ahead, so that a call that computes is in nobody's way.
func (p *pipe) pump() {
	whole := true // what is read next begins a line
	for {
		b, err := p.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			err = nil
		}
		var m envelope.Message // nothing where this is only a part
		ends := bytes.HasSuffix(b, []byte{'\n'})
		if whole && ends {
			m = peek(b)
		}
		whole = ends
		p.mu.Lock()
		if len(b) > 0 && !p.urgent(b, m) {
			p.ahead.add(b, m)
			p.next()
		}
		p.err = err
		p.changed.Broadcast()
		for p.ahead.size > mostAhead && !p.closed {
			p.changed.Wait()
		}
		over := p.closed || err != nil
		p.mu.Unlock()
		if over {
			return
		}
	}
}

// next takes the next piece from those that were read ahead. The lock is held.
func (p *pipe) next() {
	if len(p.piece) == 0 {
		first := p.ahead.take()
		p.piece, p.pieceID = first.b, first.id
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
	// stop ends the instance. idle tells that it waits for input.
	stop context.CancelCauseFunc
	idle bool
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
	clock    *clock
}

// waiting is told when the instance begins to wait for its input, and when it goes on.
func (e *end) waiting(begins bool) {
	e.paused(begins)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.idle = begins; begins {
		e.session.idle()
	}
}

// paused is told when the instance begins to wait for what is not its to do, and when it goes on.
func (e *end) paused(begins bool) {
	if begins {
		e.clock.stop()
	} else {
		e.clock.start()
	}
}

// begin notes that an instance runs.
func (p *pipe) begin(e *end, c *clock, stop context.CancelCauseFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.clock, e.stop = c, stop
	p.current = e
}

// connect returns the end for a new instance.
func (p *pipe) connect() *end {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &end{pipe: p}
	e.replay, e.swallow = p.session.replay()
	return e
}

// isOpen tells whether the client waits for an answer.
func (p *pipe) isOpen() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.ContainsFunc(p.session.open, func(r request) bool { return !r.cancelled })
}

// disconnect takes the end from an instance. True says that it answered requests, or had read some.
func (p *pipe) disconnect(e *end) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.dead = true
	p.current = nil
	p.changed.Broadcast()
	if e.held != nil {
		p.server.End()
	}
	return e.answered || len(p.session.open) > 0 || p.client.Begun && !p.skipping
}

// fail answers what the last instance had read.
func (p *pipe) fail(why reason) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server.Begun && p.outErr == nil {
		_, p.outErr = p.out.Write([]byte{'\n'})
	}
	p.server.End()
	p.failOpen(why)
	// What comes later of a line was not what the instance was at work on.
	p.skipping, p.reason = p.client.Begun, reason{why.others, why.others}
	return p.outErr
}

// failOpen answers all open requests: calls are served one after the other, and the first is the one
// that failed.
func (p *pipe) failOpen(why reason) {
	text := why.first
	for _, r := range p.session.open {
		if p.outErr == nil && !r.cancelled {
			_, p.outErr = p.out.Write(append(envelope.Error(r.id, text), '\n'))
		}
		text = why.others
	}
	p.session.open = nil
}
