package acceptance

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/suite"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// mutants is how many components [TestValidate_differential] makes in `make acceptance`, and fewMutants in
// `make test`. WASMCP_MUTANTS is another number, and WASMCP_SEED where its random numbers begin.
const (
	mutants    = 3_000
	fewMutants = 300
)

// TestValidate_differential changes components, those of the suites and of the source tree, in one or a few places
// and asks wasm-tools as well whether they are valid. Core modules are left as they are, as their function
// bodies are not read here.
func TestValidate_differential(t *testing.T) {
	tool := tools.Need(t, "wasm-tools")
	n, seed := fewMutants, uint64(1)
	if tools.IsAcceptance() {
		n = mutants
	}
	if s, err := strconv.Atoi(os.Getenv("WASMCP_MUTANTS")); err == nil {
		n = s
	}
	if s, err := strconv.ParseUint(os.Getenv("WASMCP_SEED"), 10, 64); err == nil {
		seed = s
	}
	seeds := validateSeeds(t)
	dir := t.TempDir()
	t.Logf("%d seeds, random numbers from %d", len(seeds), seed)
	var wait sync.WaitGroup
	var mu sync.Mutex
	counts := make(map[string]int)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			r := rand.New(rand.NewPCG(seed, uint64(w)))
			file := filepath.Join(dir, strconv.Itoa(w)+".wasm")
			for range n / workers {
				b := mutant(r, seeds[r.IntN(len(seeds))], 0)
				if err := os.WriteFile(file, b, 0o644); err != nil {
					t.Error(err)
					return
				}
				message, theirs := exec.Command(tool, "validate", "--features", "all", file).CombinedOutput()
				ours := validate.Component(b, validate.Open|validate.NestedNames)
				var e *validate.Error
				var kind string
				switch {
				case errors.As(ours, &e) && e.Unsupported:
					kind = "unsupported"
				case (theirs == nil) == (ours == nil) && ours == nil:
					kind = "valid"
				case (theirs == nil) == (ours == nil):
					kind = "invalid"
				default:
					kind = "other"
					kept := filepath.Join(os.TempDir(), "mutant-"+strconv.FormatUint(r.Uint64(), 36)+".wasm")
					_ = os.WriteFile(kept, b, 0o644)
					t.Errorf("%s: validate: %v; wasm-tools: %v\n%s", kept, ours, theirs, message)
				}
				mu.Lock()
				counts[kind]++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	t.Logf("%v", counts)
}

// validateSeeds are components to change. Those with imports and exports of values are not among them, whose
// types wasm-tools writes otherwise than the standard.
func validateSeeds(t *testing.T) (seeds [][]byte) {
	const largest, open = 64 << 10, validate.Open &^ validate.Values
	for _, set := range []suite.Set{suite.Standard, suite.WasmTools} {
		for _, f := range suite.Read(t, set) {
			for _, c := range f.Commands {
				if b, ok := f.Binary(t, c); ok && c.Type != "assert_invalid" && validate.Component(b, open) == nil {
					seeds = append(seeds, b)
				}
			}
		}
	}
	for _, pattern := range []string{"compose/testdata/parts/*.wasm", "framework/dist/*.wasm", "testdata/*/*/*.wasm"} {
		paths, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(b) <= largest && validate.Component(b, open) == nil {
				seeds = append(seeds, b)
			}
		}
	}
	return seeds
}

// mutant returns a component that differs from b in one to three places.
func mutant(r *rand.Rand, b []byte, depth int) []byte {
	c, err := component.Decode(b)
	if err != nil || len(c.Sections) == 0 {
		return b
	}
	for range 1 + r.IntN(3) {
		if len(c.Sections) == 0 {
			break
		}
		i := r.IntN(len(c.Sections))
		switch s := c.Sections[i].(type) {
		case *component.Nested:
			if depth < 3 && r.IntN(8) > 0 {
				c.Sections[i] = &component.Nested{Bytes: mutant(r, s.Bytes, depth+1)}
				continue
			}
		case *component.CoreModule, *component.Custom:
			c.Sections = moved(r, c.Sections, i)
			continue
		}
		if r.IntN(3) == 0 {
			c.Sections = moved(r, c.Sections, i)
			continue
		}
		c.Sections[i] = changed(r, c.Sections[i])
	}
	return c.Encode()
}

// changed returns a section with an item moved, or a byte of it changed.
func changed(r *rand.Rand, s component.Section) component.Section {
	if r.IntN(3) == 0 {
		switch s := s.(type) {
		case component.CoreInstances:
			return component.CoreInstances(moved(r, s, -1))
		case component.CoreTypes:
			return component.CoreTypes(moved(r, s, -1))
		case component.Instances:
			return component.Instances(moved(r, s, -1))
		case component.Aliases:
			return component.Aliases(moved(r, s, -1))
		case component.Types:
			return component.Types(moved(r, s, -1))
		case component.Canons:
			return component.Canons(moved(r, s, -1))
		case component.Imports:
			return component.Imports(moved(r, s, -1))
		case component.Exports:
			return component.Exports(moved(r, s, -1))
		}
	}
	switch s.(type) {
	case *component.Nested, *component.CoreModule:
		return s
	}
	b := (&component.Component{Sections: []component.Section{s}}).Encode()
	const header = 8
	for range 20 {
		other := slices.Clone(b)
		at := header + 2 + r.IntN(max(1, len(b)-header-2))
		if at >= len(b) {
			return s
		}
		switch r.IntN(4) {
		case 0:
			other[at]++
		case 1:
			other[at]--
		case 2:
			other[at] = byte(r.IntN(8))
		default:
			other[at] = b[header+r.IntN(len(b)-header)]
		}
		if c, err := component.Decode(other); err == nil && len(c.Sections) == 1 {
			return c.Sections[0]
		}
	}
	return s
}

// moved returns a list with an item taken out, there twice or in another place. Any item, where i is -1.
func moved[T any](r *rand.Rand, list []T, i int) []T {
	if len(list) == 0 {
		return list
	}
	if i < 0 {
		i = r.IntN(len(list))
	}
	list = slices.Clone(list)
	switch r.IntN(3) {
	case 0:
		return slices.Delete(list, i, i+1)
	case 1:
		return slices.Insert(list, r.IntN(len(list)+1), list[i])
	default:
		j := r.IntN(len(list))
		list[i], list[j] = list[j], list[i]
		return list
	}
}
