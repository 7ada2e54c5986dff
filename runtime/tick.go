package runtime

import (
	"context"
	"runtime"
)

// quantum is how many loops and calls of core code pass between two ticks. Core code cannot be
// interrupted, and while it runs neither can it be stopped nor can Go collect garbage; this many
// take some hundred microseconds.
const quantum = 100_000

// tick is called by core code now and then. It ends what took too long.
func tick(ctx context.Context, stack []uint64) {
	instanceOf(ctx).tick()
	runtime.Gosched()
	stack[0] = quantum
}

// tick ends a call that took too long.
func (in *instance) tick() {
	if in.ctx.Context.Err() != nil {
		panic(context.Cause(in.ctx.Context))
	}
}
