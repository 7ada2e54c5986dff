package runtime

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// module is a core module of the component, of which there may be several instances.
type module struct {
	bytes    []byte // until it is compiled
	digest   [sha256.Size]byte
	cached   bool // its code was found in the cache
	expected []expectation

	done     chan struct{} // closed when it is compiled, or cannot be
	compiled wazero.CompiledModule
	err      error
}

// prepareModules finds the modules, and makes what they import of the host. It returns each once.
func (c *Component) prepareModules(ctx context.Context, hosts map[*graph.Import]wasi.Func) ([]*module, error) {
	var all []*module
	known := map[*byte]*module{}
	for i := range c.plan.Cores {
		core := &c.plan.Cores[i]
		m, ok := known[&core.Module[0]]
		if !ok {
			m = &module{bytes: core.Module, done: make(chan struct{})}
			known[&core.Module[0]] = m
			all = append(all, m)
		}
		core.Module = nil // which is the module's to keep
		c.modules = append(c.modules, m)
	}
	for i := range c.plan.Cores {
		host, err := c.hostModule(ctx, i, hosts)
		if err != nil {
			return nil, err
		}
		c.hosts = append(c.hosts, host)
	}
	for _, e := range c.plan.Exports {
		if e.Func.Lifted != nil {
			if err := c.expectLift(fmt.Sprintf("export %s %s: ", e.Interface, e.Name), e.Func); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range c.plan.Sides {
		if s.Realloc != nil {
			if err := c.expectFunc("realloc: ", *s.Realloc, reallocParams, reallocResults); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// soon is how many bytes of code are compiled in a moment.
const soon = 1 << 20

// compile compiles the modules: those whose code is in the cache first, then the others by size, so that
// what is small is ready soon. What is not is compiled later if the component is wanted early.
func (c *Component) compile(ctx context.Context, all []*module) error {
	total := 0
	for _, m := range all {
		total += len(m.bytes)
		if c.view != nil {
			m.digest = sha256.Sum256(m.bytes)
			m.cached = c.view.Take(m.digest)
		}
	}
	slices.SortStableFunc(all, func(a, b *module) int {
		return cmp.Or(cmp.Compare(a.toCompile(), b.toCompile()), cmp.Compare(len(a.bytes), len(b.bytes)))
	})
	now := len(all)
	if c.config.Early {
		left := cmp.Or(c.config.soon, soon)
		now = slices.IndexFunc(all, func(m *module) bool {
			left -= m.toCompile()
			return left < 0
		})
		if now < 0 {
			now = len(all)
		}
	}
	w := &compilation{c: c, ctx: experimental.WithCompilationWorkers(ctx, runtime.GOMAXPROCS(0)), total: total, begun: time.Now()}
	w.tell()
	if err := w.compile(all[:now]); err != nil || now == len(all) {
		w.end(err)
		return err
	}
	go func() {
		w.elsewhere(all[now:])
		w.ctx = context.WithoutCancel(w.ctx)
		w.end(w.compile(all[now:]))
	}()
	return nil
}

// elsewhere has modules compiled into the cache, and takes them from there.
func (w *compilation) elsewhere(modules []*module) {
	if w.c.config.Elsewhere == nil || w.c.view == nil {
		return
	}
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	defer context.AfterFunc(w.c.open, cancel)()
	if w.c.open.Err() != nil {
		return
	}
	w.c.config.Elsewhere(ctx)
	for _, m := range modules {
		m.cached = w.c.view.Take(m.digest)
	}
}

// toCompile is how many bytes of code are to be compiled for it.
func (m *module) toCompile() int {
	if m.cached {
		return 0
	}
	return len(m.bytes)
}

// compilation is the work of compiling a component's modules.
type compilation struct {
	c           *Component
	ctx         context.Context
	done, total int
	begun       time.Time
}

// tell tells how far it is.
func (w *compilation) tell() {
	if w.c.config.Progress != nil {
		w.c.config.Progress(w.done, w.total)
	}
}

// errClosed is a component that was closed before it was compiled.
var errClosed = errors.New("the component was closed")

func (w *compilation) compile(modules []*module) error {
	for _, m := range modules {
		if w.c.open.Err() != nil {
			return errClosed
		}
		if err := w.one(m); err != nil {
			return err
		}
		w.done += len(m.bytes)
		m.bytes = nil
		close(m.done)
		w.tell()
	}
	return nil
}

// one compiles a module, or takes it from the cache.
func (w *compilation) one(m *module) (err error) {
	engine, view := w.c.engine, w.c.view
	m.compiled, err = engine.CompileModule(w.ctx, m.bytes)
	if p, l := (*fs.PathError)(nil), (*os.LinkError)(nil); view != nil && (errors.As(err, &p) || errors.As(err, &l)) {
		// The code could not be written. The engine has it in memory all the same, and finds it there.
		m.compiled, err = engine.CompileModule(w.ctx, m.bytes)
	}
	if err != nil {
		return fmt.Errorf("core module: %w", err)
	}
	if view != nil && !m.cached {
		view.Keep(m.digest)
	}
	exported := m.compiled.ExportedFunctions()
	for i := range m.expected {
		if err := m.expected[i].check(exported); err != nil {
			return err
		}
	}
	return nil
}

// longCompilation is how long compiling takes where it takes much memory.
const longCompilation = time.Second

// end is called when all is compiled, or something cannot be.
func (w *compilation) end(err error) {
	if time.Since(w.begun) > longCompilation {
		debug.FreeOSMemory() // compilers take much, which would be kept for minutes
	}
	w.c.finish(err)
}

// finish tells who waits for modules that there will be no more.
func (c *Component) finish(err error) {
	c.closeView()
	c.failed = err
	if err != nil {
		for _, m := range c.modules {
			select {
			case <-m.done:
			default:
				m.err = err
				close(m.done)
			}
		}
	}
	close(c.compiled)
}

// Wait waits until everything is compiled, or ctx ends. It returns why something cannot be, or the cause
// of ctx.
func (c *Component) Wait(ctx context.Context) error {
	select {
	case <-c.compiled:
		return c.failed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Compiling tells whether something is still being compiled.
func (c *Component) Compiling() bool {
	select {
	case <-c.compiled:
		return false
	default:
		return true
	}
}
