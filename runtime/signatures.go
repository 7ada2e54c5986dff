package runtime

import (
	"fmt"
	"slices"

	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
)

var (
	reallocParams  = []abi.Flat{abi.I32, abi.I32, abi.I32, abi.I32}
	reallocResults = []abi.Flat{abi.I32}
)

func valueTypes(flat []abi.Flat) []api.ValueType {
	out := make([]api.ValueType, len(flat))
	for i, f := range flat {
		out[i] = api.ValueType(f)
	}
	return out
}

// slot returns the number of a core function that is called from here.
func (c *Component) slot(ref graph.CoreRef) int {
	i, ok := c.slots[ref]
	if !ok {
		i = len(c.refs)
		c.slots[ref] = i
		c.refs = append(c.refs, ref)
	}
	return i
}

// checkFunc checks that a core instance exports a function of this signature.
func (c *Component) checkFunc(ref graph.CoreRef, params, results []abi.Flat) error {
	if ref.Core >= len(c.modules) {
		return fmt.Errorf("core instance %d does not exist", ref.Core)
	}
	def, ok := c.modules[ref.Core].ExportedFunctions()[ref.Name]
	if !ok {
		return fmt.Errorf("core instance %d exports no function %q", ref.Core, ref.Name)
	}
	if !slices.Equal(def.ParamTypes(), valueTypes(params)) || !slices.Equal(def.ResultTypes(), valueTypes(results)) {
		return fmt.Errorf("core function %q has the wrong signature", ref.Name)
	}
	c.slot(ref)
	return nil
}

// checkLift checks the core functions that a component function is lifted from.
func (c *Component) checkLift(f *graph.Func) error {
	params, results := f.Type.Signature(true)
	if err := c.checkFunc(f.Lifted.Core, params, results); err != nil {
		return err
	}
	if p := f.Lifted.PostReturn; p != nil {
		return c.checkFunc(*p, results, nil)
	}
	return nil
}
