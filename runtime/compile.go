package runtime

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
	"github.com/wasmcp/wasmcp-go/runtime/internal/codecache"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/snapshot"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// Config says how a component is run. The zero Config grants nothing and caches nothing.
type Config struct {
	Grants Grants
	// Valid tells that the component is known to be valid, as [validate.Component] finds it. Otherwise that is
	// checked first.
	Valid bool
	// Cache keeps compiled code from one process to the next; nil for none. See [OpenCache].
	Cache *Cache
	// MemoryLimit is the most bytes that one instance may have: its memories and tables, and what is
	// kept here for it, such as handles, headers and bodies. 0 for any number.
	MemoryLimit uint64
	// MemoryTotal is the most bytes that all instances may have together, with those that wait for a
	// request, and what [MemoryStore] keeps for them; 0 for any number.
	MemoryTotal uint64
	// Progress is told how many bytes of core code are compiled out of how many, before the first
	// module and after each; nil for nobody.
	Progress func(done, total int)
	// Early has [Compile] return before large core modules are compiled that are not in the cache. They
	// are compiled meanwhile, and a call that gets to one of them waits. See [Component.Wait].
	Early bool
	// Elsewhere is called before they are compiled here, and may compile them into the cache in another
	// way; what it leaves is compiled here. It gives up when its context ends. nil for nobody.
	Elsewhere func(context.Context)
	// soon is what is compiled first where Early is set; 0 for the constant.
	soon int
}

// Component is a component made ready to run. It is safe for concurrent use.
type Component struct {
	config  Config
	plan    *graph.Plan
	engine  wazero.Runtime
	client  *wasi.Client
	view    *codecache.View // while it compiles; nil for no cache
	total   budget.Total
	modules []*module             // by core instance
	hosts   []api.Module          // by core instance
	bare    api.Module            // for those that import nothing but what metering adds
	slots   map[graph.CoreRef]int // of functions that are called from here
	refs    []graph.CoreRef       // by slot

	mu     sync.Mutex
	images snapshot.Images // memories of a fresh instance

	compiled chan struct{}      // closed when all modules are, or one of them cannot be
	failed   error              // why one cannot; set before that
	open     context.Context    // until it is closed, when nothing more is to be compiled
	end      context.CancelFunc // of that
}

// LoadError is a component that cannot be run: its parts do not fit together, or it asks for what there
// is not here.
type LoadError = graph.Error

// MissingError tells which imports no host here supplies.
type MissingError struct{ Imports []string }

// Error lists them.
func (e *MissingError) Error() string {
	return "imports that this host does not supply: " + strings.Join(e.Imports, ", ")
}

// TypeError is a function that a component imports, or exports, with another type than the interface
// has that it is named after.
type TypeError struct{ Function, Found, Expected string }

// Error shows both types.
func (e *TypeError) Error() string {
	return fmt.Sprintf("%s: another type is expected\n  found     (%s)\n  expected  (%s)", e.Function, e.Found, e.Expected)
}

// Compile makes a component ready to run. Close it when it is not needed any more. A component that is not
// valid is an error that wraps a [*validate.Error].
func Compile(ctx context.Context, binary []byte, config Config) (*Component, error) {
	decoded, err := component.Decode(binary)
	if err != nil {
		return nil, err
	}
	if !config.Valid {
		if err := validate.Component(binary, validate.Open); err != nil {
			return nil, fmt.Errorf("not a valid component: %w", err)
		}
	}
	plan, err := graph.Resolve(decoded)
	if err != nil {
		return nil, err
	}
	hosts, err := hostFunctions(plan)
	if err != nil {
		return nil, err
	}
	c := &Component{
		config: config, plan: plan, slots: map[graph.CoreRef]int{},
		client:   wasi.NewClient(config.Grants.Hosts),
		total:    budget.Total{Limit: config.MemoryTotal},
		compiled: make(chan struct{}),
	}
	c.open, c.end = context.WithCancel(context.Background())
	if err := c.newEngine(ctx); err != nil {
		return nil, err
	}
	if s, ok := config.Grants.KeyValue.(*MemoryStore); ok {
		s.Share(&c.total)
	}
	modules, err := c.prepareModules(ctx, hosts)
	if err != nil {
		c.finish(err)
		_ = c.Close(ctx)
		return nil, err
	}
	if err := c.compile(ctx, modules); err != nil {
		_ = c.Close(ctx)
		return nil, err
	}
	return c, nil
}

// Close frees the component. Nothing of it may be running. It waits for a module that is being compiled.
func (c *Component) Close(ctx context.Context) error {
	c.end()
	<-c.compiled
	c.client.Close()
	return c.engine.Close(ctx)
}

// state is what an instance may do and see.
func (c *Component) state() *wasi.State {
	return &wasi.State{Grants: c.config.Grants, Client: c.client}
}

func (c *Component) newEngine(ctx context.Context) error {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | extraFeatures).
		WithDebugInfoEnabled(false)
	if c.config.Cache != nil {
		// Without a view there is no cache, and everything works.
		if view, err := c.config.Cache.View(); err == nil {
			c.view = view
			cache, err := wazero.NewCompilationCacheWithDir(view.Dir())
			if err != nil {
				c.closeView()
				return err
			}
			config = config.WithCompilationCache(cache)
		}
	}
	c.engine = wazero.NewRuntimeWithConfig(ctx, config)
	return nil
}

// closeView ends the use of the cache.
func (c *Component) closeView() {
	if c.view != nil {
		_ = c.view.Close() // what is left is removed later
		c.view = nil
	}
}
