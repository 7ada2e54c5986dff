package runtime

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
)

var (
	reallocParams  = []abi.Flat{abi.I32, abi.I32, abi.I32, abi.I32}
	reallocResults = []abi.Flat{abi.I32}
	tickParams     = []abi.Flat{abi.I32, abi.I32}
)

func valueTypes(flat []abi.Flat) []api.ValueType {
	out := make([]api.ValueType, len(flat))
	for i, f := range flat {
		out[i] = api.ValueType(f)
	}
	return out
}

// hostFunctions finds the functions that the host supplies, and checks that they are taken for what
// they are.
func hostFunctions(plan *graph.Plan) (map[*graph.Import]wasi.Func, error) {
	found := make(map[*graph.Import]wasi.Func, len(plan.Imports))
	var missing []string
	for _, i := range plan.Imports {
		f, ok := wasi.Lookup(i.Interface, i.Name)
		if _, typed := wasi.Signature(i.Interface, i.Name); !ok || !typed {
			missing = append(missing, functionName(i.Interface, i.Name))
		}
		found[i] = f
	}
	if missing != nil {
		slices.Sort(missing)
		return nil, &MissingError{missing}
	}
	return found, checkImports(plan)
}

// checkImports checks the type of each import wherever it is lowered: one import may be that of
// several, for versions of one track that a component imports side by side.
func checkImports(plan *graph.Plan) error {
	type typed struct {
		host           *graph.Import
		params, result *canon.Type
	}
	seen := map[typed]bool{}
	for _, core := range plan.Cores {
		for _, t := range core.Host {
			lower, ok := t.(*graph.Lower)
			if !ok || lower.Func.Host == nil {
				continue
			}
			host, f := lower.Func.Host, lower.Func.Type
			key := typed{host, f.Params, f.Result}
			if seen[key] {
				continue
			}
			seen[key] = true
			want, _ := wasi.Signature(host.Interface, host.Name)
			if got := plan.Signature(f); got != want {
				return &TypeError{functionName(host.Interface, host.Name), got, want}
			}
		}
	}
	return nil
}

// checkExport checks the type of an exported function.
func (c *Component) checkExport(e string, f *graph.Func, want string) error {
	if got := c.plan.Signature(f.Type); got != want {
		return &TypeError{e, got, want}
	}
	return nil
}

func functionName(iface, name string) string { return strings.TrimPrefix(iface+"#"+name, "#") }

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
