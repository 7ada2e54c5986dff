package runtime

import (
	"context"
	"sync"

	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// pool keeps instances ready for requests.
type pool struct {
	c       *Component
	options HandlerOptions

	mu     sync.Mutex
	free   []*instance
	closed bool
}

func newPool(c *Component, options HandlerOptions) *pool { return &pool{c: c, options: options} }

func (p *pool) state() *wasi.State {
	return &wasi.State{Grants: p.c.config.Grants, Stdout: p.options.Output, Stderr: p.options.Output}
}

// take returns an instance that nobody else has.
func (p *pool) take(ctx context.Context) (*instance, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		in := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		return in, nil
	}
	p.mu.Unlock()
	return p.c.prepare(ctx, p.state())
}

// give takes an instance back after a request, and makes it what it was before, where that went
// well.
func (p *pool) give(in *instance, healthy bool) {
	in.served++
	if !healthy {
		in.close()
		return
	}
	if in.served < p.options.Reuse {
		p.put(in)
		return
	}
	in.served = 0
	go func() {
		in.call.State = p.state()
		if !in.renew() {
			in.close()
			return
		}
		p.put(in)
	}()
}

func (p *pool) put(in *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		in.close()
		return
	}
	p.free = append(p.free, in)
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, in := range p.free {
		in.close()
	}
	p.free = nil
}
