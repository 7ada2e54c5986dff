package runtime

import (
	"context"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/snapshot"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// prepare makes an instance that can be taken back to what it is now.
func (c *Component) prepare(ctx context.Context, state *wasi.State, end func()) (*instance, error) {
	in, err := c.instantiate(ctx, state, end)
	if err != nil || len(in.made) < len(in.modules) {
		return in, err // not everything is compiled: it answers one request
	}
	for i := range in.tables {
		if in.tables[i].Used() {
			return in, nil // a start function keeps something of the host's
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	first := len(c.images) == 0
	if in.fresh, err = snapshot.Take(in.modules, &c.images, in.budget); err != nil {
		in.fresh = nil
	}
	if first && !c.total.New(0).Reserve(c.images.Size()) {
		in.fresh, c.images = nil, nil
	}
	in.grown = 0
	return in, nil
}

// renew takes the instance back to what it was when it was new, with a state of its own. It reports
// whether it could.
func (in *instance) renew(state *wasi.State) bool {
	in.dropHandles()
	in.setState(state)
	if in.fresh == nil || !in.fresh.Reset() {
		return false
	}
	clear(in.flags)
	in.used, in.depth, in.running, in.lent = 0, 0, nil, canon.Scope{}
	in.budget.Release(in.grown)
	in.grown, in.growing = 0, 0
	return true
}
