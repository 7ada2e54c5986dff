package runtime

import (
	"strings"
	"testing"
)

// resources is a component that makes resources of one of its parts and has another use them.
const resources = `(component
(component $A
  (core module $m (global $n (mut i32) (i32.const 0))
    (func (export "dtor") (param i32) (global.set $n (i32.add (global.get $n) (local.get 0))))
    (func (export "count") (result i32) global.get $n)
    (func (export "id") (param i32) (result i32) local.get 0))
  (core instance $i (instantiate $m))
  (type $r (resource (rep i32) (dtor (core func $i "dtor"))))
  (core func $new (canon resource.new $r))
  (core func $rep (canon resource.rep $r))
  (core func $drop (canon resource.drop $r))
  (core module $m2
    (import "h" "new" (func $new (param i32) (result i32)))
    (import "h" "rep" (func $rep (param i32) (result i32)))
    (import "h" "drop" (func $drop (param i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "eat") (param i32) (result i32) (call $rep (local.get 0)) (call $drop (local.get 0))))
  (core instance $i2 (instantiate $m2 (with "h" (instance (export "new" (func $new)) (export "rep" (func $rep)) (export "drop" (func $drop))))))
  (export $re "r" (type $r))
  (func (export "make") (param "n" u32) (result (own $re)) (canon lift (core func $i2 "make")))
  (func (export "get") (param "self" (borrow $re)) (result u32) (canon lift (core func $i "id")))
  (func (export "eat") (param "x" (own $re)) (result u32) (canon lift (core func $i2 "eat")))
  (func (export "count") (result u32) (canon lift (core func $i "count"))))
(component $C
  (import "r" (type $r (sub resource)))
  (core func $drop (canon resource.drop $r))
  (core module $m (import "h" "drop" (func $drop (param i32)))
    (func (export "keep") (param i32)) (func (export "good") (param i32) (call $drop (local.get 0))))
  (core instance $i (instantiate $m (with "h" (instance (export "drop" (func $drop))))))
  (func (export "keep") (param "x" (borrow $r)) (canon lift (core func $i "keep")))
  (func (export "good") (param "x" (borrow $r)) (canon lift (core func $i "good"))))
(component $B
  (import "r" (type $r (sub resource)))
  (import "make" (func $make (param "n" u32) (result (own $r))))
  (import "get" (func $get (param "self" (borrow $r)) (result u32)))
  (import "eat" (func $eat (param "x" (own $r)) (result u32)))
  (import "count" (func $count (result u32)))
  (import "keep" (func $keep (param "x" (borrow $r))))
  (import "good" (func $good (param "x" (borrow $r))))
  (core func $make' (canon lower (func $make))) (core func $get' (canon lower (func $get)))
  (core func $eat' (canon lower (func $eat))) (core func $count' (canon lower (func $count)))
  (core func $keep' (canon lower (func $keep))) (core func $good' (canon lower (func $good)))
  (core func $drop (canon resource.drop $r))
  (core module $m
    (import "h" "make" (func $make (param i32) (result i32))) (import "h" "get" (func $get (param i32) (result i32)))
    (import "h" "eat" (func $eat (param i32) (result i32))) (import "h" "count" (func $count (result i32)))
    (import "h" "drop" (func $drop (param i32)))
    (import "h" "keep" (func $keep (param i32))) (import "h" "good" (func $good (param i32)))
    (func (export "run") (result i32) (local $a i32) (local $b i32) (local $n i32)
      (local.set $a (call $make (i32.const 5))) (local.set $b (call $make (i32.const 7)))
      (local.set $n (i32.add (call $get (local.get $a)) (i32.mul (call $get (local.get $b)) (i32.const 10))))
      (call $good (local.get $a)) (call $good (local.get $a))
      (call $drop (local.get $a))
      (if (i32.ne (call $count) (i32.const 5)) (then unreachable))
      (if (i32.ne (call $eat (local.get $b)) (i32.const 7)) (then unreachable))
      (i32.add (local.get $n) (i32.mul (call $count) (i32.const 1000))))
    (func (export "after-drop") (result i32) (local $a i32)
      (local.set $a (call $make (i32.const 5))) (call $drop (local.get $a)) (call $get (local.get $a)))
    (func (export "after-give") (result i32) (local $a i32)
      (local.set $a (call $make (i32.const 5))) (drop (call $eat (local.get $a))) (call $eat (local.get $a)))
    (func (export "kept") (result i32) (call $keep (call $make (i32.const 5))) (i32.const 0))
    (func (export "leak") (result i32) (drop (call $make (i32.const 5))) (i32.const 1)))
  (core instance $i (instantiate $m (with "h" (instance (export "make" (func $make')) (export "get" (func $get'))
    (export "eat" (func $eat')) (export "count" (func $count')) (export "drop" (func $drop))
    (export "keep" (func $keep')) (export "good" (func $good'))))))
  (func (export "run") (result u32) (canon lift (core func $i "run")))
  (func (export "after-drop") (result u32) (canon lift (core func $i "after-drop")))
  (func (export "after-give") (result u32) (canon lift (core func $i "after-give")))
  (func (export "kept") (result u32) (canon lift (core func $i "kept")))
  (func (export "leak") (result u32) (canon lift (core func $i "leak"))))
(instance $a (instantiate $A))
(alias export $a "r" (type $r))
(instance $c (instantiate $C (with "r" (type $r))))
(instance $b (instantiate $B (with "r" (type $r)) (with "make" (func $a "make")) (with "get" (func $a "get"))
  (with "eat" (func $a "eat")) (with "count" (func $a "count")) (with "keep" (func $c "keep")) (with "good" (func $c "good"))))
(export "run" (func $b "run")) (export "after-drop" (func $b "after-drop")) (export "after-give" (func $b "after-give"))
(export "kept" (func $b "kept")) (export "leak" (func $b "leak")))`

func TestResources_betweenComponents(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, resources), Config{})
	cases := []struct {
		name string
		want uint32
		trap string
	}{
		{"run", 12075, ""},
		{"leak", 1, ""},
		{"after-drop", 0, "handle 1 does not exist"},
		{"after-give", 0, "handle 1 does not exist"},
		{"kept", 0, "1 borrowed handles are not dropped"},
	}
	for _, k := range cases {
		got, err := c.Call(t.Context(), "", k.name)
		switch {
		case k.trap == "" && (err != nil || got != k.want):
			t.Errorf("%s = %v %v, want %d", k.name, got, err, k.want)
		case k.trap != "" && (err == nil || !strings.Contains(err.Error(), k.trap)):
			t.Errorf("%s = %v %v, want the trap %q", k.name, got, err, k.trap)
		}
	}
}
