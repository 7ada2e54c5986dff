package runtime

import (
	"context"
	"fmt"
	"strconv"

	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
)

// hostModule makes the functions that a core instance imports from the host. They are the same for
// all instances of the component, and find the one that calls them by the context.
func (c *Component) hostModule(ctx context.Context, core int, hosts map[*graph.Import]wasi.Func) (api.Module, error) {
	trampolines := c.plan.Cores[core].Host
	if len(trampolines) == 0 && c.bare != nil {
		return c.bare, nil
	}
	b := c.engine.NewHostModuleBuilder(graph.HostModule)
	for i, t := range trampolines {
		f, params, results, err := c.trampoline(t, hosts)
		if err != nil {
			return nil, err
		}
		b.NewFunctionBuilder().WithGoFunction(f, valueTypes(params), valueTypes(results)).Export(strconv.Itoa(i))
	}
	b.NewFunctionBuilder().WithGoFunction(api.GoFunc(tick), valueTypes(tickParams), valueTypes(reallocResults)).Export(graph.TickName)
	m, err := b.Compile(ctx)
	if err != nil {
		return nil, err
	}
	// The builder's own Instantiate returns what an import resolver may not.
	made, err := c.engine.InstantiateModule(ctx, m, anonymous)
	if len(trampolines) == 0 {
		c.bare = made
	}
	return made, err
}

func (c *Component) trampoline(t graph.Trampoline, hosts map[*graph.Import]wasi.Func) (f api.GoFunc, params, results []abi.Flat, err error) {
	switch t := t.(type) {
	case *graph.Lower:
		params, results = t.Func.Type.Signature(false)
		if t.Func.Host != nil {
			return c.lowerHost(t, hosts[t.Func.Host]), params, results, nil
		}
		if err := c.expectLift("", t.Func); err != nil {
			return nil, nil, nil, err
		}
		return c.lowerGuest(t), params, results, nil
	case *graph.Builtin:
		return c.builtin(t)
	}
	return nil, nil, nil, fmt.Errorf("%T is not a core function that this version knows", t)
}

// lowerHost makes a function of the host's one of a guest's core.
func (c *Component) lowerHost(t *graph.Lower, f wasi.Func) api.GoFunc {
	typ := t.Func.Type
	pointer := retPointer(typ)
	borrows := typ.Params.HasBorrows()
	return func(ctx context.Context, stack []uint64) {
		in := instanceOf(ctx)
		in.leave(t.Instance)
		in.tick() // what the function takes of time is not in the counter of core code
		side := in.side(t.Side)
		if borrows {
			side.Scope = &in.lent
		}
		args := canon.Lift(side, typ.Params, stack, typ.SpillParams)
		side.Scope = nil
		var ptr uint32
		if typ.SpillResult {
			ptr = uint32(stack[pointer])
		}
		result := f(&in.call, args)
		if borrows {
			in.lent.End()
		}
		if typ.Result != nil {
			canon.LowerResult(side, typ.Result, result, stack, ptr, typ.SpillResult)
		}
		side.Settle()
		in.call.Settle()
	}
}

// retPointer is where the core parameters of a lowered function say where its result goes.
func retPointer(t *canon.Func) int {
	if t.SpillParams {
		return 1
	}
	return len(t.Params.Flat)
}

// lowerGuest makes a function of one guest's one of another's core.
func (c *Component) lowerGuest(t *graph.Lower) api.GoFunc {
	typ := t.Func.Type
	pointer := retPointer(typ)
	call := c.callee(t.Func)
	borrows := typ.Params.HasBorrows()
	return func(ctx context.Context, stack []uint64) {
		in := instanceOf(ctx)
		in.leave(t.Instance)
		in.enter(call.instance)
		from, to := in.side(t.Side), in.side(call.side)
		var scope *canon.Scope
		if borrows {
			scope = new(canon.Scope)
		}
		from.Scope, to.Scope = scope, scope
		args := in.scratch(call.words)
		in.guarded(call.instance, func() {
			canon.CopyParams(from, to, typ.Params, stack, args, typ.SpillParams)
		})
		from.Scope, to.Scope = nil, nil
		in.invoke(call.slot, args)
		if typ.Result != nil {
			var ptr uint32
			if typ.SpillResult {
				ptr = uint32(stack[pointer])
			}
			in.guarded(t.Instance, func() {
				canon.CopyResult(to, from, typ.Result, args, stack, ptr, typ.SpillResult)
			})
		}
		if scope != nil {
			scope.End()
		}
		if call.postReturn >= 0 {
			in.guarded(call.instance, func() { in.invoke(call.postReturn, args) })
		}
		in.release(call.words)
		in.exit(call.instance)
	}
}

// callee is what calling a lifted function takes.
type callee struct {
	instance, side   int
	slot, postReturn int // postReturn is -1 where there is none
	words            int // core values that parameters or results take at most
}

func (c *Component) callee(f *graph.Func) callee {
	l := f.Lifted
	params, results := f.Type.Signature(true)
	call := callee{l.Instance, l.Side, c.slot(l.Core), -1, max(len(params), len(results))}
	if l.PostReturn != nil {
		call.postReturn = c.slot(*l.PostReturn)
	}
	return call
}

func (c *Component) builtin(t *graph.Builtin) (f api.GoFunc, params, results []abi.Flat, err error) {
	i32 := []abi.Flat{abi.I32}
	res := t.Resource
	switch t.Op {
	case component.OpResourceNew:
		return func(ctx context.Context, stack []uint64) {
			in := instanceOf(ctx)
			in.leave(t.Instance)
			stack[0] = uint64(in.tables[t.Instance].Add(canon.Handle{Resource: res, Own: true, Rep: uint32(stack[0])}))
		}, i32, i32, nil
	case component.OpResourceRep:
		return func(ctx context.Context, stack []uint64) {
			stack[0] = uint64(instanceOf(ctx).tables[t.Instance].Get(uint32(stack[0]), res).Rep)
		}, i32, i32, nil
	}
	r := c.plan.Resources[res]
	slot := -1
	if r.Destructor != nil {
		if err := c.expectFunc("destructor: ", *r.Destructor, i32, nil); err != nil {
			return nil, nil, nil, err
		}
		slot = c.slot(*r.Destructor)
	}
	return func(ctx context.Context, stack []uint64) {
		in := instanceOf(ctx)
		in.leave(t.Instance)
		h := in.tables[t.Instance].Remove(uint32(stack[0]), res)
		if !h.Own {
			return
		}
		if d, ok := h.Object.(canon.Dropper); ok {
			d.Drop()
		}
		if slot >= 0 {
			in.destroy(slot, r.Definer, t.Instance, h.Rep)
		}
	}, i32, nil, nil
}
