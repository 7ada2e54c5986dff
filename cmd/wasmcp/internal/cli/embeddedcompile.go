package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// cacheLimit is how many bytes of compiled code are kept.
const cacheLimit = 2 << 30

// compile compiles a component, and shows how far it is where that takes a while. It gives up when
// ctx ends: the process is then about to end, and with it what compiles on.
func (a *app) compile(ctx context.Context, s chain.Source, config runtime.Config) (*runtime.Component, error) {
	dir, err := a.compiledDir()
	if err != nil {
		return nil, err
	}
	config.CacheDir = dir
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
		if dir != "" {
			if err := runtime.PruneCache(dir, cacheLimit); err != nil && a.verbose {
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

// cacheVariable overrides where wasmcp keeps what it can make or fetch again.
const cacheVariable = "WASMCP_CACHE"

// cacheDir is where wasmcp keeps what it can make or fetch again; empty where there is no place for
// it.
func (a *app) cacheDir() string {
	for _, pair := range a.Environ {
		if dir, ok := strings.CutPrefix(pair, cacheVariable+"="); ok && dir != "" {
			return dir
		}
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "wasmcp")
}

// compiledDir makes the directory for compiled code. Where there can be none, code is compiled each
// time, which -v tells.
func (a *app) compiledDir() (string, error) {
	base := a.cacheDir()
	if base == "" {
		return "", nil
	}
	dir := filepath.Join(base, compiledDir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		if a.verbose {
			a.err.Line("warning: compiled code is not kept: " + fileError(dir, err).Error())
		}
		return "", nil
	}
	return dir, nil
}

// progress is a line on a terminal that says what goes on, where that takes more than a moment.
type progress struct {
	w           io.Writer
	what        string
	done, total atomic.Int64
	stop        chan struct{}
	ended       chan struct{}
}

// progressDelay is how long something may take without a word.
const progressDelay = 500 * time.Millisecond

// progress starts one; on anything but a terminal, and with -q, it shows nothing.
func (a *app) progress(what string) *progress {
	p := &progress{what: what, stop: make(chan struct{}), ended: make(chan struct{})}
	f, ok := a.Stderr.(*os.File)
	if a.quiet || !ok || !term.IsTerminal(f.Fd()) {
		close(p.ended)
		return p
	}
	p.w = f
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
			fmt.Fprint(p.w, "\r\x1b[K")
			return
		case <-tick.C:
			far := ""
			if total := p.total.Load(); total > 0 {
				far = fmt.Sprintf("%s of %s, ", ui.Size(p.done.Load()), ui.Size(total))
			}
			fmt.Fprintf(p.w, "\r\x1b[K%s: %s%s", p.what, far, time.Since(begun).Round(time.Second))
		}
	}
}

// end takes the line away.
func (p *progress) end() {
	close(p.stop)
	<-p.ended
}
