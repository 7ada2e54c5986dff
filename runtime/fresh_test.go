package runtime

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wasmcp/wasmcp-go/runtime/internal/wasi"
)

// stateful is a component that changes all the state that core code has, and tells what it finds. Its
// memory has so many pages.
func stateful(pages int) string {
	last, grown := pages*65536-4, (pages+2)*65536
	return strings.NewReplacer(
		"PAGES", fmt.Sprint(pages), "LAST", fmt.Sprint(last), "GROWN", fmt.Sprint(grown), "BEFORE", fmt.Sprint(grown-4),
	).Replace(statefulText)
}

const statefulText = `(component
(core module $m
  (memory (export "m") PAGES) (global $g (mut i64) (i64.const 7)) (table $t 2 funcref)
  (data $d "x") (elem $e func $f)
  (func $f)
  (func (export "run") (result i32)
    (local $n i32)
    (local.set $n (i32.add (i32.mul (memory.size) (i32.const 1000)) (i32.add (i32.wrap_i64 (global.get $g)) (i32.load (i32.const LAST)))))
    (if (i32.eqz (ref.is_null (table.get $t (i32.const 1)))) (then (local.set $n (i32.const -1))))
    (if (i32.ne (table.size $t) (i32.const 2)) (then (local.set $n (i32.const -3))))
    (memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)) ;; traps if it is dropped
    (table.init $t $e (i32.const 1) (i32.const 0) (i32.const 1))
    (data.drop $d) (elem.drop $e)
    (i32.store (i32.const LAST) (i32.const 5))
    (global.set $g (i64.const 9))
    (drop (memory.grow (i32.const 3)))
    (drop (table.grow $t (ref.func $f) (i32.const 100)))
    (i32.store (i32.const GROWN) (i32.load (i32.const GROWN)))
    (if (i32.load (i32.const BEFORE)) (then (local.set $n (i32.const -2))))
    (i32.store (i32.const BEFORE) (i32.const 1))
    (local.get $n)))
(core instance $i (instantiate $m))
(func (export "run") (result u32) (canon lift (core func $i "run"))))`

// An instance that was renewed is as good as new. It shows too that wazero is what package snapshot
// takes it for: where it is not, every request would get an instance made from scratch.
func TestRenew_isAFreshInstance(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{1, 100} {
		renew(t, pages)
	}
}

func renew(t *testing.T, pages int) {
	c := compileFile(t, assemble(t, stateful(pages)), Config{MemoryLimit: 104 << 16})
	want := uint32(1000*pages + 7)
	in, err := c.prepare(t.Context(), &wasi.State{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer in.close()
	if in.fresh == nil {
		t.Fatal("no snapshot could be taken")
	}
	f, _ := c.export("", "run")
	var used uint64
	for i := range 5 {
		got, err := in.invokeExport(t.Context(), f, nil)
		if err != nil || got != want {
			t.Fatalf("call %d = %v %v, want %d", i, got, err, want)
		}
		if !in.renew(c.state()) {
			t.Fatal("the instance cannot be renewed")
		}
		if used == 0 {
			used = in.budget.Used() // with the stack that calls have
		}
		if now := in.budget.Used(); now != used {
			t.Fatalf("after call %d it has %d bytes, and %d after the first", i, now, used)
		}
	}
	if _, err := in.invokeExport(t.Context(), f, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := in.invokeExport(t.Context(), f, nil); err == nil {
		t.Errorf("without being renewed it returns %v, want a trap", got)
	}
}

// A start function that draws random numbers makes memories that no two instances share. What a snapshot
// keeps of them counts.
func TestPrepare_countsSnapshots(t *testing.T) {
	t.Parallel()
	text := strings.Replace(calling(1<<20), `(func (export "f")`,
		`(table 10000 funcref) (func $s (call $get (i64.const 1048576) (i32.const 0))) (start $s) (func (export "f")`, 1)
	c := compileFile(t, assemble(t, text), Config{MemoryTotal: 1 << 30})
	var used []uint64
	for range 3 {
		before := c.total.Used()
		in, err := c.prepare(t.Context(), c.state(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer in.close()
		if in.fresh == nil {
			t.Fatal("no snapshot could be taken")
		}
		used = append(used, c.total.Used()-before)
	}
	const memory, image, table = 300 << 16, 1 << 20, 2 * 8 * 10_000
	for i, n := range used {
		if n < memory+image+table || n > memory+2*image+table {
			t.Errorf("instance %d takes %d bytes, of which its memory has %d and the snapshot %d", i, n, memory, image)
		}
	}
	// Without memory for a snapshot there is none, and the instance is good for one call.
	small := compileFile(t, assemble(t, text), Config{MemoryLimit: 300<<16 + 1<<20 + 8*10_000 + 1<<16})
	for i := range 2 {
		in, err := small.prepare(t.Context(), small.state(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer in.close()
		if i > 0 && in.fresh != nil {
			t.Errorf("instance %d has a snapshot, for which it has no memory", i)
		}
	}
}
