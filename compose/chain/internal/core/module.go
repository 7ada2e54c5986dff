// Package core writes core WebAssembly modules: as much of the binary format as the components that
// the composer generates need, and no more.
package core

import "slices"

// ValType is a core value type, by its byte in the binary format.
type ValType byte

// The core value types.
const (
	I32 ValType = 0x7f
	I64 ValType = 0x7e
	F32 ValType = 0x7d
	F64 ValType = 0x7c
)

// Signature is a function type.
type Signature struct {
	Params, Results []ValType
}

// Module is a core module being built. Imports must be added before functions.
type Module struct {
	types   []Signature
	imports []byte
	nImport uint32
	// funcs are the defined functions, after the imported ones in the index space.
	funcs   []function
	nFunc   uint32
	memory  []byte
	globals []byte
	nGlobal uint32
	exports []byte
	nExport uint32
	data    []byte
	nData   uint32
}

type function struct {
	signature uint32
	locals    uint32
	body      []byte
}

const (
	kindFunc   = 0x00
	kindMemory = 0x02
	kindGlobal = 0x03
)

func (m *Module) signature(s Signature) uint32 {
	i := slices.IndexFunc(m.types, func(t Signature) bool {
		return slices.Equal(t.Params, s.Params) && slices.Equal(t.Results, s.Results)
	})
	if i < 0 {
		i = len(m.types)
		m.types = append(m.types, s)
	}
	return uint32(i)
}

func (m *Module) importItem(module, name string, kind byte) {
	m.imports = appendName(appendName(m.imports, module), name)
	m.imports = append(m.imports, kind)
	m.nImport++
}

// ImportFunc imports a function and returns its index.
func (m *Module) ImportFunc(module, name string, s Signature) uint32 {
	if len(m.funcs) > 0 {
		panic("core: imports come before functions")
	}
	m.importItem(module, name, kindFunc)
	m.imports = appendU32(m.imports, m.signature(s))
	m.nFunc++
	return m.nFunc - 1
}

// ImportMemory imports a memory of at least one page.
func (m *Module) ImportMemory(module, name string) {
	m.importItem(module, name, kindMemory)
	m.imports = append(m.imports, 0x00, 1)
}

// Memory defines the module's memory of pages pages of 64 KiB and exports it as "memory".
func (m *Module) Memory(pages uint32) {
	m.memory = appendU32([]byte{1, 0x00}, pages)
	m.export("memory", kindMemory, 0)
}

// Global defines a mutable i32 and returns its index.
func (m *Module) Global(initial int32) uint32 {
	m.globals = append(m.globals, byte(I32), 0x01, 0x41)
	m.globals = append(appendS32(m.globals, initial), 0x0b)
	m.nGlobal++
	return m.nGlobal - 1
}

// Func defines a function with locals i32 locals beside its parameters, and returns its index.
func (m *Module) Func(s Signature, locals uint32, body Code) uint32 {
	m.funcs = append(m.funcs, function{m.signature(s), locals, body})
	m.nFunc++
	return m.nFunc - 1
}

// ExportFunc exports a function.
func (m *Module) ExportFunc(name string, f uint32) { m.export(name, kindFunc, f) }

func (m *Module) export(name string, kind byte, index uint32) {
	m.exports = append(appendName(m.exports, name), kind)
	m.exports = appendU32(m.exports, index)
	m.nExport++
}

// Data places bytes in memory when the module is instantiated.
func (m *Module) Data(offset int32, b []byte) {
	m.data = append(m.data, 0x00, 0x41)
	m.data = append(appendS32(m.data, offset), 0x0b)
	m.data = append(appendU32(m.data, uint32(len(b))), b...)
	m.nData++
}

// Encode returns the module's bytes.
func (m *Module) Encode() []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	var types []byte
	for _, t := range m.types {
		types = append(types, 0x60)
		types = appendTypes(types, t.Params)
		types = appendTypes(types, t.Results)
	}
	b = appendSection(b, 1, uint32(len(m.types)), types)
	b = appendSection(b, 2, m.nImport, m.imports)
	var sigs, bodies []byte
	for _, f := range m.funcs {
		sigs = appendU32(sigs, f.signature)
		var body []byte
		if f.locals == 0 {
			body = append(body, 0)
		} else {
			body = append(appendU32(append(body, 1), f.locals), byte(I32))
		}
		body = append(append(body, f.body...), 0x0b)
		bodies = append(appendU32(bodies, uint32(len(body))), body...)
	}
	b = appendSection(b, 3, uint32(len(m.funcs)), sigs)
	if m.memory != nil {
		b = append(b, 5)
		b = append(appendU32(b, uint32(len(m.memory))), m.memory...)
	}
	b = appendSection(b, 6, m.nGlobal, m.globals)
	b = appendSection(b, 7, m.nExport, m.exports)
	b = appendSection(b, 10, uint32(len(m.funcs)), bodies)
	return appendSection(b, 11, m.nData, m.data)
}

func appendSection(b []byte, id byte, count uint32, items []byte) []byte {
	if count == 0 {
		return b
	}
	n := appendU32(nil, count)
	b = appendU32(append(b, id), uint32(len(n)+len(items)))
	return append(append(b, n...), items...)
}

func appendTypes(b []byte, ts []ValType) []byte {
	b = appendU32(b, uint32(len(ts)))
	for _, t := range ts {
		b = append(b, byte(t))
	}
	return b
}

func appendName(b []byte, s string) []byte { return append(appendU32(b, uint32(len(s))), s...) }

func appendU32(b []byte, v uint32) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

func appendS32(b []byte, v int32) []byte {
	for {
		low := byte(v) & 0x7f
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}
