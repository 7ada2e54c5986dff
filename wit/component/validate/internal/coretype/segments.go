package coretype

// Bits of the number that begins an element segment. Without the first one the segment is put into a table
// when the module is instantiated.
const (
	segmentKept      = 1 << 0 // or only declared, with the next one
	segmentIndexed   = 1 << 1 // says which table
	segmentOfValues  = 1 << 2 // has initial values, and not indices of functions
	mostOfSegmentBit = 1<<3 - 1
)

// offset reads where a segment begins in a table or memory.
func (m *module) offset(in Extern) {
	want := I32
	if in.Limits.Is64 {
		want = I64
	}
	m.constant(want)
}

// data reads a data segment.
func (m *module) data() {
	r := m.reader
	at := r.pos
	var i uint32
	switch kind := r.u32("kind of data segment"); kind {
	case 2:
		i = r.u32("memory index")
		fallthrough
	case 0:
		if in := itemAt(m, at, "memory", i, m.memories); r.err == nil {
			m.offset(in)
		}
	case 1:
	default:
		r.failAt(at, "unknown kind of data segment %d", kind)
	}
	r.take("data segment", uint64(r.u32("size of data segment")))
}

// element reads an element segment.
func (m *module) element() {
	r := m.reader
	at := r.pos
	kind := r.u32("kind of element segment")
	if kind > mostOfSegmentBit {
		r.failAt(at, "unknown kind of element segment %d", kind)
	}
	active := kind&segmentKept == 0
	var table Extern
	if active && r.err == nil {
		var i uint32
		if kind&segmentIndexed != 0 {
			i = r.u32("table index")
		}
		if table = itemAt(m, at, "table", i, m.tables); r.err == nil {
			m.offset(table)
		}
	}
	values := kind&segmentOfValues != 0
	of := ValType{Code: ref, Heap: heapFunc}
	switch typed := kind&(segmentKept|segmentIndexed) != 0; {
	case values && typed:
		of = m.ref()
	case values:
		of = FuncRef
	case typed:
		if c := r.byte("kind of elements"); c != 0 {
			r.failAt(r.pos-1, "unknown kind of elements 0x%02x", c)
		}
	}
	if active && r.err == nil && !m.store.value(of, table.Type) {
		r.failAt(at, "elements of type %s for a table of %s", of, table.Type)
	}
	r.each("elements", 0, maxElements, func() {
		if values {
			m.constant(of)
			return
		}
		at := r.pos
		m.at32(at, "function", r.u32("function index"), m.funcs)
	})
}
