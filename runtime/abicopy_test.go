package runtime

import (
	"fmt"
	"strings"
	"testing"
)

// forwarding is a component in which one component passes what it is given to another, whose strings
// are encoded in another way, and returns what that returns.
func forwarding(outer, inner string) (text string, cases []abiCase) {
	const memory = `(memory (export "m") 4) (global $at (mut i32) (i32.const 65536))
(func $realloc (export "realloc") (param i32 i32 i32 i32) (result i32)
  (global.set $at (i32.and (i32.add (global.get $at) (i32.sub (local.get 2) (i32.const 1))) (i32.sub (i32.const 0) (local.get 2))))
  global.get $at
  (global.set $at (i32.add (global.get $at) (local.get 3))))`
	var a, b, imports, lowers, with, core, lifts, exports, args strings.Builder
	for _, c := range abiCases {
		named := strings.HasPrefix(c.def, "(record") || strings.HasPrefix(c.def, "(enum") || strings.HasPrefix(c.def, "(flags") || strings.HasPrefix(c.def, "(variant")
		if named || strings.Contains(c.def, "$") {
			continue
		}
		cases = append(cases, c)
		typ := fmt.Sprintf(`(param "x" (tuple %s%s)) (result (tuple %s%s))`, c.def, pad, c.def, pad)
		fmt.Fprintf(&a, `(func (export %q) %s (canon lift (core func $i "id") (memory (core memory $i "m")) (realloc (core func $i "realloc")) string-encoding=%s))
`, c.name, typ, inner)
		fmt.Fprintf(&imports, "(import %q (func $%s %s))\n", c.name, c.name, typ)
		fmt.Fprintf(&lowers, `(core func $%s (canon lower (func $%s) (memory (core memory $mem "m")) (realloc (core func $mem "realloc")) string-encoding=%s))
`, c.name, c.name, outer)
		fmt.Fprintf(&with, "(export %q (func $%s))", c.name, c.name)
		fmt.Fprintf(&core, `(import "in" %q (func $%s (param i32 i32)))
`, c.name, c.name)
		fmt.Fprintf(&b, `(func (export %q) (param i32) (result i32) (call $%s (local.get 0) (i32.const 64)) (i32.const 64))
`, c.name, c.name)
		fmt.Fprintf(&lifts, `(func (export %q) %s (canon lift (core func $i %q) (memory (core memory $mem "m")) (realloc (core func $mem "realloc")) string-encoding=%s))
`, c.name, typ, c.name, outer)
		fmt.Fprintf(&args, "(with %q (func $a %q))", c.name, c.name)
		fmt.Fprintf(&exports, "(export %q (func $b %q))\n", c.name, c.name)
	}
	return `(component
(component $A (core module $m ` + memory + ` (func (export "id") (param i32) (result i32) local.get 0))
(core instance $i (instantiate $m))
` + a.String() + `)
(component $B ` + imports.String() + `(core module $mem-mod ` + memory + `)
(core instance $mem (instantiate $mem-mod))
` + lowers.String() + `(core module $m ` + core.String() + b.String() + `)
(core instance $i (instantiate $m (with "in" (instance ` + with.String() + `))))
` + lifts.String() + `)
(instance $a (instantiate $A))
(instance $b (instantiate $B ` + args.String() + `))
` + exports.String() + `)`, cases
}

func TestCanonicalABI_fromGuestToGuest(t *testing.T) {
	t.Parallel()
	source := compileFile(t, assemble(t, abiComponent("utf8")), Config{})
	encodings := []string{"utf8", "utf16", "latin1+utf16"}
	for _, outer := range encodings {
		for _, inner := range encodings {
			text, cases := forwarding(outer, inner)
			c := compileFile(t, assemble(t, text), Config{})
			for _, k := range cases {
				v, err := source.Call(t.Context(), "", "get-"+k.name)
				if err != nil {
					t.Fatal(err)
				}
				args := []any{v.([]any)[0]}
				for i := range 17 {
					args = append(args, uint8(i))
				}
				f, _ := c.export("", k.name)
				got, err := c.Call(t.Context(), "", k.name, args)
				if err != nil {
					t.Errorf("%s from %s to %s: %v", k.name, outer, inner, err)
				} else if got, want := wave(f.Type.Result, got), wave(f.Type.Result, args); got != want {
					t.Errorf("%s from %s to %s = %s, want %s", k.name, outer, inner, got, want)
				}
			}
		}
	}
}
