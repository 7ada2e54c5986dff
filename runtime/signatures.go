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

// expectFunc has it checked, once its module is compiled, that a core instance exports a function of this
// signature. What says what the function is for.
func (c *Component) expectFunc(what string, ref graph.CoreRef, params, results []abi.Flat) error {
	if ref.Core >= len(c.modules) {
		return fmt.Errorf("%score instance %d does not exist", what, ref.Core)
	}
	m := c.modules[ref.Core]
	m.expected = append(m.expected, expectation{what, ref, params, results})
	c.slot(ref)
	return nil
}

// expectation is what is expected of a function that a core instance exports.
type expectation struct {
	what            string
	ref             graph.CoreRef
	params, results []abi.Flat
}

// check checks that a compiled module has the function among those that it exports.
func (e *expectation) check(exported map[string]api.FunctionDefinition) error {
	def, ok := exported[e.ref.Name]
	if !ok {
		return fmt.Errorf("%score instance %d exports no function %q", e.what, e.ref.Core, e.ref.Name)
	}
	if !slices.Equal(def.ParamTypes(), valueTypes(e.params)) || !slices.Equal(def.ResultTypes(), valueTypes(e.results)) {
		return fmt.Errorf("%score function %q has the wrong signature", e.what, e.ref.Name)
	}
	return nil
}

// expectLift has the core functions checked that a component function is lifted from.
func (c *Component) expectLift(what string, f *graph.Func) error {
	params, results := f.Type.Signature(true)
	if err := c.expectFunc(what, f.Lifted.Core, params, results); err != nil {
		return err
	}
	if p := f.Lifted.PostReturn; p != nil {
		return c.expectFunc(what, *p, results, nil)
	}
	return nil
}
