package chain

import (
	"encoding/binary"

	"github.com/wasmcp/wasmcp-go/compose/chain/internal/core"
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/abi"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

// memory is the core module that generated components keep their values in: a memory that begins
// with constants, and an allocator that only ever moves up until it is reset. A generated
// component serves one call at a time, so what a call has allocated is garbage when it has
// returned, all of it at once.
//
// It is a module of its own because an import can be lowered only to a memory that exists.
type memory struct {
	constants []byte
	// texts has the addresses of the texts among them.
	texts map[string]int32
	// templateRecords has what is placed of the URI templates.
	templateRecords map[string][]int32
}

// firstConstant leaves address 0 unused.
const firstConstant = 16

// constant places bytes at an address that is a multiple of 8 and returns that address.
func (m *memory) constant(b []byte) int32 {
	for len(m.constants)%8 != 0 {
		m.constants = append(m.constants, 0)
	}
	at := firstConstant + len(m.constants)
	m.constants = append(m.constants, b...)
	return int32(at)
}

// text places a text, once however often it is asked for, and returns its address.
func (m *memory) text(s string) int32 {
	at, ok := m.texts[s]
	if !ok {
		at = firstConstant + int32(len(m.constants))
		m.constants = append(m.constants, s...)
		if m.texts == nil {
			m.texts = map[string]int32{}
		}
		m.texts[s] = at
	}
	return at
}

// record places a run of 32-bit values.
func (m *memory) record(values ...int32) int32 {
	b := make([]byte, 0, 4*len(values))
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return m.constant(b)
}

const pageSize = 1 << 16

// module writes the module. It exports the memory, cabi_realloc as the Canonical ABI wants it,
// alloc (a number of bytes, 8-aligned), and reset, which has the form of a post-return function.
func (m *memory) module() *core.Module {
	bottom := int32(firstConstant + (len(m.constants)+7)&^7)
	mod := new(core.Module)
	mod.Memory(uint32(bottom)/pageSize + 1)
	top := mod.Global(bottom)

	const old, oldSize, align, size, at, end = 0, 1, 2, 3, 4, 5
	var c core.Code
	// at = (top + align-1) & -align; end = at + size; both may wrap around.
	c = c.GlobalGet(top).Get(align).Const(1).Do(core.Sub, core.Add)
	c = c.Const(0).Get(align).Do(core.Sub, core.And).Tee(at)
	c = c.GlobalGet(top).Do(core.LtU).If().Do(core.Unreachable, core.End)
	c = c.Get(at).Get(size).Do(core.Add).Tee(end)
	c = c.Get(at).Do(core.LtU).If().Do(core.Unreachable, core.End)
	c = c.Get(end).Const(16).Do(core.ShrU).MemorySize().Do(core.LtU, core.Eqz).If()
	c = c.Get(end).Const(16).Do(core.ShrU).Const(1).Do(core.Add).MemorySize().Do(core.Sub)
	c = c.MemoryGrow().Const(-1).Do(core.Eq).If().Do(core.Unreachable, core.End)
	c = c.Do(core.End)
	c = c.Get(end).GlobalSet(top)
	c = c.Get(oldSize).If().Get(at).Get(old).Get(oldSize).MemoryCopy().Do(core.End)
	c = c.Get(at)
	i32 := core.I32
	realloc := mod.Func(core.Signature{Params: []core.ValType{i32, i32, i32, i32}, Results: []core.ValType{i32}}, 2, c)
	mod.ExportFunc("cabi_realloc", realloc)

	var a core.Code
	a = a.Const(0).Const(0).Const(8).Get(0).Call(realloc)
	mod.ExportFunc("alloc", mod.Func(core.Signature{Params: []core.ValType{i32}, Results: []core.ValType{i32}}, 0, a))

	var r core.Code
	r = r.Const(bottom).GlobalSet(top)
	mod.ExportFunc("reset", mod.Func(core.Signature{Params: []core.ValType{i32}}, 0, r))

	if len(m.constants) > 0 {
		mod.Data(firstConstant, m.constants)
	}
	return mod
}

// placed is an instance of the memory module in a component.
type placed struct {
	instance, memory, realloc, reset uint32
}

// place instantiates the memory module.
func (e *emitter) place(m *memory) placed {
	i := e.coreInstance(component.CoreInstantiate{Module: e.coreModule(m.module())})
	return placed{
		instance: i,
		memory:   e.aliasCore(i, "memory", component.SortCoreMemory),
		realloc:  e.aliasCore(i, "cabi_realloc", component.SortCoreFunc),
		reset:    e.aliasCore(i, "reset", component.SortCoreFunc),
	}
}

// options are the canonical options for values that lie in the memory.
func (p placed) options() []component.CanonOption {
	return []component.CanonOption{
		{Kind: component.OptUTF8},
		{Kind: component.OptMemory, Index: p.memory},
		{Kind: component.OptRealloc, Index: p.realloc},
	}
}

// lift makes a component function of a core function whose result may lie in the memory.
func (e *emitter) lift(p placed, coreFunc uint32, f types.ID) uint32 {
	options := p.options()
	if len(e.layouts.Of(e.arena.Type(f).(types.Func).Result).Flat) > abi.MaxFlatResults {
		options = append(options, component.CanonOption{Kind: component.OptPostReturn, Index: p.reset})
	}
	return e.canon(component.Lift{CoreFunc: coreFunc, Options: options, Type: e.typ(f)}, component.SortFunc)
}

// signature is the core signature of a function that is lowered, or lifted.
func (e *emitter) signature(f types.ID, lift bool) core.Signature {
	params, results := e.layouts.Signature(e.arena.Type(f).(types.Func), lift)
	return core.Signature{Params: coreTypes(params), Results: coreTypes(results)}
}

func coreTypes(flat []abi.Flat) []core.ValType {
	out := make([]core.ValType, len(flat))
	for i, f := range flat {
		out[i] = core.ValType(f)
	}
	return out
}
