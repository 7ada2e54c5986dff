package runtime

import (
	"reflect"

	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// coreFunc is a core function that is called from here. wazero's functions have a stack each, which
// grows with how deep code calls itself and never shrinks, and are not to be called while they are being
// called.
type coreFunc struct {
	f     api.Function
	busy  bool
	stack reflect.Value // wazero's, a slice; not valid where this is not what it is known to be
	held  uint64        // bytes of it that the budget counts
	// instance is the component instance that the function is of.
	instance int
}

// maxKeptStack is how many bytes of stack a function keeps from one call to the next.
const maxKeptStack = 1 << 20

// load finds the function and its stack.
func (f *coreFunc) load(in *instance, slot int) {
	ref := in.c.refs[slot]
	f.instance = in.c.plan.Cores[ref.Core].Instance
	f.f = in.module(ref.Core).ExportedFunction(ref.Name)
	if v := reflect.ValueOf(f.f); v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct {
		if v = v.Elem().FieldByName("stack"); v.IsValid() && v.Kind() == reflect.Slice {
			f.stack = v
		}
	}
	f.count(in)
}

// count has the budget count the stack as large as it is.
func (f *coreFunc) count(in *instance) {
	if !f.stack.IsValid() {
		return
	}
	n := uint64(f.stack.Len()) * uint64(f.stack.Type().Elem().Size())
	if n > f.held {
		if !in.budget.Reserve(n - f.held) {
			canon.Trapf("a stack of %d bytes is more than the component may have", n)
		}
		f.held = n
	}
}

// done is called when the function is not needed for now.
func (f *coreFunc) done(in *instance) {
	f.count(in)
	if f.held > maxKeptStack {
		in.budget.Release(f.held)
		*f = coreFunc{}
	}
}

// invoke calls a core function. Its parameters are in stack, and then its results.
func (in *instance) invoke(slot int, stack []uint64) {
	f := &in.funcs[slot]
	if f.busy {
		f = &coreFunc{}
	}
	if f.f == nil {
		f.load(in, slot)
	}
	caller := in.running
	if caller != nil {
		caller.count(in)
	}
	if in.depth++; in.depth > maxCallDepth {
		canon.Trapf("calls between components are nested more than %d deep", maxCallDepth)
	}
	f.busy, in.running = true, f
	// An instance in which this panics is of no more use, so that there is nothing to tidy up.
	if err := f.f.CallWithStack(&in.ctx, stack); err != nil {
		panic(err)
	}
	f.busy, in.running = false, caller
	in.depth--
	if f != &in.funcs[slot] {
		f.count(in)
		in.budget.Release(f.held)
	} else {
		f.done(in)
	}
}

// maxCallDepth is how deep calls into core code may be nested, each of which takes of Go's stack.
const maxCallDepth = 1000
