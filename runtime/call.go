package runtime

import (
	"context"
	"fmt"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
)

// export finds an exported function. The interface is named with the version of its track.
func (c *Component) export(iface, name string) (*graph.Func, bool) {
	for _, e := range c.plan.Exports {
		if e.Name == name && graph.Track(e.Interface) == iface {
			return e.Func, true
		}
	}
	return nil, false
}

// invokeExport calls a lifted function with Go values and returns its result.
func (in *instance) invokeExport(ctx context.Context, f *graph.Func, args []any) (result any, err error) {
	if f.Lifted == nil {
		return nil, fmt.Errorf("a function that is imported and exported again cannot be called")
	}
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok {
				panic(r)
			}
			err = trapOf(e)
		}
	}()
	in.ctx.Context, in.call.Context = ctx, ctx
	call := in.c.callee(f)
	in.enter(call.instance)
	side := in.side(call.side)
	stack := in.scratch(call.words)
	in.guarded(call.instance, func() {
		canon.LowerParams(side, f.Type.Params, args, stack, f.Type.SpillParams)
	})
	in.invoke(call.slot, stack)
	if f.Type.Result != nil {
		result = canon.Detach(canon.LiftResult(side, f.Type.Result, stack, f.Type.SpillResult))
	}
	if call.postReturn >= 0 {
		in.guarded(call.instance, func() { in.invoke(call.postReturn, stack) })
	}
	in.release(call.words)
	in.exit(call.instance)
	return result, nil
}
