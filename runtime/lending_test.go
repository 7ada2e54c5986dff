package runtime

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/acceptance/tools"
	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
	"github.com/wasmcp/wasmcp-go/runtime/internal/graph"
	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// lending is a component of three: A has resources and lends one to what B calls, C has functions
// that take them, and B has them from A and gives them to C in all ways.
const lending = `(component
(component $A
  (type $r (resource (rep i32)))
  (core func $new (canon resource.new $r))
  (core module $m (import "h" "new" (func $new (param i32) (result i32)))
    (func (export "make") (result i32) (call $new (i32.const 5))))
  (core instance $i (instantiate $m (with "h" (instance (export "new" (func $new))))))
  (export $re "r" (type $r))
  (func (export "make") (result (own $re)) (canon lift (core func $i "make"))))
(component $C
  (import "r" (type $r (sub resource)))
  (core func $drop (canon resource.drop $r))
  (core module $m (import "h" "drop" (func $drop (param i32)))
    (memory (export "m") 1)
    (global $n (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (global.get $n) (global.set $n (i32.add (global.get $n) (local.get 3))))
    (func (export "borrow") (param i32) (call $drop (local.get 0)))
    (func (export "two") (param i32 i32) (call $drop (local.get 0)) (call $drop (local.get 1)))
    (func (export "back") (param i32) (result i32) (local.get 0))
    (func (export "again") (param i32) (call $drop (local.get 0)) (call $drop (local.get 0)))
    (func (export "list") (param i32 i32)
      (loop (if (local.get 1) (then (call $drop (i32.load (local.get 0))) (local.set 0 (i32.add (local.get 0) (i32.const 4)))
        (local.set 1 (i32.sub (local.get 1) (i32.const 1))) (br 1))))))
  (core instance $i (instantiate $m (with "h" (instance (export "drop" (func $drop))))))
  (func (export "borrow") (param "x" (borrow $r)) (canon lift (core func $i "borrow")))
  (func (export "both") (param "x" (borrow $r)) (param "y" (own $r)) (canon lift (core func $i "two")))
  (func (export "both-turned") (param "x" (own $r)) (param "y" (borrow $r)) (canon lift (core func $i "two")))
  (func (export "own-twice") (param "x" (own $r)) (param "y" (own $r)) (canon lift (core func $i "two")))
  (func (export "borrow-twice") (param "x" (borrow $r)) (param "y" (borrow $r)) (canon lift (core func $i "two")))
  (func (export "again") (param "x" (borrow $r)) (canon lift (core func $i "again")))
  (func (export "as-own") (param "x" (borrow $r)) (result (own $r)) (canon lift (core func $i "back")))
  (func (export "lists") (param "x" (list (borrow $r))) (canon lift (core func $i "list") (memory (core memory $i "m")) (realloc (core func $i "realloc")))))
(component $B
  (import "r" (type $r (sub resource)))
  (import "make" (func $make (result (own $r))))
  (import "borrow" (func $borrow (param "x" (borrow $r))))
  (import "both" (func $both (param "x" (borrow $r)) (param "y" (own $r))))
  (import "both-turned" (func $turned (param "x" (own $r)) (param "y" (borrow $r))))
  (import "own-twice" (func $own2 (param "x" (own $r)) (param "y" (own $r))))
  (import "borrow-twice" (func $borrow2 (param "x" (borrow $r)) (param "y" (borrow $r))))
  (import "again" (func $again (param "x" (borrow $r))))
  (import "as-own" (func $as-own (param "x" (borrow $r)) (result (own $r))))
  (import "lists" (func $lists (param "x" (list (borrow $r)))))
  (core module $mem (memory (export "m") 1))
  (core instance $mem (instantiate $mem))
  (core func $make' (canon lower (func $make))) (core func $borrow' (canon lower (func $borrow)))
  (core func $both' (canon lower (func $both))) (core func $turned' (canon lower (func $turned)))
  (core func $own2' (canon lower (func $own2))) (core func $borrow2' (canon lower (func $borrow2)))
  (core func $again' (canon lower (func $again))) (core func $as-own' (canon lower (func $as-own)))
  (core func $lists' (canon lower (func $lists) (memory (core memory $mem "m"))))
  (core func $drop (canon resource.drop $r))
  (core module $m
    (import "h" "make" (func $make (result i32))) (import "h" "borrow" (func $borrow (param i32)))
    (import "h" "both" (func $both (param i32 i32))) (import "h" "turned" (func $turned (param i32 i32)))
    (import "h" "own2" (func $own2 (param i32 i32))) (import "h" "borrow2" (func $borrow2 (param i32 i32)))
    (import "h" "again" (func $again (param i32))) (import "h" "as-own" (func $as-own (param i32) (result i32)))
    (import "h" "lists" (func $lists (param i32 i32)))
    (import "h" "drop" (func $drop (param i32))) (import "h" "m" (memory 1))
    (func (export "both") (result i32) (local i32) (local.set 0 (call $make)) (call $both (local.get 0) (local.get 0)) (i32.const 1))
    (func (export "both-turned") (result i32) (local i32) (local.set 0 (call $make)) (call $turned (local.get 0) (local.get 0)) (i32.const 1))
    (func (export "both-of-two") (result i32) (call $both (call $make) (call $make)) (i32.const 2))
    (func (export "own-twice") (result i32) (local i32) (local.set 0 (call $make)) (call $own2 (local.get 0) (local.get 0)) (i32.const 1))
    (func (export "borrow-twice") (result i32) (local i32) (local.set 0 (call $make)) (call $borrow2 (local.get 0) (local.get 0)) (call $drop (local.get 0)) (i32.const 3))
    (func (export "borrow-then-drop") (result i32) (local i32) (local.set 0 (call $make)) (call $borrow (local.get 0)) (call $drop (local.get 0)) (i32.const 4))
    (func (export "drop-then-borrow") (result i32) (local i32) (local.set 0 (call $make)) (call $drop (local.get 0)) (call $borrow (local.get 0)) (i32.const 1))
    (func (export "drop-twice") (result i32) (local i32) (local.set 0 (call $make)) (call $drop (local.get 0)) (call $drop (local.get 0)) (i32.const 1))
    (func (export "callee-drops-twice") (result i32) (call $again (call $make)) (i32.const 1))
    (func (export "borrowed-given-as-own") (result i32) (call $as-own (call $make)))
    (func (export "one-in-a-list-twice") (result i32) (local i32) (local.set 0 (call $make))
      (i32.store (i32.const 0) (local.get 0)) (i32.store (i32.const 4) (local.get 0))
      (call $lists (i32.const 0) (i32.const 2)) (call $drop (local.get 0)) (i32.const 5))
    (func (export "no-handle") (result i32) (call $borrow (i32.const 0)) (i32.const 1)))
  (core instance $i (instantiate $m (with "h" (instance (export "make" (func $make')) (export "borrow" (func $borrow'))
    (export "both" (func $both')) (export "turned" (func $turned')) (export "own2" (func $own2')) (export "borrow2" (func $borrow2'))
    (export "again" (func $again')) (export "as-own" (func $as-own')) (export "lists" (func $lists')) (export "drop" (func $drop)) (export "m" (memory $mem "m"))))))
  FUNCS)
(instance $a (instantiate $A))
(alias export $a "r" (type $r))
(instance $c (instantiate $C (with "r" (type $r))))
(instance $b (instantiate $B (with "r" (type $r)) (with "make" (func $a "make")) (with "borrow" (func $c "borrow")) (with "both" (func $c "both"))
  (with "both-turned" (func $c "both-turned")) (with "own-twice" (func $c "own-twice")) (with "borrow-twice" (func $c "borrow-twice"))
  (with "again" (func $c "again")) (with "as-own" (func $c "as-own")) (with "lists" (func $c "lists"))))
EXPORTS)`

// What may be done with handles that are lent, and what may not, is what wasmtime says it is.
func TestHandles_lending(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"both": "", "both-turned": "", "both-of-two": "2", "own-twice": "", "borrow-twice": "3", "borrow-then-drop": "4",
		"drop-then-borrow": "", "drop-twice": "", "callee-drops-twice": "", "borrowed-given-as-own": "",
		"one-in-a-list-twice": "5", "no-handle": "",
	}
	var funcs, exports strings.Builder
	for name := range want {
		funcs.WriteString(`(func (export "` + name + `") (result u32) (canon lift (core func $i "` + name + `")))` + "\n")
		exports.WriteString(`(export "` + name + `" (func $b "` + name + `"))` + "\n")
	}
	path := assemble(t, strings.NewReplacer("FUNCS", funcs.String(), "EXPORTS", exports.String()).Replace(lending))
	c := compileFile(t, path, Config{})
	wasmtime := tools.Need(t, "wasmtime")
	for name, want := range want {
		got, err := c.Call(t.Context(), "", name)
		if ok := err == nil; ok != (want != "") || ok && got != uint32(want[0]-'0') {
			t.Errorf("%s = %v, %v; want %q", name, got, err, want)
		}
		theirs, err := exec.Command(wasmtime, "run", "--invoke", name+"()", path).Output()
		if strings.TrimSpace(string(theirs)) != want || (err == nil) != (want != "") {
			t.Errorf("wasmtime: %s = %s, %v; want %q", name, theirs, err, want)
		}
	}
}

// Functions of the host's borrow as those of components do.
func TestLowerHost_lends(t *testing.T) {
	t.Parallel()
	arena := types.NewArena()
	res := arena.NewResource("r")
	id := arena.ResourceType(res)
	compiler := canon.NewCompiler(arena)
	for name, k := range map[string]struct {
		params []types.ID
		traps  bool
	}{
		"borrow and own": {[]types.ID{arena.Intern(types.Borrow{Resource: id}), arena.Intern(types.Own{Resource: id})}, true},
		"own and borrow": {[]types.ID{arena.Intern(types.Own{Resource: id}), arena.Intern(types.Borrow{Resource: id})}, true},
		"own twice":      {[]types.ID{arena.Intern(types.Own{Resource: id}), arena.Intern(types.Own{Resource: id})}, true},
		"borrow twice":   {[]types.ID{arena.Intern(types.Borrow{Resource: id}), arena.Intern(types.Borrow{Resource: id})}, false},
	} {
		f, err := compiler.Func(types.Func{Params: []types.Field{{Name: "a", Type: k.params[0]}, {Name: "b", Type: k.params[1]}}})
		if err != nil {
			t.Fatal(err)
		}
		plan := &graph.Plan{Sides: []graph.Side{{Encoding: component.OptUTF8}}, Instances: 1, Resources: map[types.ResourceID]graph.Resource{res: {Definer: -1}}}
		c := &Component{plan: plan}
		in := &instance{c: c, sides: make([]canon.Side, 1), ready: make([]bool, 1), tables: make([]canon.Table, 1), flags: make([]flags, 1)}
		in.ctx = callContext{t.Context(), in}
		in.call = wasi.Call{Context: t.Context(), State: &wasi.State{}}
		called := false
		lowered := c.lowerHost(&graph.Lower{Func: &graph.Func{Type: f}}, func(*wasi.Call, []any) any { called = true; return nil })
		h := uint64(in.tables[0].Add(canon.Handle{Resource: res, Own: true, Object: "x"}))
		trap := func() (r any) {
			defer func() { r = recover() }()
			lowered(&in.ctx, []uint64{h, h})
			return nil
		}()
		if (trap != nil) != k.traps || called == k.traps {
			t.Errorf("%s: trap %v, called %v", name, trap, called)
		}
		if !k.traps {
			in.tables[0].Remove(uint32(h), res) // it is not lent any more
		}
	}
}

// Lowered functions and built-ins may be lifted, and core types aliased from outside.
func TestCompile_whatFewComponentsDo(t *testing.T) {
	t.Parallel()
	wasmtime := tools.Need(t, "wasmtime")
	const inner = `(component $C (core module $m (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))) (core instance $i (instantiate $m))
		(func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))
		(instance $c (instantiate $C)) `
	for name, text := range map[string]string{
		"a lowered function": `(component ` + inner + ` (core func $f (canon lower (func $c "f")))
			(func (export "f") (param "x" u32) (result u32) (canon lift (core func $f))))`,
		"twice": `(component ` + inner + ` (core func $f (canon lower (func $c "f")))
			(component $D (import "f" (func $f (param "x" u32) (result u32))) (core func $g (canon lower (func $f))) (func (export "f") (param "x" u32) (result u32) (canon lift (core func $g))))
			(instance $d (instantiate $D (with "f" (func $c "f"))))
			(core func $h (canon lower (func $d "f")))
			(func (export "f") (param "x" u32) (result u32) (canon lift (core func $h))))`,
		"by way of a bag": `(component ` + inner + ` (core func $f (canon lower (func $c "f")))
			(core instance $bag (export "f" (func $f))) (alias core export $bag "f" (core func $g))
			(func (export "f") (param "x" u32) (result u32) (canon lift (core func $g))))`,
		"a built-in": `(component (type $r (resource (rep i32))) (core func $new (canon resource.new $r)) (core func $rep (canon resource.rep $r))
			(core module $m (import "h" "new" (func $new (param i32) (result i32))) (import "h" "rep" (func $rep (param i32) (result i32)))
				(func (export "make") (param i32) (result i32) (call $new (local.get 0))))
			(core instance $i (instantiate $m (with "h" (instance (export "new" (func $new)) (export "rep" (func $rep))))))
			(func $made (param "x" u32) (result u32) (canon lift (core func $new)))
			(func (export "f") (param "x" u32) (result u32) (canon lift (core func $new))))`,
		"an outer core type": `(component (core type $t (func (param i32) (result i32)))
			(component $C (alias outer 1 $t (core type $u)) (core module $m (func (export "f") (param i32) (result i32) (local.get 0))) (core instance $i (instantiate $m))
				(func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))
			(instance $c (instantiate $C)) (export "f" (func $c "f")))`,
	} {
		path := assemble(t, text)
		theirs, err := exec.Command(wasmtime, "run", "--invoke", "f(1)", path).CombinedOutput()
		if err != nil {
			t.Errorf("%s: wasmtime: %v\n%s", name, err, theirs)
			continue
		}
		got, err := compileFile(t, path, Config{}).Call(t.Context(), "", "f", uint32(1))
		if err != nil || string('0'+rune(got.(uint32))) != strings.TrimSpace(string(theirs)) {
			t.Errorf("%s = %v, %v; wasmtime says %s", name, got, err, theirs)
		}
	}
}
