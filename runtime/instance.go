package runtime

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/wasmcp/wasmcp-go/runtime/internal/budget"
	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/snapshot"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// instance is an instance of a component. One call at a time is made of it.
type instance struct {
	c       *Component
	ctx     callContext
	modules []api.Module // by core instance; nil for those that are not made yet
	made    []api.Module // in the order in which they were
	funcs   []coreFunc   // by slot
	running *coreFunc    // the innermost that is being called
	sides   []canon.Side
	ready   []bool // sides that were used
	tables  []canon.Table
	flags   []flags // by component instance
	words   []uint64
	used    int // words of scratch in use
	call    wasi.Call
	// budget is what the instance may have of its host's memory; what it has for a call is in call.
	budget *budget.Budget
	// growing is what a table is about to grow by, grown what tables have grown by since the snapshot,
	// in bytes.
	growing, grown uint64
	served         int // requests since it was new
	depth          int // of calls into core code
	// gaveWay is when other goroutines last got their turn, counted from epoch.
	gaveWay time.Duration
	// lent are the handles that a function of the host's borrows while it runs. It calls no guest.
	lent canon.Scope
	// fresh is the state to go back to, nil where there is no way back.
	fresh *snapshot.Snapshot
	// pause is called with what waits for a module to be compiled; nil for nobody who minds.
	pause func(wait func())
}

type flags struct {
	// entered is set while a call is in the component instance.
	entered bool
	// stay is set while it may not call out.
	stay bool
}

// callContext is the context of calls into an instance. Core code has no other use for it than to
// find the instance, so that it answers for nothing else.
type callContext struct {
	context.Context
	in *instance
}

type instanceKey struct{}

// Value finds the instance.
func (c *callContext) Value(key any) any {
	if key == (instanceKey{}) {
		return c.in
	}
	return nil
}

func instanceOf(ctx context.Context) *instance {
	if c, ok := ctx.(*callContext); ok {
		return c.in
	}
	return ctx.Value(instanceKey{}).(*instance)
}

// instantiate makes an instance and runs its start functions. Where somebody waits for it, end is called
// if it has to make room for others, and it may wait for room itself. Where end is nil it fails at once
// if there is none. Of a component that is not compiled, core instances are made when they are first called.
func (c *Component) instantiate(ctx context.Context, state *wasi.State, end func()) (*instance, error) {
	in := &instance{
		c:       c,
		modules: make([]api.Module, len(c.modules)),
		funcs:   make([]coreFunc, len(c.refs)),
		sides:   make([]canon.Side, len(c.plan.Sides)),
		ready:   make([]bool, len(c.plan.Sides)),
		tables:  make([]canon.Table, c.plan.Instances),
		flags:   make([]flags, c.plan.Instances),
		words:   make([]uint64, 256),
	}
	in.ctx = callContext{ctx, in}
	in.budget = c.total.New(c.config.MemoryLimit)
	if end != nil {
		in.budget.Begin(ctx, end)
	}
	in.call = wasi.Call{Context: ctx}
	in.setState(state)
	var err error
	if !c.Compiling() {
		err = in.start()
	}
	short := in.budget.End()
	if err != nil {
		in.close()
		if short {
			err = &ShortError{err}
		}
		return nil, err
	}
	return in, nil
}

// start makes all core instances, one after the other.
func (in *instance) start() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("instantiation: %v", r)
			if limit, ok := r.(*MemoryError); ok {
				err = limit
			}
		}
	}()
	for i := range in.modules {
		if in.modules[i] != nil {
			continue // a start function has called it
		}
		if err := in.make(i); err != nil {
			return err
		}
	}
	return nil
}

// module returns a core instance. Where it is not there yet it is made, and with it the others of its
// component instance: they are all that it can import from.
func (in *instance) module(core int) api.Module {
	if in.modules[core] == nil {
		of := in.c.plan.Cores[core].Instance
		for i := range in.modules {
			if in.c.plan.Cores[i].Instance != of || in.modules[i] != nil {
				continue
			}
			if err := in.make(i); err != nil {
				panic(err)
			}
		}
	}
	return in.modules[core]
}

// make makes a core instance.
func (in *instance) make(i int) error {
	plan := &in.c.plan.Cores[i]
	if n := plan.Bytes; !in.budget.Reserve(n) {
		return &MemoryError{Needed: in.budget.Used() + n, Limit: in.budget.Limit(), Total: in.budget.Limited()}
	}
	if plan.Misfit {
		return &Trap{Reason: "out of bounds table access: an element segment is larger than its table"}
	}
	code, err := in.code(in.c.modules[i])
	if err != nil {
		return err
	}
	made, err := in.c.engine.InstantiateModule(in.imports(i), code, anonymous)
	if err != nil {
		return trapOf(err)
	}
	in.modules[i] = made
	in.made = append(in.made, made)
	return nil
}

// code waits until a module is compiled.
func (in *instance) code(m *module) (wazero.CompiledModule, error) {
	wait := func() {
		select {
		case <-m.done:
		case <-in.ctx.Context.Done():
		}
	}
	select {
	case <-m.done:
	default:
		if in.pause != nil {
			in.pause(wait)
		} else {
			wait()
		}
	}
	select {
	case <-m.done:
		return m.compiled, m.err
	default:
		return nil, context.Cause(in.ctx.Context)
	}
}

// setState gives the instance another state, for the next call.
func (in *instance) setState(state *wasi.State) {
	if old := in.call.State; old != nil {
		old.Budget.Close()
	}
	state.Budget = in.budget.Call()
	in.call.State = state
	for i := range in.tables {
		in.tables[i].Budget = state.Budget
	}
}

// anonymous modules are in nobody's way, however many there are; start functions are not those of
// WASI 0.1. A source of random numbers saves the one that each would otherwise make.
var anonymous = wazero.NewModuleConfig().WithName("").WithStartFunctions().WithRandSource(rand.Reader)

// imports returns a context by which the imports of a core instance are found.
func (in *instance) imports(core int) context.Context {
	sources := in.c.plan.Cores[core].Sources
	ctx := experimental.WithMemoryAllocator(&in.ctx, snapshot.Allocator{Budget: in.budget})
	return experimental.WithImportResolver(ctx, func(name string) api.Module {
		if name == graph.HostModule {
			return in.c.hosts[core]
		}
		i, err := strconv.Atoi(name)
		if err != nil || i >= len(sources) {
			return nil
		}
		return in.module(sources[i])
	})
}

// dropHandles drops what the guest did not.
func (in *instance) dropHandles() {
	for i := range in.tables {
		for _, o := range in.tables[i].Clear() {
			if d, ok := o.(canon.Dropper); ok {
				d.Drop()
			}
		}
	}
}

func (in *instance) close() {
	in.dropHandles()
	for _, m := range in.made {
		_ = m.Close(context.Background())
	}
	in.call.State.Budget.Close()
	in.budget.Close()
}

// enter is called before a call goes into a component instance.
func (in *instance) enter(i int) {
	if in.flags[i].entered {
		canon.Trapf("a component is called again while it is being called")
	}
	in.flags[i].entered = true
}

func (in *instance) exit(i int) { in.flags[i].entered = false }

// leave is called before a call goes out of a component instance.
func (in *instance) leave(i int) {
	if in.flags[i].stay {
		canon.Trapf("a component calls out of its allocator or post-return function")
	}
}

// guarded runs f, during which the component instance may not call out.
func (in *instance) guarded(i int, f func()) {
	in.flags[i].stay = true
	f()
	in.flags[i].stay = false
}

// scratch returns n core values, which release gives back in the opposite order.
func (in *instance) scratch(n int) []uint64 {
	if in.used+n > len(in.words) {
		in.words = append(make([]uint64, 0, 2*len(in.words)+n), in.words...)
		in.words = in.words[:cap(in.words)]
	}
	in.used += n
	return in.words[in.used-n : in.used : in.used]
}

func (in *instance) release(n int) { in.used -= n }

// destroy runs a resource's destructor.
func (in *instance) destroy(slot, definer, from int, rep uint32) {
	if definer != from {
		in.enter(definer)
		defer in.exit(definer)
	}
	stack := in.scratch(1)
	defer in.release(1)
	stack[0] = uint64(rep)
	in.invoke(slot, stack)
}

// Definer implements [canon.Resources].
func (in *instance) Definer(r types.ResourceID) int { return in.c.plan.Resources[r].Definer }

// side returns what a set of canonical options stands for in this instance.
func (in *instance) side(i int) *canon.Side {
	s := &in.sides[i]
	if in.ready[i] {
		return s
	}
	plan := &in.c.plan.Sides[i]
	*s = canon.Side{
		Encoding: plan.Encoding, Handles: &in.tables[plan.Instance], Instance: plan.Instance, Resources: in,
		Tick: in.tick,
	}
	if plan.Memory != nil {
		if m := in.module(plan.Memory.Core).ExportedMemory(plan.Memory.Name); m != nil {
			s.Memory = m
		}
	}
	if plan.Realloc != nil {
		in.module(plan.Realloc.Core) // while its instance may still call out
		slot := in.c.slots[*plan.Realloc]
		s.Realloc = func(old, oldSize, align, newSize uint32) uint32 {
			stack := in.scratch(4)
			stack[0], stack[1], stack[2], stack[3] = uint64(old), uint64(oldSize), uint64(align), uint64(newSize)
			stay := in.flags[plan.Instance].stay
			in.flags[plan.Instance].stay = true
			in.invoke(slot, stack)
			in.flags[plan.Instance].stay = stay
			in.release(4)
			return uint32(stack[0])
		}
	}
	in.ready[i] = true
	return s
}
