package runtime

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/runtime/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// smithConfig has modules made of all that can be run here, and nothing else.
const smithConfig = `{"bulk-memory-enabled":true,"simd-enabled":true,"multi-value-enabled":true,"reference-types-enabled":true,
"tail-call-enabled":true,"extended-const-enabled":true,"saturating-float-to-int-enabled":true,"sign-extension-ops-enabled":true,
"gc-enabled":false,"threads-enabled":false,"memory64-enabled":false,"exceptions-enabled":false,"relaxed-simd-enabled":false,
"custom-page-sizes-enabled":false,"wide-arithmetic-enabled":false,"shared-everything-threads-enabled":false,
"compact-imports-enabled":false,"custom-descriptors-enabled":false,"canonicalize-nans":true,
"min-memories":0,"max-memories":0,"min-tables":1,"max-tables":3,"max-imports":0,"min-funcs":4,"max-funcs":12,"max-instructions":400,
"memory-max-size-required":true,"table-max-size-required":true,"max-memory32-bytes":1048576,"max-table-elements":1000,
"min-data-segments":1,"max-data-segments":4,"min-element-segments":1,"max-element-segments":4,"generate-custom-sections":false}`

// smithShape is what the modules export.
const smithShape = `(module (memory (export "m") 1 4) (global (export "g") (mut i32) (i32.const 0)) (global (export "h") (mut i64) (i64.const 0))
(func (export "a") (result i32) unreachable) (func (export "b") (param i32 i32) (result i32) unreachable)
(func (export "c") (param i64 f64) (result i64) unreachable) (func (export "d") (param f32 f64 i32) (result f64) unreachable)
(func (export "e") (param i32 i64) (result f32) unreachable) (func (export "f") (param i32)))`

// smith makes a module from a seed; nil where none comes of it.
func smith(t *testing.T, dir string, seed uint64) []byte {
	t.Helper()
	config, shape := filepath.Join(dir, "smith.json"), filepath.Join(dir, "shape.wasm")
	if _, err := os.Stat(config); err != nil {
		if err := os.WriteFile(config, []byte(smithConfig), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(shape, assembled(t, smithShape), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	random := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16), byte(seed >> 24)})
	input := make([]byte, 500+seed*7919%6000)
	_, _ = random.Read(input)
	cmd := exec.Command(tools.Need(t, "wasm-tools"), "smith", "-c", config, "--exports", shape, "--ensure-termination", "--fuel", "5000")
	cmd.Stdin = bytes.NewReader(input)
	module, err := cmd.Output()
	if err != nil {
		return nil
	}
	return module
}

// TestDifferential runs modules that wasm-tools makes up: rewritten as they are otherwise, with all state
// that they leave compared, and as components on wasmtime. In `make acceptance` it goes on for ten minutes,
// from the seed that WASMCP_SEED says, which is in the message of what fails.
func TestDifferential(t *testing.T) {
	t.Parallel()
	wasmtime := tools.Need(t, "wasmtime")
	dir := t.TempDir()
	begun, modules, calls := time.Now(), 0, 0
	first := uint64(1)
	if s, err := strconv.ParseUint(os.Getenv("WASMCP_SEED"), 10, 32); err == nil {
		first = s
	}
	for seed := first; ; seed++ {
		if !tools.IsAcceptance() && seed > first+11 || tools.IsAcceptance() && time.Since(begun) > 10*time.Minute {
			break
		}
		module := smith(t, dir, seed)
		if module == nil {
			continue
		}
		modules++
		if !compareRewritten(t, seed, module) {
			continue
		}
		calls += compareWasmtime(t, wasmtime, dir, seed, module)
		if t.Failed() {
			break
		}
	}
	t.Logf("%d modules, %d calls", modules, calls)
	if modules == 0 || calls == 0 {
		t.Error("nothing was compared")
	}
}

// outcome is what calls of an instance came to.
type outcome struct {
	calls  []string
	memory []byte
}

// arguments are some for parameters of a type.
func someArgument(typ api.ValueType, n int) uint64 {
	some := []uint64{0, 1, 7, math.MaxUint32, 1 << 31, 0x3ff0000000000000, math.MaxUint64}
	v := some[n%len(some)]
	switch typ {
	case api.ValueTypeI32:
		return uint64(uint32(v))
	case api.ValueTypeF32:
		return uint64(math.Float32bits(float32(n) - 1.5))
	case api.ValueTypeF64:
		return math.Float64bits(float64(n) - 1.5)
	}
	return v
}

func simple(types []api.ValueType) bool {
	for _, t := range types {
		switch t {
		case api.ValueTypeI32, api.ValueTypeI64, api.ValueTypeF32, api.ValueTypeF64:
		default:
			return false
		}
	}
	return true
}

// run calls all exported functions of a module one after the other.
func runAll(t *testing.T, module []byte) (*outcome, error) {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2|extraFeatures))
	defer r.Close(ctx)
	host := r.NewHostModuleBuilder("h").NewFunctionBuilder().WithGoFunction(api.GoFunc(func(_ context.Context, stack []uint64) {
		if uint32(stack[1]) == core.OpTick {
			stack[0] = 50 // often
		}
	}), valueTypes(tickParams), valueTypes(reallocResults)).Export("tick")
	if _, err := host.Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	compiled, err := r.CompileModule(ctx, module)
	if err != nil {
		return nil, err
	}
	m, err := r.InstantiateModule(ctx, compiled, anonymous)
	if err != nil {
		return &outcome{calls: []string{trapKind(err.Error())}}, nil
	}
	made := &outcome{}
	for i, name := range sortedNames(compiled.ExportedFunctions()) {
		f := m.ExportedFunction(name)
		if !simple(f.Definition().ParamTypes()) || !simple(f.Definition().ResultTypes()) {
			continue
		}
		var args []uint64
		for k, typ := range f.Definition().ParamTypes() {
			args = append(args, someArgument(typ, i+k))
		}
		results, err := f.Call(ctx, args...)
		told := fmt.Sprint(name, results)
		if err != nil {
			told = name + " " + trapKind(err.Error())
		}
		made.calls = append(made.calls, told)
	}
	if mem := m.Memory(); mem != nil {
		b, _ := mem.Read(0, mem.Size())
		made.memory = bytes.Clone(b)
	}
	for _, name := range []string{"g", "h"} {
		if g := m.ExportedGlobal(name); g != nil {
			made.calls = append(made.calls, fmt.Sprint("global ", g.Get()))
		}
	}
	return made, nil
}

func sortedNames(functions map[string]api.FunctionDefinition) []string {
	names := make([]string, 0, len(functions))
	for i := 0; len(names) < len(functions); i++ {
		for name, f := range functions {
			if int(f.Index()) == i {
				names = append(names, name)
			}
		}
	}
	return names
}

// trapKind makes one word of what runtimes say of a trap.
func trapKind(text string) string {
	for _, k := range [][2]string{
		{"out of bounds memory", "memory"}, {"memory fault", "memory"}, {"out of bounds table", "table"}, {"invalid table access", "table"}, {"uninitialized element", "table"},
		{"undefined element", "table"}, {"divide by zero", "division"}, {"division by zero", "division"}, {"integer overflow", "overflow"}, {"invalid conversion", "conversion"},
		{"indirect call type mismatch", "mismatch"}, {"unreachable", "unreachable"}, {"call stack exhausted", "stack"}, {"stack overflow", "stack"},
	} {
		if strings.Contains(text, k[0]) {
			return k[1]
		}
	}
	return text
}

// compareRewritten reports whether the module can be run.
func compareRewritten(t *testing.T, seed uint64, module []byte) bool {
	t.Helper()
	plain, err := runAll(t, module)
	if err != nil {
		t.Logf("seed %d: the compiler does not take it: %v", seed, err)
		if out, err := core.Rewrite(module, core.Rewriting{Host: [2]string{"h", "tick"}}); err == nil {
			if _, err := runAll(t, out.Module); err == nil {
				t.Errorf("seed %d: it does take it rewritten", seed)
			}
		}
		return false
	}
	out, err := core.Rewrite(module, core.Rewriting{Host: [2]string{"h", "tick"}})
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return false
	}
	rewritten, err := runAll(t, out.Module)
	if err != nil {
		t.Errorf("seed %d: rewritten: %v", seed, err)
		return false
	}
	if fmt.Sprint(plain.calls) != fmt.Sprint(rewritten.calls) {
		t.Errorf("seed %d: %v, rewritten %v", seed, plain.calls, rewritten.calls)
	}
	if !bytes.Equal(plain.memory, rewritten.memory) {
		t.Errorf("seed %d: memories differ", seed)
	}
	return len(plain.calls) > 0
}

// lifted makes a component of a module, which exports those of its functions that can be, and returns their
// types by name.
func lifted(t *testing.T, module []byte) (b []byte, functions map[string]api.FunctionDefinition) {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter().WithCoreFeatures(api.CoreFeaturesV2|extraFeatures))
	defer r.Close(ctx)
	compiled, err := r.CompileModule(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	primitive := map[api.ValueType]component.ValType{
		api.ValueTypeI32: {Primitive: component.U32}, api.ValueTypeI64: {Primitive: component.U64},
		api.ValueTypeF32: {Primitive: component.F32}, api.ValueTypeF64: {Primitive: component.F64},
	}
	c := &component.Component{Sections: []component.Section{&component.CoreModule{Bytes: module}, component.CoreInstances{component.CoreInstantiate{}}}}
	functions = map[string]api.FunctionDefinition{}
	exported := compiled.ExportedFunctions()
	for _, name := range sortedNames(exported) {
		def := exported[name]
		if !simple(def.ParamTypes()) || !simple(def.ResultTypes()) || len(def.ParamTypes()) > 16 || len(def.ResultTypes()) > 1 {
			continue
		}
		typ := component.Func{}
		for i, p := range def.ParamTypes() {
			typ.Params = append(typ.Params, component.Field{Name: "p" + strconv.Itoa(i), Type: primitive[p]})
		}
		for _, p := range def.ResultTypes() {
			result := primitive[p]
			typ.Result = &result
		}
		n := uint32(len(functions))
		given := "f" + strconv.Itoa(int(n))
		functions[given] = def
		c.Sections = append(c.Sections,
			component.Aliases{{Sort: component.SortCoreFunc, Target: component.CoreInstanceExport{Name: name}}},
			component.Types{typ}, component.Canons{component.Lift{CoreFunc: n, Type: n}},
			component.Exports{{Name: component.Name{Name: given}, Item: component.SortIndex{Sort: component.SortFunc, Index: 2 * n}}})
	}
	return c.Encode(), functions
}

func compareWasmtime(t *testing.T, wasmtime, dir string, seed uint64, module []byte) (calls int) {
	t.Helper()
	binary, functions := lifted(t, module)
	path := filepath.Join(dir, "module.wasm")
	if err := os.WriteFile(path, binary, 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Compile(t.Context(), binary, Config{})
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return 0
	}
	defer c.Close(context.Background())
	for i := range len(functions) {
		name := "f" + strconv.Itoa(i)
		var args []any
		var texts []string
		for k, typ := range functions[name].ParamTypes() {
			v := someArgument(typ, i+k)
			switch typ {
			case api.ValueTypeI32:
				args = append(args, uint32(v))
			case api.ValueTypeF32:
				args = append(args, math.Float32frombits(uint32(v)))
			case api.ValueTypeF64:
				args = append(args, math.Float64frombits(v))
			default:
				args = append(args, v)
			}
			texts = append(texts, fmt.Sprint(args[k]))
		}
		got, err := c.Call(t.Context(), "", name, args...)
		ours := "returned"
		if err != nil {
			ours = trapKind(err.Error())
		}
		cmd := exec.Command(wasmtime, "run", "--invoke", name+"("+strings.Join(texts, ",")+")", path)
		var out, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &stderr
		theirs := "returned"
		if cmd.Run() != nil {
			theirs = trapKind(stderr.String())
		}
		calls++
		if ours == "stack" || theirs == "stack" {
			continue // there is more of it here, and less there
		}
		if ours != theirs || err == nil && got != nil && !sameNumber(fmt.Sprint(got), strings.TrimSpace(out.String()), functions[name].ResultTypes()[0]) {
			t.Errorf("seed %d: %s(%v) = %v, %v; wasmtime: %s %s", seed, name, texts, got, ours, theirs, out.String())
		}
	}
	return calls
}

// sameNumber compares two texts of one number.
func sameNumber(a, b string, typ api.ValueType) bool {
	if a == b {
		return true
	}
	bits := 64
	if typ == api.ValueTypeF32 {
		bits = 32
	}
	x, errX := strconv.ParseFloat(a, bits)
	y, errY := strconv.ParseFloat(b, bits)
	return errX == nil && errY == nil && (x == y || math.IsNaN(x) && math.IsNaN(y)) && typ != api.ValueTypeI32 && typ != api.ValueTypeI64
}
