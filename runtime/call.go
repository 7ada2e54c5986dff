package runtime

import (
	"context"
	"fmt"
	"strings"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
)

// Case is the Go value of a variant, enum, option or result: the number of its case and what that
// carries. The other values are bool, int8 to uint64, float32, float64, rune for char, string, []byte
// for list<u8>, []any for other lists, records and tuples, and uint32 for flags. Handles of a
// component's own resources are opaque.
type Case = canon.Case

// NoExportError is a function that a component does not export.
type NoExportError struct{ Interface, Name string }

// Error names it.
func (e *NoExportError) Error() string {
	return fmt.Sprintf("the component exports no function %q", strings.TrimPrefix(e.Interface+"#"+e.Name, "#"))
}

// Call calls an exported function in a fresh instance and returns its result, nil where it has none.
// The interface is empty for a function that is exported by itself.
func (c *Component) Call(ctx context.Context, iface, name string, args ...any) (any, error) {
	f, ok := c.export(graph.Track(iface), name)
	if !ok {
		return nil, &NoExportError{iface, name}
	}
	if n := len(f.Type.Params.Fields); n != len(args) {
		return nil, fmt.Errorf("%s takes %d arguments, %d are given", name, n, len(args))
	}
	in, err := c.instantiate(ctx, c.state(), func() {})
	if err != nil {
		return nil, err
	}
	defer in.close()
	return in.invokeExport(ctx, f, args)
}

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
			err = in.trapOf(e)
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
