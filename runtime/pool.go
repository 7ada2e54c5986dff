package runtime

import (
	"context"
	"sync"

	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// pool keeps instances ready for requests. Whenever the last one is taken another is made, up to as
// many as requests can have at a time and one.
type pool struct {
	c       *Component
	options HandlerOptions

	mu        sync.Mutex
	free      []*instance
	total     int    // instances there are, or are about to be
	made      uint64 // instances there were since the start
	closed    bool
	preparing sync.WaitGroup
}

func newPool(c *Component, options HandlerOptions) *pool {
	p := &pool{c: c, options: options}
	for range max(options.Prepared, 1) {
		p.ahead()
	}
	return p
}

// ahead makes an instance in the background unless there are enough.
func (p *pool) ahead() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.total > p.options.Concurrency {
		return
	}
	p.total++
	p.made++
	p.preparing.Go(func() {
		in, err := p.c.prepare(context.Background(), p.state())
		if err != nil {
			p.lost() // a request will find out why
			return
		}
		p.put(in)
	})
}

// lost tells that there is one instance less.
func (p *pool) lost() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total--
}

// count tells of the instances: those that are free, all, and those that were made.
func (p *pool) count() (free, all int, made uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.free), p.total, p.made
}

func (p *pool) state() *wasi.State {
	s := p.c.state()
	s.Stdout, s.Stderr = p.options.Output, p.options.Output
	return s
}

// take returns an instance that nobody else has.
func (p *pool) take(ctx context.Context) (*instance, error) {
	p.mu.Lock()
	if n := len(p.free); n > 0 {
		in := p.free[n-1]
		p.free = p.free[:n-1]
		p.mu.Unlock()
		if n == 1 {
			p.ahead()
		}
		return in, nil
	}
	p.total++
	p.made++
	p.mu.Unlock()
	in, err := p.c.prepare(ctx, p.state())
	if err != nil {
		p.lost()
	}
	return in, err
}

// give takes an instance back after a request, and makes it what it was before, where that went
// well.
func (p *pool) give(in *instance, healthy bool) {
	in.served++
	if !healthy {
		in.close()
		p.lost()
		return
	}
	if in.served < p.options.Reuse {
		p.put(in)
		return
	}
	in.served = 0
	p.preparing.Go(func() {
		in.call.State = p.state()
		if !in.renew() {
			in.close()
			p.lost()
			return
		}
		p.put(in)
	})
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
	p.closed = true
	p.mu.Unlock()
	p.preparing.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, in := range p.free {
		in.close()
	}
	p.free = nil
}
