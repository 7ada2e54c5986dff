package runtime

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// guest is a component of one core module that exports a function "f".
func guest(module string) string {
	return `(component (core module $m ` + module + `)
(core instance $i (instantiate $m))
(func (export "f") (canon lift (core func $i "f"))))`
}

// What a component may not name it is refused for, by the function and the index.
func TestCompile_refusesWhatMeteringAdds(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]struct{ module, want string }{
		"global": {`(func (export "f") (loop (global.set 0 (i32.const 0x7fffffff)) (br 0)))`,
			"core module 0: function 0, byte 0x28: global 0 does not exist (the module has 0)"},
		"in a start function": {`(start 0) (func (export "f") (loop (global.set 0 (i32.const 0x7fffffff)) (br 0)))`,
			"core module 0: function 0, byte 0x2b: global 0 does not exist (the module has 0)"},
		"function": {`(func (export "f") (drop (call 1 (i32.const 0) (i32.const 0))))`,
			"core module 0: function 0, byte 0x24: function 1 does not exist (the module has 1)"},
		"type": {`(table 1 funcref) (func (export "f") (drop (call_indirect (type 1) (i32.const 0) (i32.const 0) (i32.const 0))))`,
			"core module 0: function 0, byte 0x2c: type 1 does not exist (the module has 1)"},
		"local": {`(func (export "f") (loop (local.set 0 (i32.const 1)) (br 0)))`,
			"core module 0: function 0, byte 0x24: local 0 does not exist (the module has 0)"},
	} {
		b := assembled(t, guest(k.module))
		_, err := Compile(t.Context(), b, Config{Valid: true})
		load := (*LoadError)(nil)
		if !errors.As(err, &load) || !strings.HasSuffix(err.Error(), k.want) {
			t.Errorf("%s: error %v, want %s", name, err, k.want)
		}
	}
}

// endless are components whose function "f" does not end by itself.
func endless() map[string]string {
	const large = `(i32.const 0) (i32.const 0) (i32.const 0x3ffffff)`
	return map[string]string{
		"loop":               guest(`(func (export "f") (loop (br 0)))`),
		"memory.fill":        guest(`(memory 1024) (func (export "f") (loop (memory.fill ` + large + `) (br 0)))`),
		"memory.copy":        guest(`(memory 1024) (func (export "f") (loop (memory.copy ` + large + `) (br 0)))`),
		"memory.init":        guest(`(memory 16) (data $d "` + strings.Repeat("x", 1<<16) + `") (func (export "f") (loop (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0x10000)) (br 0)))`),
		"table.fill":         guest(`(table $t 1000000 funcref) (func (export "f") (loop (table.fill $t (i32.const 0) (ref.null func) (i32.const 1000000)) (br 0)))`),
		"table.copy":         guest(`(table $t 1000000 funcref) (func (export "f") (loop (table.copy $t $t (i32.const 0) (i32.const 0) (i32.const 1000000)) (br 0)))`),
		"memory.grow":        guest(`(memory 1) (func (export "f") (loop (drop (memory.grow (i32.const 0))) (br 0)))`),
		"table.grow":         guest(`(table $t 1 funcref) (func (export "f") (loop (drop (table.grow $t (ref.null func) (i32.const 1))) (br 0)))`),
		"tail call":          guest(`(func $f (export "f") (return_call $f))`),
		"tail call indirect": guest(`(table funcref (elem $f)) (type $t (func)) (func $f (export "f") (return_call_indirect (type $t) (i32.const 0)))`),
		"calls of leaves": guest(`(func $leaf ` + strings.Repeat("(drop (f64.sqrt (f64.const 2)))", 40) + `)
			(func $g ` + strings.Repeat("(call $leaf)", 1000) + `) (func $h ` + strings.Repeat("(call $g)", 1000) + `) (func $j ` + strings.Repeat("(call $h)", 1000) + `)
			(func (export "f") ` + strings.Repeat("(call $j)", 1000) + `)`),
		"host functions":            calling(16 << 20),
		"start function":            guest(`(start $s) (func $s (loop (br 0))) (func (export "f"))`),
		"start function that fills": guest(`(memory 1024) (start $s) (func $s (loop (memory.fill ` + large + `) (br 0))) (func (export "f"))`),
		"across modules": `(component
			(core module $a (import "x" "t" (table 1 funcref)) (type $t (func)) (func (export "f") (return_call_indirect (type $t) (i32.const 0))))
			(core module $t (table (export "t") 1 funcref))
			(core instance $ti (instantiate $t))
			(core instance $ai (instantiate $a (with "x" (instance $ti))))
			(core module $b (import "x" "t" (table 1 funcref)) (import "a" "f" (func $f)) (func $g (return_call $f)) (elem (i32.const 0) func $g))
			(core instance $bi (instantiate $b (with "x" (instance $ti)) (with "a" (instance $ai))))
			(func (export "f") (canon lift (core func $ai "f"))))`,
	}
}

// calling is a component whose function "f" asks for so many random bytes, again and again.
func calling(n int) string {
	return strings.ReplaceAll(`(component
		(import "wasi:random/random@0.2.0" (instance $random (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
		(core module $mem (memory (export "m") 300) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536)))
		(core instance $mi (instantiate $mem))
		(core func $get (canon lower (func $random "get-random-bytes") (memory (core memory $mi "m")) (realloc (core func $mi "realloc"))))
		(core module $m (import "h" "get" (func $get (param i64 i32))) (func (export "f") (loop (call $get (i64.const N) (i32.const 0)) (br 0))))
		(core instance $i (instantiate $m (with "h" (instance (export "get" (func $get))))))
		(func (export "f") (canon lift (core func $i "f"))))`, "N", fmt.Sprint(n))
}

// The time limit of a call ends it, whatever it is that takes long.
func TestCall_endsInTime(t *testing.T) {
	t.Parallel()
	for name, text := range endless() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := compileFile(t, assemble(t, text), Config{MemoryLimit: 256 << 20})
			late := errors.New("late")
			ctx, cancel := context.WithTimeoutCause(t.Context(), 100*time.Millisecond, late)
			defer cancel()
			if _, err := c.Call(ctx, "", "f"); !errors.Is(err, late) {
				t.Errorf("error %v, want that of the time limit", err)
			}
		})
	}
}

// Tables count towards the memory of an instance, before they are allocated.
func TestInstance_memoryOfTables(t *testing.T) {
	t.Parallel()
	tables := func(n int) string { return strings.Repeat("(table 10000000 funcref)", n) }
	several := "(component (core module $m (table 10000000 funcref))" + strings.Repeat("(core instance (instantiate $m))", 40) + ")"
	segments := "(component (core module $m (func $f) (elem func" + strings.Repeat(" $f", 100_000) + "))" + strings.Repeat("(core instance (instantiate $m))", 10_000) + ")"
	for name, text := range map[string]string{
		"one table":                          guest(`(table 3000000 funcref) (func (export "f"))`),
		"a hundred of the largest":           guest(tables(100) + `(func (export "f"))`),
		"one in each of many instances":      several,
		"segments in each of many instances": segments,
	} {
		c := compileFile(t, assemble(t, text), Config{Valid: true, MemoryLimit: 16 << 20})
		in, err := c.instantiate(t.Context(), c.state(), nil)
		if limit := (*MemoryError)(nil); !errors.As(err, &limit) {
			if err == nil {
				in.close()
			}
			t.Errorf("%s: error %v, want %T", name, err, limit)
		}
	}
	// As many as fit, and no more. The guest is told so, and goes on.
	c := compileFile(t, assemble(t, guest(`(table $t 10 funcref) (memory 1)
		(func (export "f") (local $n i32)
			(loop $l (br_if $l (i32.ne (table.grow $t (ref.null func) (i32.const 100000)) (i32.const -1))))
			(if (i32.or (i32.lt_u (table.size $t) (i32.const 1700000)) (i32.gt_u (table.size $t) (i32.const 2000010))) (then unreachable))
			(if (i32.ne (memory.grow (i32.const 100)) (i32.const -1)) (then unreachable))
			(if (i32.ne (table.grow $t (ref.null func) (i32.const -1)) (i32.const -1)) (then unreachable)))`)),
		Config{MemoryLimit: 16 << 20})
	for range 3 {
		if _, err := c.Call(t.Context(), "", "f"); err != nil {
			t.Error(err)
		}
	}
}

// A component may not have a module compiled once for each of many names of the same import.
func TestCompile_boundsCode(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(`(component (core module $m (import "a" "b" (func)) (memory 128) (data "` + strings.Repeat("x", 8<<20) + `"))`)
	for i := range 33 {
		fmt.Fprintf(&text, `(core module $e%[1]d (func (export "f%[1]d"))) (core instance $e%[1]d (instantiate $e%[1]d))
			(core instance $x%[1]d (export "b" (func $e%[1]d "f%[1]d")))
			(core instance (instantiate $m (with "a" (instance $x%[1]d))))`, i)
	}
	text.WriteString(")")
	_, err := Compile(t.Context(), assembled(t, text.String()), Config{Valid: true})
	if err == nil || !strings.Contains(err.Error(), "bytes of core code") {
		t.Errorf("error %v, want one about the code", err)
	}
}

func TestCompile_asynchronous(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]struct{ text, what string }{
		"built-in":              {`(component (core func (canon backpressure.inc)))`, "canonical function backpressure.inc"},
		"task.return":           {`(component (core func (canon task.return (result u32))))`, "canonical function task.return"},
		"stream.new":            {`(component (type $s (stream u8)) (core func (canon stream.new $s)))`, "canonical function stream.new"},
		"waitable-set":          {`(component (core func (canon waitable-set.new)))`, "canonical function waitable-set.new"},
		"async function":        {`(component (import "f" (func $f async)) (core func (canon lower (func $f))))`, "an async function"},
		"async lower":           {`(component (import "f" (func $f)) (core func (canon lower (func $f) async)))`, "a function that is lifted or lowered with option async"},
		"stream parameter":      {`(component (import "f" (func $f (param "s" (stream u8)))) (core func (canon lower (func $f))))`, "a stream"},
		"future inside":         {`(component (import "f" (func $f (param "s" (list (option (future)))))) (core func (canon lower (func $f))))`, "a future"},
		"error-context":         {`(component (import "f" (func $f (param "s" error-context))) (core func (canon lower (func $f))))`, "an error-context"},
		"in a component inside": {`(component (component $c (core func (canon backpressure.inc))) (instance (instantiate $c)))`, "canonical function backpressure.inc"},
	} {
		_, err := Compile(t.Context(), assembled(t, k.text), Config{Valid: true})
		if async := (*AsyncError)(nil); !errors.As(err, &async) || async.What != k.what {
			t.Errorf("%s: error %v, want that %s is asynchronous", name, err, k.what)
		}
	}
}

// Stacks count too: of a chain of components each of which calls itself deeply, and then the next.
func TestCall_memoryOfStacks(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString(`(component (component $last (core module $m (func (export "f"))) (core instance $i (instantiate $m)) (func (export "f") (canon lift (core func $i "f"))))
		(component $c (import "f" (func $f)) (core func $g (canon lower (func $f)))
			(core module $m (import "h" "g" (func $g))
				(func $r (param i32) (if (local.get 0) (then (call $r (i32.sub (local.get 0) (i32.const 1))) (drop (i32.add (local.get 0) (i32.const 1)))) (else (call $g))))
				(func (export "f") (call $r (i32.const 100000))))
			(core instance $i (instantiate $m (with "h" (instance (export "g" (func $g))))))
			(func (export "f") (canon lift (core func $i "f"))))
		(instance $i0 (instantiate $last))`)
	const n = 100
	for i := range n {
		fmt.Fprintf(&text, `(instance $i%d (instantiate $c (with "f" (func $i%d "f"))))`, i+1, i)
	}
	fmt.Fprintf(&text, `(export "f" (func $i%d "f")))`, n)
	component := assembled(t, text.String())
	for limit, want := range map[uint64]string{64 << 20: "bytes is more than the component may have", 4 << 30: ""} {
		c, err := Compile(t.Context(), component, Config{MemoryLimit: limit})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Call(t.Context(), "", "f")
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("with %d bytes: %v, want %q", limit, err, want)
		}
		_ = c.Close(t.Context())
	}
}

// A component that calls itself on and on traps, or has no more memory.
func TestCall_recursesOnAndOn(t *testing.T) {
	t.Parallel()
	c := compileFile(t, assemble(t, guest(`(func $f (export "f") (call $f) (drop (i32.const 1)))`)), Config{MemoryLimit: 16 << 20})
	for range 3 {
		if _, err := c.Call(t.Context(), "", "f"); err == nil || !strings.Contains(err.Error(), "a stack of") {
			t.Errorf("error %v, want one about the stack", err)
		}
	}
}

// An instance that is made ahead of requests has no more time than a call, and none once the handler
// is closed.
func TestHandler_startFunctionThatHangsLater(t *testing.T) {
	t.Parallel()
	p := &pool{c: compileFile(t, assemble(t, guest(`(start $s) (func $s (loop (br 0))) (func (export "f"))`)), Config{})}
	p.options = HandlerOptions{Timeout: 50 * time.Millisecond, Prepared: 1}
	p.open, p.end = context.WithCancel(context.Background())
	p.mu.Lock()
	late := (*TimeoutError)(nil)
	if err := p.prepare(); !errors.As(err, &late) {
		t.Errorf("error %v, want that of the time limit", err)
	}
	p.options.Timeout = 0
	p.work()
	p.mu.Unlock()
	p.close() // returns
}

// Elements that do not fit end instantiation, as wasmtime has it, which wazero would go on after.
func TestInstance_elementsThatDoNotFit(t *testing.T) {
	t.Parallel()
	for text, fits := range map[string]bool{
		`(table 2 funcref) (elem (i32.const 0) $f $f) (func $f (export "f"))`:                                   true,
		`(table 2 funcref) (elem (i32.const 1) $f $f) (func $f (export "f"))`:                                   false,
		`(table 2 funcref) (elem (i32.const -1) func) (func $f (export "f"))`:                                   false,
		`(table 2 funcref) (elem (i32.const 2) func) (func $f (export "f"))`:                                    true,
		`(table 9 funcref) (table $t 2 funcref) (elem (table $t) (i32.const 2) func $f) (func $f (export "f"))`: false,
	} {
		c := compileFile(t, assemble(t, guest(text)), Config{})
		_, err := c.Call(t.Context(), "", "f")
		if trap := (*Trap)(nil); (err == nil) != fits || err != nil && (!errors.As(err, &trap) || !strings.Contains(err.Error(), "table")) {
			t.Errorf("%s: error %v, want one: %v", text, err, !fits)
		}
	}
}
