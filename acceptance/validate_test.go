package acceptance

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/suite"
	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/compose/link"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// gates are what wasm-tools calls the feature gates.
var gates = map[string]validate.Gates{
	"cm-async": validate.Async, "cm-async-stackful": validate.AsyncStackful,
	"cm-more-async-builtins": validate.MoreAsyncBuiltins, "cm-threading": validate.Threading,
	"cm-error-context": validate.ErrorContext, "cm-values": validate.Values,
	"cm-fixed-length-lists": validate.FixedLengthLists, "cm-map": validate.Maps, "cm64": validate.Memory64,
	"cm-implements": validate.Implements, "cm-canon-names": validate.CanonicalNames,
	"cm-forward": validate.Forward, "cm-accessors": validate.Accessors, "cm-nested-names": validate.NestedNames,
}

// opened returns the gates that are open for a file of wasm-tools' suite.
func opened(f *suite.File) validate.Gates {
	open := validate.Released
	for _, name := range f.Features {
		if off, ok := strings.CutPrefix(name, "-"); ok {
			open &^= gates[off]
		} else {
			open |= gates[name]
		}
	}
	return open
}

// excepted are the commands whose outcome is another one than a suite says, by file and line, or by file
// where that holds for all that are valid in it. Each has its reason. A test fails where one of them comes
// out as the suite says.
var excepted = map[suite.Set]map[string]string{
	suite.Standard: {
		"validation/core-modules.wast:25": bodies,
	},
	suite.WasmTools: {
		"values/start.wast:36":              linkedValues,
		"values/start.wast:43":              linkedValues,
		"values/values.wast:3":              linkedValues,
		"values/values.wast:67":             "wasm-tools writes the types of values without the byte that the standard has before them, so that type 0 looks like a bound",
		"values/values.wast:111":            linkedValues,
		"nested-modules.wast:30":            bodies,
		"legacy-indices.wast":               "wasm-tools itself reads it only with an environment variable set",
		"type-export-restrictions.wast:513": "wasm-tools tells the resources of two equal instance types apart where types are arguments",
		"gc/enum-types.wast":                collected,
		"gc/error-context.wast":             collected,
		"gc/flag-types.wast":                collected,
		"gc/futures.wast":                   collected,
		"gc/lift-func-no-params.wast":       collected,
		"gc/lift-func-many-params.wast":     collected,
		"gc/list-types.wast":                collected,
		"gc/option-types.wast":              collected,
		"gc/primitive-types.wast":           collected,
		"gc/record-types.wast":              collected,
		"gc/resource-types.wast":            collected,
		"gc/result-types.wast":              collected,
		"gc/tuple-types.wast":               collected,
		"gc/variant-types.wast":             collected,
	},
	suite.Gates: {
		"types.wast:4":       coreGates,
		"types.wast:10":      coreGates,
		"types.wast:16":      coreGates,
		"implements.wast:11": "an external id that is empty is read as none",
	},
}

const (
	bodies       = "what is invalid is the body of a function in a core module, which is not read"
	linkedValues = "link refuses imports and exports of values, which no host has"
	collected    = "the canonical ABI for garbage-collected types is not supported"
	coreGates    = "it is invalid only where proposals for core modules that hosts have long had are off"
)

// TestSuite_validation has everything refused that the suites call invalid or malformed, and everything else
// decoded, found valid and linked alone to what is valid too.
func TestSuite_validation(t *testing.T) {
	for _, set := range []suite.Set{suite.Standard, suite.WasmTools, suite.Gates} {
		t.Run(string(set), func(t *testing.T) {
			counts := make(map[string]int)
			used := make(map[string]bool)
			for _, f := range suite.Read(t, set) {
				open := validate.Open
				if set != suite.Standard {
					open = opened(f)
				}
				if f.Err != nil {
					if excepted[set][f.Name] == "" {
						t.Errorf("%s: wasm-tools: %v", f.Name, f.Err)
					}
					used[f.Name] = true
					continue
				}
				for _, c := range f.Commands {
					b, ok := f.Binary(t, c)
					if !ok {
						continue
					}
					kind := "valid"
					if c.Type == "assert_invalid" || c.Type == "assert_malformed" {
						kind = c.Type
					}
					counts[kind]++
					err := outcome(t, b, open, kind == "valid")
					at := fmt.Sprintf("%s:%d", f.Name, c.Line)
					key := at
					if kind == "valid" && excepted[set][f.Name] != "" {
						key = f.Name
					}
					switch reason := excepted[set][key]; {
					case err != nil && reason == "":
						t.Errorf("%s: %s: %v", at, c.Type, err)
					case err != nil:
						counts["excepted"]++
						used[key] = true
					case reason != "" && key == at:
						t.Errorf("%s: comes out as the suite says, and is excepted because %s", at, reason)
					}
				}
			}
			for key, reason := range excepted[set] {
				if !used[key] {
					t.Errorf("%s: nothing in it comes out otherwise than the suite says, and it is excepted because %s", key, reason)
				}
			}
			t.Logf("%v", counts)
		})
	}
}

// outcome returns an error where a component is not what a suite says.
func outcome(t *testing.T, b []byte, open validate.Gates, valid bool) error {
	err := validate.Component(b, open)
	switch {
	case !valid && err == nil:
		return errors.New("is taken for valid")
	case !valid:
		return nil
	case err != nil:
		return err
	}
	_, out, err := link.Link([]link.Instance{{Name: "it", Source: "it.wasm", Bytes: b}}, link.Options{Valid: true})
	if err != nil {
		return fmt.Errorf("linking it alone: %w", err)
	}
	if err := validate.Component(out.Bytes(), validate.Open|validate.NestedNames); err != nil {
		return fmt.Errorf("what linking it alone makes: %w", err)
	}
	cmd := exec.Command(tools.Need(t, "wasm-tools"), "validate", "--features", "all", "-")
	cmd.Stdin = bytes.NewReader(out.Bytes())
	if message, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("what linking it alone makes, by wasm-tools: %w\n%s", err, message)
	}
	return nil
}
