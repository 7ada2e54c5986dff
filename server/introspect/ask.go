// Package introspect asks components what they offer: the definitions of their tools, resources and
// prompts, as clients see them. What a provider said is kept on disk by the digests of what was
// asked, so that it runs once.
package introspect

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/excerpt"
	"github.com/wasmcp/wasmcp-go/mcp"
	"github.com/wasmcp/wasmcp-go/runtime"
)

const (
	// patience is how long a provider may take for one list.
	patience = 15 * time.Second
	// Patience is how long it may take for all that it lists, once it is compiled.
	Patience = time.Minute
	// mostMemory is what it may have of memory.
	mostMemory = 512 << 20
	// mostBytes is how long one list may be, as long as a message of MCP's is here.
	mostBytes = 16 << 20
	// mostRequests is how many an instance answers: all of them, for engines that start slowly.
	mostRequests = 64
)

// Asker asks providers what they offer.
type Asker struct {
	// Options are those of the composition that the provider is asked for. Its components,
	// overrides and identity play no role.
	Options chain.Options
	// CacheDir is where answers are kept; empty for nowhere.
	CacheDir string
	// CacheKey authenticates the answers that are kept: they are written into servers.
	CacheKey []byte
	// Run runs the server in which a provider is asked.
	Run Runner

	composing sync.Mutex // what is decoded is shared by all compositions
}

// Runner runs a server, which was composed of a provider to ask it, and returns what it lists. What it
// writes to its standard output and error goes to output. It may be called several times at once.
type Runner func(ctx context.Context, server chain.Source, output io.Writer) (*mcp.Definitions, error)

// Compiler makes a server ready to run.
type Compiler func(context.Context, chain.Source, runtime.Config) (*runtime.Component, error)

// Here returns a Runner that runs servers in this process: the runtime is all that is between them and
// it, and what one takes of memory while it is compiled is not bounded.
func Here(compile Compiler) Runner {
	return func(ctx context.Context, server chain.Source, output io.Writer) (*mcp.Definitions, error) {
		c, err := compile(ctx, server, runtime.Config{
			Grants:      runtime.Grants{KeyValue: &runtime.MemoryStore{}},
			MemoryLimit: mostMemory,
		})
		if err != nil {
			return nil, err
		}
		d, err := ask(ctx, c, output)
		if slow := (*SlowError)(nil); ctx.Err() != nil || errors.As(err, &slow) {
			return nil, err // it may be running yet
		}
		return d, errors.Join(err, c.Close(ctx))
	}
}

// SlowError is a provider that takes too long for all that it lists.
type SlowError struct{ Limit time.Duration }

// Error tells the limit.
func (e *SlowError) Error() string {
	return "it took longer than " + e.Limit.String() + " to list what it offers"
}

// Failure is what went wrong with a provider in another process, as that has explained it.
type Failure struct {
	Headline string   `json:"headline"`
	Facts    []string `json:"facts,omitempty"`
	Hint     string   `json:"hint,omitempty"`
	// Slow tells that it took too long.
	Slow bool `json:"slow,omitempty"`
}

// Error returns what is wrong, without the advice.
func (e *Failure) Error() string {
	return strings.Join(append([]string{e.Headline}, e.Facts...), "\n  ")
}

// IsSlow reports whether an error says that a provider took too long.
func IsSlow(err error) bool {
	timeout, slow, failure := (*runtime.TimeoutError)(nil), (*SlowError)(nil), (*Failure)(nil)
	return errors.As(err, &timeout) || errors.As(err, &slow) || errors.As(err, &failure) && failure.Slow
}

// Error is a provider that could not be asked what it offers.
type Error struct {
	// Component is the provider's name.
	Component string
	// Slow tells that it took too long: asked again, it might be quicker.
	Slow bool
	// Output is what the provider wrote to its standard output and error.
	Output string
	Err    error
}

// Error says why.
func (e *Error) Error() string {
	return e.Component + " cannot be asked what it offers: " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Ask composes a provider, with those of the libraries that it needs, into a server of its own and
// has it list everything. It runs with nothing granted. Several may be asked at a time. The error is an [*Error], or that of a
// context which ended.
func (a *Asker) Ask(ctx context.Context, provider chain.Source, libraries []chain.Source) (*mcp.Definitions, error) {
	libraries, err := needed(provider, libraries)
	if err != nil {
		return nil, &Error{Component: provider.Name, Err: err}
	}
	key := a.key(provider, libraries)
	if d, ok := a.load(key); ok {
		return d, nil
	}
	var output excerpt.Writer
	d, err := a.run(ctx, provider, libraries, &output)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, &Error{provider.Name, IsSlow(err), output.String(), err}
	}
	a.store(key, d)
	return d, nil
}

// run composes the server and asks it.
func (a *Asker) run(ctx context.Context, provider chain.Source, libraries []chain.Source, output io.Writer) (*mcp.Definitions, error) {
	server, err := a.compose(provider, libraries)
	if err != nil {
		return nil, err
	}
	return a.Run(ctx, chain.Source{Name: provider.Name, Bytes: server}, output)
}

// compose makes a server of a provider.
func (a *Asker) compose(provider chain.Source, libraries []chain.Source) ([]byte, error) {
	a.composing.Lock()
	defer a.composing.Unlock()
	options := a.Options
	provider.Names = chain.Names{}
	options.Components = append([]chain.Source{provider}, libraries...)
	options.Overrides = nil
	options.Info = chain.Info{Name: "introspection", Version: "0.0.0"}
	plan, err := chain.NewPlan(chain.Server, options)
	if err != nil {
		return nil, err
	}
	out, err := plan.Compose()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(int(out.Size()))
	if _, err := out.WriteTo(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ask has a server list everything. What goes wrong inside is told as the runtime saw it.
func ask(ctx context.Context, c *runtime.Component, output io.Writer) (d *mcp.Definitions, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, Patience, &SlowError{Patience})
	defer cancel()
	var failures mcp.Failures
	h, err := c.Handler(runtime.HandlerOptions{
		Timeout:     patience,
		Concurrency: 1,
		MaxBody:     mostBytes,
		Reuse:       mostRequests,
		Output:      output,
		Logger:      slog.New(&failures),
	})
	if err != nil {
		return nil, err
	}
	defer h.Close()
	var complaints []string
	m, err := mcp.Connect(ctx, h, mcp.Options{
		Name: "wasmcp", Version: "0.0.0", LogLevel: "error",
		Messages: func(method string, params json.RawMessage) {
			if text, ok := complaint(method, params); ok {
				complaints = append(complaints, text)
			}
		},
	})
	if err == nil {
		d, err = m.Definitions(ctx)
		err = errors.Join(err, m.Close(ctx))
	}
	if slow := (*SlowError)(nil); errors.As(context.Cause(ctx), &slow) {
		return nil, slow
	}
	if failure := failures.Last(); failure != nil && err != nil {
		return nil, failure
	}
	if err == nil && complaints != nil {
		err = errors.New(strings.Join(slices.Compact(complaints), "\n"))
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// complaint is the text of a log message by which the framework reports what a provider gets wrong
// in a list. It names no logger.
func complaint(method string, params json.RawMessage) (text string, ok bool) {
	var m struct {
		Logger *string
		Data   json.RawMessage
	}
	if method != "notifications/message" || json.Unmarshal(params, &m) != nil || m.Logger != nil {
		return "", false
	}
	if json.Unmarshal(m.Data, &text) != nil {
		text = string(m.Data)
	}
	return text, true
}

// needed picks the libraries that a component imports from, itself or through other libraries.
func needed(provider chain.Source, libraries []chain.Source) ([]chain.Source, error) {
	all, err := shapes(libraries)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	first, err := shapeOf(provider)
	if err != nil {
		return nil, err
	}
	used := make([]bool, len(all))
	for open := []shape{first}; len(open) > 0; open = open[1:] {
		for i, library := range all {
			if !used[i] && library.serves(open[0]) {
				used[i] = true
				open = append(open, library)
			}
		}
	}
	var found []chain.Source
	for i, s := range libraries {
		if used[i] {
			found = append(found, s)
		}
	}
	return found, nil
}

// shape is what a component imports and exports, by semver track.
type shape struct{ imports, exports []string }

func shapes(sources []chain.Source) ([]shape, error) {
	var all []shape
	for _, s := range sources {
		one, err := shapeOf(s)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func shapeOf(s chain.Source) (shape, error) {
	c, err := chain.Decode(s)
	if err != nil {
		return shape{}, err
	}
	var found shape
	for i := range c.Imports() {
		found.imports = append(found.imports, compose.Track(i.Name.Name))
	}
	for e := range c.Exports() {
		found.exports = append(found.exports, compose.Track(e.Name.Name))
	}
	return found, nil
}

// serves reports whether other imports an interface that the component exports.
func (s shape) serves(other shape) bool {
	return slices.ContainsFunc(s.exports, func(e string) bool { return slices.Contains(other.imports, e) })
}
