package runtime

import (
	"context"
	"math"
	"runtime"

	"github.com/wasmcp/wasmcp-go/runtime/internal/core"
)

// quantum is how much core code runs between two ticks, in units of [core]. Core code cannot be
// interrupted, and while it runs neither can it be stopped nor can Go collect garbage; this much
// takes some hundred microseconds.
const quantum = 300_000

// tick is called by core code now and then, and around instructions that allocate. It ends what took
// too long.
func tick(ctx context.Context, stack []uint64) {
	in := instanceOf(ctx)
	switch uint32(stack[1]) {
	case core.OpTick:
		in.tick()
		if in.running != nil {
			in.running.count(in)
		}
		runtime.Gosched()
		stack[0] = quantum
	case core.OpGrowTable:
		in.tick()
		if !in.growTable(uint32(stack[0])) {
			stack[0] = math.MaxUint32 // growing by so much fails
		}
	case core.OpGrownTable:
		in.grownTable(uint32(stack[0]) != math.MaxUint32)
	}
}

// tableElement is what an element of a table takes, in bytes.
const tableElement = 8

// growTable reserves what a table is about to grow by.
func (in *instance) growTable(elements uint32) bool {
	n := uint64(elements) * tableElement
	if elements > core.MaxElements || !in.budget.Reserve(n) {
		return false
	}
	in.growing = n
	return true
}

// grownTable gives that back where the table did not grow.
func (in *instance) grownTable(did bool) {
	if did {
		in.grown += in.growing
	} else {
		in.budget.Release(in.growing)
	}
	in.growing = 0
}

// tick ends a call that took too long.
func (in *instance) tick() {
	if in.ctx.Context.Err() != nil {
		panic(context.Cause(in.ctx.Context))
	}
}
