package cli

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// cacheLimit is how many bytes of compiled code are kept.
const cacheLimit = 2 << 30

// compile compiles a component, and shows how far it is where that takes a while. It gives up when
// ctx ends: the process is then about to end, and with it what compiles on.
func (a *app) compile(ctx context.Context, s chain.Source, config runtime.Config) (*runtime.Component, error) {
	config.Cache = a.codeCache(ctx)
	p := a.progress("compiling " + s.Name)
	config.Progress = p.step
	type result struct {
		c   *runtime.Component
		err error
	}
	done := make(chan result, 1)
	go func() {
		c, err := runtime.Compile(ctx, s.Bytes, config)
		done <- result{c, err}
	}()
	select {
	case <-ctx.Done():
		p.end()
		return nil, ctx.Err()
	case r := <-done:
		p.end()
		if r.err != nil {
			return nil, &compileError{s.Name, r.err}
		}
		if config.Cache != nil {
			if err := runtime.PruneCache(config.Cache.Dir(), cacheLimit); err != nil && a.verbose {
				a.err.Line("warning: " + err.Error())
			}
		}
		return r.c, nil
	}
}

// compileError is a component that the runtime does not take.
type compileError struct {
	name string
	err  error
}

func (e *compileError) Error() string { return e.name + ": " + e.err.Error() }

func (e *compileError) Unwrap() error { return e.err }

// progress is a line on a terminal that says what goes on, where that takes more than a moment.
type progress struct {
	out         *ui.Printer
	what        string
	done, total atomic.Int64
	stop        chan struct{}
	ended       chan struct{}
	showing     *atomic.Bool // of the app
}

// progressDelay is how long something may take without a word.
const progressDelay = 500 * time.Millisecond

// progress starts one; on anything but a terminal, with -q, and beside another one, it shows nothing.
func (a *app) progress(what string) *progress {
	p := &progress{what: what, stop: make(chan struct{}), ended: make(chan struct{})}
	if a.quiet || !ui.IsTerminal(a.Stderr) || !a.showing.CompareAndSwap(false, true) {
		close(p.ended)
		return p
	}
	p.out, p.showing = a.err, &a.showing
	go p.show()
	return p
}

// step is told what is done of how much.
func (p *progress) step(done, total int) {
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

func (p *progress) show() {
	defer close(p.ended)
	begun := time.Now()
	tick := time.NewTicker(progressDelay)
	defer tick.Stop()
	for {
		select {
		case <-p.stop:
			p.out.EndStatus()
			return
		case <-tick.C:
			far := ""
			if total := p.total.Load(); total > 0 {
				far = fmt.Sprintf("%s of %s, ", ui.Size(p.done.Load()), ui.Size(total))
			}
			p.out.Status(fmt.Sprintf("%s: %s%s", p.what, far, time.Since(begun).Round(time.Second)))
		}
	}
}

// end takes the line away.
func (p *progress) end() {
	close(p.stop)
	<-p.ended
	if p.showing != nil {
		p.showing.Store(false)
	}
}
