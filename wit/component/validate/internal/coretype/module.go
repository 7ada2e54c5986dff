package coretype

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// Ids of sections.
const (
	idCustom    = 0
	idType      = 1
	idImport    = 2
	idFunction  = 3
	idTable     = 4
	idMemory    = 5
	idGlobal    = 6
	idExport    = 7
	idStart     = 8
	idElement   = 9
	idCode      = 10
	idData      = 11
	idDataCount = 12
	idTag       = 13
)

// sectionOrder is the order in which sections have to come, by id.
var sectionOrder = [...]int{
	idType: 1, idImport: 2, idFunction: 3, idTable: 4, idMemory: 5, idTag: 6, idGlobal: 7, idExport: 8, idStart: 9,
	idElement: 10, idDataCount: 11, idCode: 12, idData: 13,
}

var sectionNames = [...]string{
	idCustom: "custom", idType: "type", idImport: "import", idFunction: "function", idTable: "table", idMemory: "memory",
	idGlobal: "global", idExport: "export", idStart: "start", idElement: "element", idCode: "code", idData: "data",
	idDataCount: "data count", idTag: "tag",
}

// module is a module being read.
type module struct {
	*decode.Reader
	types
	made *Module

	ids       []ID
	funcs     []ID
	exact     map[int]bool // imported functions of exactly their type
	tables    []Extern
	memories  []Extern
	globals   []Extern
	tags      []ID
	imported  int // functions
	bodies    int // how many the code section has
	segments  int // how many the data section has
	dataCount int // what the data count section says, -1 without one
}

// Read reads the outer structure of a module, whose first 8 bytes are its header: everything but what
// is in bodies of functions. The error is a [*decode.Error].
func (s *Store) Read(b []byte) (*Module, error) {
	const header = 8
	r := &decode.Reader{B: b, Pos: min(header, len(b))}
	m := &module{Reader: r, made: newModule(), dataCount: -1}
	if len(b) < header || b[4] != 1 || b[5] != 0 {
		r.FailAt(min(4, len(b)), "unknown version of core modules (1 is known)")
	}
	m.types = types{Reader: r, store: s, at: plain(&m.ids)}
	last := 0
	for r.Err == nil && r.Left() > 0 {
		last = m.next(last)
	}
	if r.Err == nil && m.bodies != len(m.funcs)-m.imported {
		r.FailAt(len(b), "%d function bodies for %d functions", m.bodies, len(m.funcs)-m.imported)
	}
	if r.Err == nil && m.dataCount >= 0 && m.dataCount != m.segments {
		r.FailAt(len(b), "%d data segments where %d were announced", m.segments, m.dataCount)
	}
	if r.Err != nil {
		return nil, r.Err
	}
	return m.made, nil
}

// next reads a section, given the place in the order of the one before.
func (m *module) next(last int) int {
	r := m.Reader
	start := r.Pos
	id := int(r.Byte("section id"))
	if id >= len(sectionNames) {
		r.FailAt(start, "unknown section %d of a core module", id)
		return last
	}
	size := r.U32("size of section")
	if int64(size) > int64(r.Left()) {
		r.FailAt(start, "%s section of %d bytes, %d left", sectionNames[id], size, r.Left())
	}
	if r.Err != nil {
		return last
	}
	end := r.Pos + int(size)
	if id == idCustom {
		whole := r.B
		r.B = whole[:end]
		r.Name("name of custom section")
		r.B, r.Pos = whole, max(r.Pos, end)
		return last
	}
	if sectionOrder[id] <= last {
		r.FailAt(start, "%s section out of order", sectionNames[id])
		return last
	}
	whole := r.B
	r.B = whole[:end]
	m.section(id)
	if r.Err == nil && r.Pos != end {
		r.FailAt(r.Pos, "%d bytes more than the %s section takes", end-r.Pos, sectionNames[id])
	}
	r.B, r.Pos = whole, end
	return sectionOrder[id]
}

func (m *module) section(id int) {
	r := m.Reader
	switch id {
	case idType:
		r.Each("types", 0, maxTypes, func() { m.ids = append(m.ids, m.group(len(m.ids))...) })
	case idImport:
		r.Each("imports", 0, maxImports, m.imports)
		m.imported = len(m.funcs)
	case idFunction:
		r.Each("functions", len(m.funcs), maxFuncs, func() { m.funcs = append(m.funcs, m.function()) })
	case idTable:
		r.Each("tables", len(m.tables), maxTables, m.defineTable)
	case idMemory:
		r.Each("memories", len(m.memories), maxMemories, func() { m.memories = append(m.memories, m.memory()) })
	case idTag:
		r.Each("tags", len(m.tags), maxTags, func() { m.tags = append(m.tags, m.tag().Func) })
	case idGlobal:
		r.Each("globals", len(m.globals), maxGlobals, func() {
			g := m.global()
			m.constant(g.Type)
			m.globals = append(m.globals, g)
		})
	case idExport:
		r.Each("exports", 0, maxExports, m.export)
	case idStart:
		start := r.Pos
		if i := r.U32("function index"); r.Err == nil {
			if f := m.at32(start, "function", i, m.funcs); r.Err == nil && len(m.store.types[f].Params)+len(m.store.types[f].Results) > 0 {
				r.FailAt(start, "start function%s, expected ()", m.store.Signature(f))
			}
		}
	case idDataCount:
		m.dataCount = int(r.U32("number of data segments"))
	case idElement:
		r.Each("element segments", 0, maxSegments, m.element)
	case idData:
		r.Each("data segments", 0, maxSegments, func() {
			m.data()
			m.segments++
		})
	case idCode:
		r.Each("function bodies", 0, maxFuncs, func() {
			m.bodies++
			r.Bytes("function body", r.U32("size of function body"))
		})
	}
}

// imports reads an entry of the import section, which may import several items by one name.
func (m *module) imports() {
	r := m.Reader
	start := r.Pos
	module, name := r.Name("module name"), r.Name("name")
	switch c := r.Peek(); {
	case name == "" && c == 0x7f:
		r.Pos++
		r.Each("imports", len(m.made.Imports), maxImports, func() {
			start := r.Pos
			name := r.Name("name")
			m.addImport(start, Import{module, name, m.extern()})
		})
	case name == "" && c == 0x7e:
		r.Pos++
		e := m.extern()
		r.Each("imports", len(m.made.Imports), maxImports, func() {
			start := r.Pos
			m.addImport(start, Import{module, r.Name("name"), e})
		})
	default:
		m.addImport(start, Import{module, name, m.extern()})
	}
}

func (m *module) addImport(start int, i Import) {
	switch i.Kind {
	case ExternFunc:
		if i.exact {
			if m.exact == nil {
				m.exact = make(map[int]bool)
			}
			m.exact[len(m.funcs)] = true
		}
		m.funcs = append(m.funcs, i.Func)
	case ExternTable:
		m.tables = append(m.tables, i.Extern)
	case ExternMemory:
		m.memories = append(m.memories, i.Extern)
	case ExternGlobal:
		m.globals = append(m.globals, i.Extern)
	case ExternTag:
		m.tags = append(m.tags, i.Func)
	}
	if len(m.memories) > maxMemories || len(m.tables) > maxTables {
		m.FailAt(start, "more than %d memories or %d tables", maxMemories, maxTables)
	}
	m.made.addImport(m.Reader, start, m.store, i)
}

func (m *module) defineTable() {
	r := m.Reader
	start := r.Pos
	initial := r.Peek() == 0x40
	if initial {
		r.Pos++
		if c := r.Byte("table"); r.Err == nil && c != 0 {
			r.FailAt(r.Pos-1, "0x%02x in a table, expected 0x00", c)
		}
	}
	e := m.table()
	switch {
	case initial:
		m.constant(e.Type)
	case r.Err == nil && e.Type.Code == ref:
		r.FailAt(start, "table of %s without an initial value", e.Type)
	}
	m.tables = append(m.tables, e)
}

func (m *module) export() {
	r := m.Reader
	start := r.Pos
	e := Export{Name: r.Name("name")}
	at := r.Pos
	e.Kind = ExternKind(r.Byte("kind of export"))
	i := r.U32("index")
	if r.Err != nil {
		return
	}
	switch e.Kind {
	case ExternFunc:
		e.Func = m.at32(at, "function", i, m.funcs)
		e.exact = int(i) >= m.imported || m.exact[int(i)]
	case ExternTable:
		e.Extern = itemAt(m, at, "table", i, m.tables)
	case ExternMemory:
		e.Extern = itemAt(m, at, "memory", i, m.memories)
	case ExternGlobal:
		e.Extern = itemAt(m, at, "global", i, m.globals)
	case ExternTag:
		e.Func = m.at32(at, "tag", i, m.tags)
	default:
		r.FailAt(at, "unknown kind of export 0x%02x", byte(e.Kind))
	}
	m.made.addExport(r, start, m.store, e)
}

func (m *module) at32(pos int, what string, i uint32, list []ID) ID {
	return itemAt(m, pos, what, i, list)
}

func itemAt[T any](m *module, pos int, what string, i uint32, list []T) (item T) {
	if int64(i) >= int64(len(list)) {
		err := IndexError{what, i, len(list)}
		m.FailAt(pos, "%v", &err)
		return item
	}
	return list[i]
}
