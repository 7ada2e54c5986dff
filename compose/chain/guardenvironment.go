package chain

import (
	"slices"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// stateKeyVariable holds the secret of a server whose state-key is read from the environment.
const stateKeyVariable = "WASMCP_STATE_KEY"

// isEnvironment reports whether an import has the environment's variables.
func isEnvironment(name string) bool {
	n, ok := parseName(name)
	return ok && n.pkg == "wasi:cli" && n.name == "environment"
}

// secrets are the variables that nobody but the framework is to see. There are some only where what
// fills state-key reads the environment.
func (plan *Plan) secrets() []string {
	key := plan.filled(StateKey)
	if key == nil || !slices.ContainsFunc(key.part.imports, isEnvironment) {
		return nil
	}
	return []string{stateKeyVariable}
}

// hideVariables writes get-environment, without the variables that are hidden.
func (w *guardWriter) hideVariables(f types.Func, host uint32) (core.Code, uint32, error) {
	list, ok := w.arena.Type(f.Result).(types.List)
	if !ok || len(f.Params) != 0 {
		return nil, 0, errForm
	}
	pair, ok := w.arena.Type(list.Elem).(types.Tuple)
	if !ok || len(pair.Types) != 2 || !w.isText(pair.Types[0]) || !w.isText(pair.Types[1]) {
		return nil, 0, errForm
	}
	const size = 16
	const result, at, end, kept = 0, 1, 2, 3
	var c core.Code
	c = c.Const(8).Call(w.alloc).Tee(result).Call(host)
	c = c.Get(result).Load32(0).Tee(at).Set(kept)
	c = c.Get(result).Load32(4).Const(size).Do(core.Mul).Get(at).Do(core.Add).Set(end)
	c = c.Block().Loop()
	c = c.Get(at).Get(end).Do(core.Eq).BrIf(1)
	c = c.Block()
	for _, name := range w.Hidden {
		c = c.Block()
		c = c.Get(at).Load32(4).Const(int32(len(name))).Do(core.Ne).BrIf(0)
		for i := range len(name) {
			c = c.Get(at).Load32(0).Load8(uint32(i)).Const(int32(name[i])).Do(core.Ne).BrIf(0)
		}
		c = c.Br(1).Do(core.End)
	}
	for part := uint32(0); part < size; part += 4 {
		c = c.Get(kept).Get(at).Load32(part).Store32(part)
	}
	c = c.Get(kept).Const(size).Do(core.Add).Set(kept)
	c = c.Do(core.End)
	c = c.Get(at).Const(size).Do(core.Add).Set(at)
	c = c.Br(0).Do(core.End, core.End)
	c = c.Get(result).Get(kept).Get(result).Load32(0).Do(core.Sub).Const(size).Do(core.DivU).Store32(4)
	return c.Get(result), 4, nil
}
