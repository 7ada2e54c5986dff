package runtime

import (
	"context"
	"math"
	"runtime"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/core"
)

// quantum is how much core code runs between two ticks, in units of [core]. Core code cannot be
// interrupted, and while it runs neither can it be stopped nor can Go collect garbage; this much
// takes some hundred microseconds at most, and a few where code mostly takes short ways, as
// interpreters do.
const quantum = 300_000

// turn is how long core code runs until other goroutines get their turn. The garbage collector
// does not wait for that: it stops this goroutine at any tick.
const turn = 100 * time.Microsecond

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
		in.giveWay()
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

// giveWay lets other goroutines run if this one has had its turn.
func (in *instance) giveWay() {
	if now := time.Since(epoch); now-in.gaveWay >= turn {
		runtime.Gosched()
		in.gaveWay = now
	}
}

// epoch is what times are counted from: reading a clock that only goes on is quicker.
var epoch = time.Now()

// tick ends a call that took too long.
func (in *instance) tick() {
	if in.ctx.Context.Err() != nil {
		panic(context.Cause(in.ctx.Context))
	}
}
