package embedded

import (
	"context"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// compile compiles a component, and shows how far it is where that takes a while. It gives up when
// ctx ends: the process is then about to end, and with it what compiles on.
func compile(ctx context.Context, a *cli.App, s chain.Source, config runtime.Config) (*runtime.Component, error) {
	config.Cache = a.CodeCache(ctx)
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
			return nil, &compileError{s.Name, r.err}
		}
		if config.Cache != nil {
			if err := runtime.PruneCache(config.Cache.Dir(), cli.CacheLimit); err != nil && a.Verbose {
				a.Err.Line("warning: " + err.Error())
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
