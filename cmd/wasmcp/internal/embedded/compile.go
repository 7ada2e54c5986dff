package embedded

import (
	"context"
	"fmt"
	"time"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// compile compiles a component, and shows how far it is where that takes a while. It gives up when
// ctx ends: the process is then about to end, and with it what compiles on.
func compile(ctx context.Context, a *cli.App, s chain.Source, config runtime.Config) (*runtime.Component, error) {
	config.Cache = a.CodeCache(ctx)
	if config.Early && config.Cache != nil {
		config.Elsewhere = func(ctx context.Context) { compileElsewhere(ctx, a, s, config.Cache) }
	}
	p := a.Progress("compiling " + s.Name)
	config.Progress = p.Step
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
		p.End()
		return nil, ctx.Err()
	case r := <-done:
		p.End()
		if r.err != nil {
			return nil, &compileError{name: s.Name, err: r.err}
		}
		if r.c.Compiling() {
			go follow(ctx, a, s, r.c, config.Cache)
		} else {
			prune(a, config.Cache)
		}
		return r.c, nil
	}
}

// prune keeps the cache from growing.
func prune(a *cli.App, cache *runtime.Cache) {
	if cache == nil {
		return
	}
	if err := runtime.PruneCache(cache.Dir(), cli.CacheLimit); err != nil && a.Verbose {
		a.Warn(err.Error())
	}
}

// follow says what goes on while a server is there before all of it is compiled.
func follow(ctx context.Context, a *cli.App, s chain.Source, c *runtime.Component, cache *runtime.Cache) {
	begun := time.Now()
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("compiling %s (%s): it answers lists already, and calls wait. The next start takes no time", s.Name, ui.Size(int64(len(s.Bytes)))))
	}
	if c.Wait(ctx) != nil {
		return // which ends the command, or comes with its end
	}
	prune(a, cache)
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("compiled %s in %s", s.Name, time.Since(begun).Round(time.Second/10)))
	}
}

// compileError is a component that the runtime does not take.
type compileError struct {
	name string
	err  error
	// serves tells that it is there to answer HTTP requests.
	serves bool
}

func (e *compileError) Error() string { return e.name + ": " + e.err.Error() }

func (e *compileError) Unwrap() error { return e.err }
