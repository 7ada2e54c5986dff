package core

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// host is what a module that runs calls.
type host struct {
	quantum uint64
	ticks   int
	limit   int // of ticks, 0 for any number
	overdue int64
	grown   []uint32
	refuse  bool
}

var errOver = errors.New("over")

func (h *host) call(_ context.Context, stack []uint64) {
	switch value := uint32(stack[0]); uint32(stack[1]) {
	case OpTick:
		h.ticks++
		h.overdue = max(h.overdue, -int64(int32(value)))
		if h.limit > 0 && h.ticks > h.limit {
			panic(errOver)
		}
		stack[0] = h.quantum
	case OpGrowTable:
		h.grown = append(h.grown, value)
		if h.refuse {
			stack[0] = math.MaxUint32
		}
	case OpGrownTable:
		h.grown = append(h.grown, value)
	}
}

// start makes an instance of a rewritten sample.
func start(t *testing.T, h *host, module []byte) api.Module {
	t.Helper()
	ctx := t.Context()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCoreFeatures(features))
	t.Cleanup(func() { _ = r.Close(context.Background()) })
	i32 := []api.ValueType{api.ValueTypeI32}
	if _, err := r.NewHostModuleBuilder("h").NewFunctionBuilder().
		WithGoFunction(api.GoFunc(h.call), []api.ValueType{api.ValueTypeI32, api.ValueTypeI32}, i32).Export("tick").Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := r.NewHostModuleBuilder("env").NewFunctionBuilder().
		WithGoFunction(api.GoFunc(func(context.Context, []uint64) {}), nil, nil).Export("host").Instantiate(ctx); err != nil {
		t.Fatal(err)
	}
	out, err := rewrite(module)
	if err != nil {
		t.Fatal(err)
	}
	m, err := r.Instantiate(ctx, out.Module)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// loop runs code as often as the parameter says.
func loop(code ...any) []byte {
	return cat(opLoop, blockVoid, cat(code...), opLocalGet, 0, opI32Const, 1, opI32Sub, opLocalTee, 0, 0x0d, 0, opEnd, one)
}

// What takes long asks the host, by how long it takes, and the host can end it.
func TestMeter_charges(t *testing.T) {
	large := cat(opI32Const, 0, opI32Const, 0, opI32Const, leb(60_000, 3))
	long := bytes.Repeat(cat(one, opDrop), 5000)
	for name, k := range map[string]struct {
		code    []byte
		times   uint64
		atLeast int
		atMost  int
	}{
		"nothing":              {one, 1, 0, 0},
		"a loop":               {loop(), 1_000_000, 1000, 3000},
		"nested loops":         {loop(opLoop, blockVoid, opEnd), 1_000_000, 1500, 4000},
		"memory.fill":          {loop(large, prefixBulk, 11, 0), 1000, 900, 1200},
		"memory.copy":          {loop(large, prefixBulk, 10, 0, 0), 1000, 900, 1200},
		"small ones":           {loop(opI32Const, 0, opI32Const, 0, opI32Const, 8, prefixBulk, 11, 0), 1000, 60, 70},
		"straight code":        {loop(long), 1000, 400, 600},
		"in a block":           {loop(opBlock, blockVoid, long, opEnd), 1000, 400, 600},
		"one way or the other": {loop(one, opIf, blockVoid, long, opElse, long, opEnd), 1000, 400, 600},
		"an if without else":   {loop(opI32Const, 0, opIf, blockVoid, long, opEnd), 1000, 400, 600},
		"one case of two": {loop(opBlock, blockVoid, opBlock, blockVoid, opBlock, blockVoid, one, opBrTable, 1, 0, 1, opEnd,
			long, 0x0c, 1, opEnd, long, 0x0c, 0, opEnd), 1000, 400, 600},
		"one case, then the other": {loop(opBlock, blockVoid, opBlock, blockVoid, opLocalGet, 0, opBrTable, 1, 0, 1, opEnd,
			long, opEnd, long), 1000, 900, 1200},
		"a branch that is not taken": {loop(opBlock, blockVoid, opI32Const, 0, 0x0d, 0, long, opEnd), 1000, 400, 600},
		"what nothing leads to":      {loop(opBlock, blockVoid, 0x0c, 0, long, opEnd), 1000, 1, 10},
		"after a loop that is left":  {loop(opBlock, blockVoid, opLoop, blockVoid, 0x0c, 1, opEnd, opEnd, long), 1000, 400, 600},
		"before a loop that is left": {loop(opBlock, blockVoid, long, opLoop, blockVoid, 0x0c, 1, opEnd, opEnd), 1000, 400, 600},
		"in a loop that is left":     {loop(opBlock, blockVoid, opLoop, blockVoid, long, 0x0c, 1, opEnd, opEnd), 1000, 400, 600},
		"growing by none":            {loop(opI32Const, 0, 0x40, 0, opDrop), 1000, 60, 70},
		"growing too much":           {loop(opI32Const, leb(math.MaxUint32>>4, 5), 0x40, 0, opDrop), 10, 10, 11},
	} {
		h := &host{quantum: 1000}
		m := start(t, h, sample(0, k.code))
		if _, err := m.ExportedFunction("f").Call(t.Context(), k.times); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if h.ticks < k.atLeast || h.ticks > k.atMost {
			t.Errorf("%s: %d ticks, want %d to %d", name, h.ticks, k.atLeast, k.atMost)
		}
	}
}

// Nothing runs on and on without asking.
func TestMeter_ends(t *testing.T) {
	forever := map[string][]byte{
		"a loop":                       cat(opLoop, blockVoid, 0x0c, 0, opEnd, one),
		"an empty loop by br_table":    cat(opLoop, blockVoid, one, opBrTable, 1, 0, 0, opEnd, one),
		"a loop by br_if":              cat(opLoop, blockVoid, one, 0x0d, 0, opEnd, one),
		"a loop with a type":           cat(one, opLoop, 1, 0x0c, 0, opEnd),
		"from an inner block":          cat(opLoop, blockVoid, opBlock, blockVoid, 0x0c, 1, opEnd, opEnd, one),
		"from an if":                   cat(opLoop, blockVoid, one, opIf, blockVoid, 0x0c, 1, opElse, 0x0c, 1, opEnd, opEnd, one),
		"a tail call of itself":        cat(one, 0x12, 2),
		"an indirect tail call":        cat(one, one, 0x13, 1, 0),
		"a tail call in a block":       cat(opBlock, blockVoid, one, 0x12, 2, opEnd, one),
		"in what looks like dead code": cat(opBlock, blockVoid, opBlock, blockVoid, 0x0c, 0, 0x00, opEnd, opLoop, blockVoid, 0x0c, 0, opEnd, opEnd, one),
	}
	for name, code := range forever {
		h := &host{quantum: 1000, limit: 100}
		m := start(t, h, sample(0, code))
		_, err := m.ExportedFunction("f").Call(t.Context(), 1)
		if !errors.Is(err, errOver) {
			t.Errorf("%s: error %v, want that of the host", name, err)
		}
	}
}

// The host says whether a table grows, and is told whether it did.
func TestMeter_tables(t *testing.T) {
	grow := sample(0, opRefNull, 0x70, opLocalGet, 0, prefixBulk, 15, 0)
	for _, k := range []struct {
		by     uint64
		refuse bool
		want   uint64
		grown  []uint32
	}{
		{5, false, 10, []uint32{5, 10}},
		{0, false, 10, []uint32{0, 10}},
		{11, false, math.MaxUint32, []uint32{11, math.MaxUint32}}, // at most 20
		{5, true, math.MaxUint32, []uint32{5, math.MaxUint32}},
		{math.MaxUint32, true, math.MaxUint32, []uint32{math.MaxUint32, math.MaxUint32}},
	} {
		h := &host{quantum: 1000, refuse: k.refuse}
		got, err := start(t, h, grow).ExportedFunction("f").Call(t.Context(), k.by)
		if err != nil {
			t.Fatal(err)
		}
		if got[0] != k.want || h.grown[0] != k.grown[0] || h.grown[1] != k.grown[1] {
			t.Errorf("growing by %d: %d, the host was told %d; want %d, %d", k.by, got[0], h.grown, k.want, k.grown)
		}
	}
}

// Operands of instructions that are charged are what they were, and traps are the same.
func TestMeter_leavesOperands(t *testing.T) {
	h := &host{quantum: 1000}
	m := start(t, h, sample(0,
		opI32Const, 8, opI32Const, 0x2a, opLocalGet, 0, prefixBulk, 11, 0, // fill
		opI32Const, leb(20_000, 3), opI32Const, 0, opLocalGet, 0, prefixBulk, 10, 0, 0, // copy
		opI32Const, 1, 0x40, 0))
	const n = 10_000
	if got, err := m.ExportedFunction("f").Call(t.Context(), n); err != nil || got[0] != 1 {
		t.Fatalf("%d, %v; want 1 page before growing", got, err)
	}
	b, _ := m.Memory().Read(0, 2*65536)
	want := make([]byte, 2*65536)
	for i := range n {
		want[8+i] = 0x2a
	}
	copy(want[20_000:20_000+n], want)
	if !bytes.Equal(b, want) {
		t.Error("the memory is not what filling and copying make of it")
	}
	if _, err := m.ExportedFunction("f").Call(t.Context(), 1<<20); err == nil {
		t.Error("filling more than there is does not trap")
	}
}
