package runtime

import (
	"errors"
	"testing"
)

// A trap says in words what went wrong, and names the function where it has a name.
func TestTrapOf(t *testing.T) {
	t.Parallel()
	const trace = "\nwasm stack trace:\n\t"
	for text, want := range map[string]string{
		"wasm error: unreachable" + trace + ".$12()\n\t.main()":             "unreachable: a panic or an abort",
		"wasm error: unreachable" + trace + "h.3(i32)\n\t.rust_panic(i32)":  "unreachable: a panic or an abort, function rust_panic",
		"wasm error: integer divide by zero" + trace + ".div(i32,i32) i32":  "division by zero, function div",
		"wasm error: integer overflow":                                      "integer overflow",
		"wasm error: stack overflow" + trace + ".f()":                       "stack overflow: calls are nested too deep, function f",
		"wasm error: out of bounds memory access":                           "out of bounds memory access",
		"wasm error: invalid table access":                                  "out of bounds table access",
		"wasm error: indirect call type mismatch":                           "indirect call type mismatch",
		"out of memory (recovered by wazero)" + trace + "h.1()\n\t.alloc()": "out of memory, function alloc",
	} {
		if got := trapOf(errors.New(text)).Error(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
