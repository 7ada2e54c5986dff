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
	r := m.Reader
	at := r.Pos
	var i uint32
	switch kind := r.U32("kind of data segment"); kind {
	case 2:
		i = r.U32("memory index")
		fallthrough
	case 0:
		if in := itemAt(m, at, "memory", i, m.memories); r.Err == nil {
			m.offset(in)
		}
	case 1:
	default:
		r.FailAt(at, "unknown kind of data segment %d", kind)
	}
	r.Bytes("data segment", r.U32("size of data segment"))
}

// element reads an element segment.
func (m *module) element() {
	r := m.Reader
	at := r.Pos
	kind := r.U32("kind of element segment")
	if kind > mostOfSegmentBit {
		r.FailAt(at, "unknown kind of element segment %d", kind)
	}
	active := kind&segmentKept == 0
	var table Extern
	if active && r.Err == nil {
		var i uint32
		if kind&segmentIndexed != 0 {
			i = r.U32("table index")
		}
		if table = itemAt(m, at, "table", i, m.tables); r.Err == nil {
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
		if c := r.Byte("kind of elements"); c != 0 {
			r.FailAt(r.Pos-1, "unknown kind of elements 0x%02x", c)
		}
	}
	if active && r.Err == nil && !m.store.value(of, table.Type) {
		r.FailAt(at, "elements of type %s for a table of %s", of, table.Type)
	}
	r.Each("elements", 0, maxElements, func() {
		if values {
			m.constant(of)
			return
		}
		at := r.Pos
		m.at32(at, "function", r.U32("function index"), m.funcs)
	})
}
