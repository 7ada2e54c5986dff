package types

// moduleBody is what of a core module tells its type.
type moduleBody struct {
	coreReader
	types                           []string // of functions
	funcs                           []string
	tables, memories, globals, tags []coreExtern
	moduleType
}

// moduleOf returns the type of a core module at hand. It has no bytes where the module has what is not
// known here.
func moduleOf(b []byte) Module {
	const header = 8
	m := &moduleBody{coreReader: coreReader{b: b[min(header, len(b)):]}}
	for len(m.b) > 0 && !m.failed {
		id := m.byte()
		body := m.take(m.uint())
		rest := m.b
		m.b = body
		m.section(id)
		m.b = rest
	}
	if m.failed {
		return Module{}
	}
	return Module{m.encode()}
}

func (m *moduleBody) section(id byte) {
	switch id {
	case 1:
		m.list(func() {
			m.failed = m.failed || m.byte() != 0x60
			m.types = append(m.types, m.function())
		})
	case 2:
		m.list(func() {
			e := coreExtern{module: m.name(), name: m.name()}
			m.extern(&e, m.types)
			m.imports = append(m.imports, e)
			m.define(e)
		})
	case 3:
		m.list(func() { m.funcs = append(m.funcs, m.index(m.types)) })
	case 4:
		m.list(func() { m.defineNext(coreTable) })
	case 5:
		m.list(func() { m.defineNext(coreMemory) })
	case 6:
		m.list(func() {
			m.defineNext(coreGlobal)
			m.constant()
		})
	case 7:
		m.list(func() {
			e := coreExtern{name: m.name(), kind: m.byte()}
			m.export(e)
		})
	case 13:
		m.list(func() { m.defineNext(coreTag) })
	}
}

// defineNext reads a definition of a kind.
func (m *moduleBody) defineNext(kind byte) {
	e := coreExtern{kind: kind}
	m.typeOf(&e, m.types)
	m.define(e)
}

func (m *moduleBody) define(e coreExtern) {
	e.module, e.name = "", ""
	switch e.kind {
	case coreFunc:
		m.funcs = append(m.funcs, e.typ)
	case coreTable:
		m.tables = append(m.tables, e)
	case coreMemory:
		m.memories = append(m.memories, e)
	case coreGlobal:
		m.globals = append(m.globals, e)
	case coreTag:
		m.tags = append(m.tags, e)
	}
}

func (m *moduleBody) export(e coreExtern) {
	if e.kind == coreFunc {
		e.typ = m.index(m.funcs)
	} else {
		space := map[byte][]coreExtern{coreTable: m.tables, coreMemory: m.memories, coreGlobal: m.globals, coreTag: m.tags}[e.kind]
		i := m.uint()
		if i >= uint64(len(space)) {
			m.failed = true
			return
		}
		e.typ, e.limits = space[i].typ, space[i].limits
	}
	m.exports = append(m.exports, e)
}

// constant passes over the initial value of a global.
func (m *moduleBody) constant() {
	for !m.failed {
		switch m.byte() {
		case 0x0b:
			return
		case 0x23, 0x41, 0x42, 0xd0, 0xd2: // global.get, i32.const, i64.const, ref.null, ref.func
			for m.byte()&0x80 != 0 {
				if m.failed {
					return
				}
			}
		case 0x43:
			m.take(4)
		case 0x44:
			m.take(8)
		case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // arithmetic
		default:
			m.failed = true
		}
	}
}
