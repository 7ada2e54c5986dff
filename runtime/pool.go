package runtime

import (
	"context"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// pool keeps instances ready for requests. There are as many as requests are at work at a time, and
// one. What was used waits to be renewed, by one goroutine or, where that does not keep up, by who
// wants an instance: nobody makes one while another can be had for less.
type pool struct {
	c       *Component
	options HandlerOptions

	mu      sync.Mutex
	ready   []*instance
	used    []*instance
	total   int    // instances there are, or are about to be
	made    uint64 // instances there were since the start
	least   int    // idle instances at a time since the pool was last trimmed
	closed  bool
	working bool // somebody renews and makes instances
	trimmer *time.Timer
	workers sync.WaitGroup
	open    context.Context // until the pool is closed
	end     context.CancelFunc
}

// trimTime is how long instances that nobody needs are kept.
const trimTime = 10 * time.Second

// newPool makes the first instance, and has others made. The error is that of a component of which
// there can be none.
func newPool(c *Component, options HandlerOptions) (*pool, error) {
	p := &pool{c: c, options: options}
	p.options.Prepared = max(p.options.Prepared, 1)
	p.open, p.end = context.WithCancel(context.Background())
	c.total.Idle(p.giveUp)
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.prepare(); err != nil {
		p.end()
		return nil, err
	}
	p.work()
	return p, nil
}

// work sees to it that somebody renews what was used, and makes what is missing.
func (p *pool) work() {
	if p.closed || p.working || !p.due() {
		return
	}
	p.working = true
	p.workers.Go(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for !p.closed && p.due() {
			if in := pop(&p.used); in != nil {
				p.renew(in)
			} else if p.prepare() != nil {
				break // a request will find out why
			}
		}
		p.working = false
	})
}

// due reports whether there is anything to do.
func (p *pool) due() bool {
	return len(p.used) > 0 ||
		len(p.ready) == 0 && p.total <= p.options.Concurrency || p.total < p.options.Prepared
}

// renew takes an instance back to what it was, and puts it with those that are ready.
func (p *pool) renew(in *instance) {
	p.mu.Unlock()
	in.served = 0
	ok := in.renew(p.state())
	p.mu.Lock()
	if !ok {
		p.lose(in)
		return
	}
	p.put(in)
}

// prepare makes an instance for nobody yet, for which there is as much time as for a call.
func (p *pool) prepare() error {
	ctx := p.open
	if limit := p.options.Timeout; limit > 0 {
		timed, cancel := context.WithTimeoutCause(ctx, limit, &TimeoutError{limit})
		defer cancel()
		ctx = timed
	}
	return p.make(ctx, nil)
}

// make makes an instance and puts it with those that are ready. End is nil where nobody waits for it, see
// instantiate.
func (p *pool) make(ctx context.Context, end func()) error {
	p.total++
	p.made++
	p.mu.Unlock()
	in, err := p.c.prepare(ctx, p.state(), end)
	p.mu.Lock()
	if err != nil {
		p.total--
		return err
	}
	p.put(in)
	return nil
}

func (p *pool) put(in *instance) {
	if p.closed {
		p.lose(in)
		return
	}
	p.ready = append(p.ready, in)
}

// giveUp ends an instance that nobody uses, so that others have its memory. It reports whether there
// was one.
func (p *pool) giveUp() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	in := pop(&p.used)
	if in == nil {
		in = pop(&p.ready)
	}
	if in != nil {
		p.lose(in)
	}
	return in != nil
}

// lose ends an instance.
func (p *pool) lose(in *instance) {
	in.close()
	p.total--
}

// count tells of the instances: those that are free, all, and those that were made.
func (p *pool) count() (free, all int, made uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.ready) + len(p.used), p.total, p.made
}

func (p *pool) state() *wasi.State {
	s := p.c.state()
	s.Stdout, s.Stderr = p.options.Output, p.options.Output
	return s
}

// take returns an instance that nobody else has.
func (p *pool) take(ctx context.Context, end func()) (*instance, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		if in := pop(&p.ready); in != nil {
			p.least = min(p.least, len(p.ready)+len(p.used))
			p.work()
			return in, nil
		}
		if in := pop(&p.used); in != nil {
			p.renew(in)
		} else if err := p.make(ctx, end); err != nil {
			return nil, err
		}
	}
}

// give takes an instance back after a request that went well, or did not.
func (p *pool) give(in *instance, healthy bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	in.served++
	switch {
	case !healthy || p.closed:
		p.lose(in)
	case in.served < p.options.Reuse:
		p.ready = append(p.ready, in)
	default:
		p.used = append(p.used, in)
	}
	p.work()
	if p.trimmer == nil && !p.closed && p.total > p.options.Prepared+1 {
		p.least = p.total
		p.trimmer = time.AfterFunc(trimTime, p.trim)
	}
}

// trim ends half of the instances that were idle all the time since it was last called.
func (p *pool) trim() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	for n := (p.least + 1) / 2; n > 0 && p.total > p.options.Prepared+1; n-- {
		in := pop(&p.used)
		if in == nil {
			in = pop(&p.ready)
		}
		if in == nil {
			break
		}
		p.lose(in)
	}
	p.trimmer = nil
	if p.total > p.options.Prepared+1 {
		p.least = len(p.ready) + len(p.used)
		p.trimmer = time.AfterFunc(trimTime, p.trim)
	}
}

func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	if p.trimmer != nil {
		p.trimmer.Stop()
	}
	p.mu.Unlock()
	p.end()
	p.workers.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, list := range []*[]*instance{&p.ready, &p.used} {
		for in := pop(list); in != nil; in = pop(list) {
			p.lose(in)
		}
	}
}

// pop takes the instance that was put into a list last, nil where there is none.
func pop(list *[]*instance) *instance {
	n := len(*list)
	if n == 0 {
		return nil
	}
	in := (*list)[n-1]
	(*list)[n-1] = nil
	*list = (*list)[:n-1]
	return in
}
