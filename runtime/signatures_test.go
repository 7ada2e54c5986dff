package runtime

import (
	"errors"
	"os"
	"testing"
)

// A component that takes a function of the host's for another one is refused before it runs.
func TestCompile_importsOfOtherTypes(t *testing.T) {
	t.Parallel()
	for _, k := range []struct{ name, text, function, found, expected string }{
		{
			"parameters", `(component
			(import "wasi:random/random@0.2.3" (instance $r (export "get-random-bytes" (func (param "len" string) (result (list u8))))))
			(core module $m (memory (export "m") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable))
			(core instance $i (instantiate $m))
			(core func $f (canon lower (func $r "get-random-bytes") (memory (core memory $i "m")) (realloc (core func $i "realloc"))))
			(core module $n (import "h" "f" (func (param i32 i32 i32))))
			(core instance (instantiate $n (with "h" (instance (export "f" (func $f)))))))`,
			"wasi:random/random@0.2#get-random-bytes", "string -> list<u8>", "u64 -> list<u8>",
		},
		{
			"one of two versions", `(component
			(import "wasi:random/random@0.2.3" (instance $r (export "get-random-u64" (func (result u64)))))
			(import "wasi:random/random@0.2.4" (instance $s (export "get-random-u64" (func (result s64)))))
			(core func $f (canon lower (func $r "get-random-u64")))
			(core func $g (canon lower (func $s "get-random-u64")))
			(core module $n (import "h" "f" (func (result i64))) (import "h" "g" (func (result i64))))
			(core instance (instantiate $n (with "h" (instance (export "f" (func $f)) (export "g" (func $g)))))))`,
			"wasi:random/random@0.2#get-random-u64", "-> s64", "-> u64",
		},
		{
			"resources", `(component
			(import "wasi:io/poll@0.2.0" (instance $p (export "pollable" (type (sub resource)))))
			(alias export $p "pollable" (type $pollable))
			(import "wasi:io/streams@0.2.0" (instance $s
			  (alias outer 1 $pollable (type $p0)) (export "input-stream" (type $i (eq $p0)))
			  (export "[method]input-stream.subscribe" (func (param "self" (borrow $i)) (result (own $p0))))))
			(core func $f (canon lower (func $s "[method]input-stream.subscribe")))
			(core module $n (import "h" "f" (func (param i32) (result i32))))
			(core instance (instantiate $n (with "h" (instance (export "f" (func $f)))))))`,
			"wasi:io/streams@0.2#[method]input-stream.subscribe",
			"borrow<wasi:io/poll@0.2/pollable> -> own<wasi:io/poll@0.2/pollable>",
			"borrow<wasi:io/streams@0.2/input-stream> -> own<wasi:io/poll@0.2/pollable>",
		},
	} {
		b, err := os.ReadFile(assemble(t, k.text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Compile(t.Context(), b, Config{})
		var wrong *TypeError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v, want a TypeError", k.name, err)
		} else if want := (TypeError{k.function, k.found, k.expected}); *wrong != want {
			t.Errorf("%s: %v\nwant %v", k.name, wrong, &want)
		}
	}
}

func TestCompile_exportsOfOtherTypes(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, `(component
(core module $m (func (export "run") (result i32) (i32.const 0)))
(core instance $i (instantiate $m))
(func $run (result u32) (canon lift (core func $i "run")))
(instance $e (export "run" (func $run)))
(export "wasi:cli/run@0.2.0" (instance $e)))`), Config{})
	var wrong *TypeError
	if err := c.Run(t.Context(), Stdio{}); !errors.As(err, &wrong) || wrong.Found != "-> u32" {
		t.Errorf("Run = %v, want a TypeError", err)
	}
}
