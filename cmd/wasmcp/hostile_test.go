package main

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// listTools is the function of a provider that is asked what tools it has.
const listTools = "wasmcp:mcp/tools@0.1.0#list-tools"

// hostiles are providers made of a good one, whose list of tools does what it should not. A body is core
// code without locals and without its end; the function returns an i32.
func hostiles(t *testing.T, good []byte) map[string][]byte {
	t.Helper()
	const (
		unreachable, loop, iff, end, br, call, drop = 0x00, 0x03, 0x04, 0x0b, 0x0c, 0x10, 0x1a
		i32Const, i32Store, eq, none, grow          = 0x41, 0x36, 0x46, 0x40, 0x40
	)
	body := func(code ...byte) func(m *coreModule) {
		return func(m *coreModule) { m.bodies[m.exported(listTools)] = code }
	}
	// list answers ok with a list of a number of tools, in a memory of zeros that was made big. The first
	// one's name has as many bytes as are given.
	list := func(count, name int32) func(m *coreModule) {
		const answer, tools, zeros = 65536 * 20, 65536*20 + 16, 65536 * 21
		code := append(signed([]byte{i32Const}, 1024), grow, 0, drop)
		for i, v := range []int32{0, tools, count, 0, zeros, name} {
			code = append(signed(append(code, i32Const), answer), i32Const)
			code = append(signed(code, v), i32Store, 2, byte(4*i))
		}
		return body(signed(append(code, i32Const), answer)...)
	}
	all := map[string]func(m *coreModule){
		"hanging.wasm":  body(loop, none, br, 0, end, unreachable),
		"trapping.wasm": body(unreachable),
		// It takes 437 MiB after the other, and ends when there are no more.
		"eating.wasm":   body(loop, none, i32Const, 0xd8, 0x36, grow, 0, i32Const, 0x7f, eq, iff, none, unreachable, end, br, 0, end, unreachable),
		"garbage.wasm":  body(i32Const, 0x78),
		"endless.wasm":  list(1<<30, 0),
		"numerous.wasm": list(30_000, 0),
		"gigantic.wasm": list(1, 8<<20),
		"recursing.wasm": func(m *coreModule) {
			f := m.exported(listTools)
			m.bodies[f] = unsigned([]byte{call}, uint32(f))
		},
		"starting.wasm": func(m *coreModule) { m.startsWith(loop, none, br, 0, end) },
	}
	made := map[string][]byte{}
	for name, change := range all {
		made[name] = withCore(t, good, change)
	}
	return made
}

// withCore changes the core module of a provider that lists its tools.
func withCore(t *testing.T, b []byte, change func(*coreModule)) []byte {
	t.Helper()
	c, err := component.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Sections {
		m, ok := s.(*component.CoreModule)
		if !ok || !bytes.Contains(m.Bytes, []byte(listTools)) {
			continue
		}
		core := readCore(t, m.Bytes)
		change(core)
		m.Bytes = core.bytes()
		return c.Encode()
	}
	t.Fatal("no core module lists tools")
	return nil
}

// coreModule is a core module, of which bodies may be replaced by others.
type coreModule struct {
	t        *testing.T
	sections []coreSection
	// types are those of the functions, by index. The first ones are imported.
	imported int
	types    []uint32
	exports  map[string]uint32
	bodies   map[int][]byte
}

type coreSection struct {
	id      byte
	content []byte
}

// exported is the index of a function that is exported.
func (m *coreModule) exported(name string) int {
	f, ok := m.exports[name]
	if !ok {
		m.t.Fatalf("no function is exported as %s", name)
	}
	return int(f)
}

// startsWith makes a function without parameters and results the start function, and gives it a body.
func (m *coreModule) startsWith(code ...byte) {
	plain := -1
	types := m.section(1)
	count, at := number(types)
	for i := range int(count) {
		params, n := number(types[at+1:])
		results, k := number(types[at+1+n+int(params):])
		if params == 0 && results == 0 {
			plain = i
			break
		}
		at += 1 + n + int(params) + k + int(results)
	}
	for f, typ := range m.types {
		if int(typ) != plain || f < m.imported {
			continue
		}
		m.bodies[f] = code
		for i, s := range m.sections {
			if s.id == 9 || s.id == 10 || s.id == 12 { // elements and code come after it
				start := coreSection{8, unsigned(nil, uint32(f))}
				m.sections = append(m.sections[:i:i], append([]coreSection{start}, m.sections[i:]...)...)
				return
			}
		}
	}
	m.t.Fatal("no function can be the start function")
}

func (m *coreModule) section(id byte) []byte {
	for _, s := range m.sections {
		if s.id == id {
			return s.content
		}
	}
	m.t.Fatalf("no section %d", id)
	return nil
}

func readCore(t *testing.T, b []byte) *coreModule {
	m := &coreModule{t: t, exports: map[string]uint32{}, bodies: map[int][]byte{}}
	for rest := b[8:]; len(rest) > 0; {
		size, n := number(rest[1:])
		m.sections = append(m.sections, coreSection{rest[0], rest[1+n : 1+n+int(size)]})
		rest = rest[1+n+int(size):]
	}
	imports := m.section(2)
	count, at := number(imports)
	for range count { // functions, all of them
		for range 2 {
			size, n := number(imports[at:])
			at += n + int(size)
		}
		if imports[at] != 0 {
			t.Fatalf("an import is of kind %d, a function was expected", imports[at])
		}
		typ, n := number(imports[at+1:])
		m.types, at = append(m.types, typ), at+1+n
	}
	m.imported = len(m.types)
	count, at = number(m.section(3))
	for range count {
		typ, n := number(m.section(3)[at:])
		m.types, at = append(m.types, typ), at+n
	}
	exports := m.section(7)
	count, at = number(exports)
	for range count {
		size, n := number(exports[at:])
		name := string(exports[at+n : at+n+int(size)])
		at += n + int(size)
		kind := exports[at]
		index, n := number(exports[at+1:])
		at += 1 + n
		if kind == 0 {
			m.exports[name] = index
		}
	}
	return m
}

func (m *coreModule) bytes() []byte {
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range m.sections {
		content := s.content
		if s.id == 10 {
			count, at := number(content)
			code := unsigned(nil, count)
			for i := range int(count) {
				size, n := number(content[at:])
				body := content[at+n : at+n+int(size)]
				if other, ok := m.bodies[m.imported+i]; ok {
					body = append(append([]byte{0}, other...), 0x0b)
				}
				code = append(unsigned(code, uint32(len(body))), body...)
				at += n + int(size)
			}
			content = code
		}
		out = append(unsigned(append(out, s.id), uint32(len(content))), content...)
	}
	return out
}

// number reads a LEB128 number.
func number(b []byte) (v uint32, n int) {
	wide, n := binary.Uvarint(b)
	return uint32(wide), n
}

func unsigned(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

func signed(b []byte, v int32) []byte {
	for {
		low := byte(v) & 0x7f
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}
