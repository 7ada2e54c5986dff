package coretype

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Opcodes of types.
const (
	opRec      byte = 0x4e
	opSub      byte = 0x50
	opSubFinal byte = 0x4f
	opModule   byte = 0x50
	opShared   byte = 0x65
	opExact    byte = 0x62
	opFinalDot byte = 0x00 // before a sub type of a component, which would else look like a module type
)

// Lookup returns the type that an index of a type section stands for.
type Lookup func(index uint32) (ID, error)

// types reads types with the index space that they are in.
type types struct {
	*decode.Reader
	store *Store
	at    Lookup
	// first and last are the indices of the recursion group being read, and of what follows.
	first, last int64
}

// index reads the index of a type. The bool is whether it is of the group being read, in which case
// the ID is a place in it.
func (t *types) index(what string) (ID, bool) {
	start := t.Pos
	return t.resolve(start, int64(t.U32(what)))
}

func (t *types) resolve(start int, index int64) (ID, bool) {
	if t.Err != nil {
		return 0, false
	}
	if index >= t.first && index < t.last {
		return ID(index - t.first), true
	}
	id, err := t.at(uint32(index))
	if err != nil {
		t.FailAt(start, "%v", err)
	}
	return id, false
}

// group reads a recursion group, given how many types there are before it, and returns its types.
func (t *types) group(before int) []ID {
	start := t.Pos
	n := 1
	explicit := t.Peek() == opRec
	if explicit {
		t.Pos++
		n = int(t.U32("number of types"))
		if n > t.Left() || before+n > maxTypes {
			t.FailAt(start, "%d types, %d bytes left", n, t.Left())
			return nil
		}
	}
	t.first, t.last = int64(before), int64(before+n)
	list := make([]SubType, 0, min(n, 64))
	for i := range n {
		list = append(list, t.sub(i))
		if t.Err != nil {
			return nil
		}
	}
	t.first, t.last = 0, 0
	if n == 0 {
		return nil
	}
	id, err := t.store.group(list)
	if err != nil {
		t.FailAt(start, "%v", err)
		return nil
	}
	ids := make([]ID, n)
	for i := range ids {
		ids[i] = id + ID(i)
	}
	return ids
}

// sub reads the type at a place of its group.
func (t *types) sub(place int) SubType {
	s := SubType{final: true}
	if c := t.Peek(); c == opSub || c == opSubFinal {
		t.Pos++
		s.final = c == opSubFinal
		start := t.Pos
		switch n := t.U32("number of supertypes"); {
		case n > 1:
			t.FailAt(start, "%d supertypes, 1 is the most", n)
		case n == 1:
			start = t.Pos
			s.hasSuper = true
			s.super, s.within = t.index("supertype")
			if s.within && int(s.super) >= place {
				t.FailAt(start, "supertype that is defined after its subtype")
			}
		}
	}
	if t.Peek() == opShared {
		t.Pos++
		s.Shared = true
	}
	start := t.Pos
	switch s.Kind = Kind(t.Byte("type")); s.Kind {
	case Func:
		t.Each("parameters", 0, maxParams, func() { s.Params = append(s.Params, t.value()) })
		t.Each("results", 0, maxResults, func() { s.Results = append(s.Results, t.value()) })
	case Struct:
		t.Each("fields", 0, maxFields, func() { s.Fields = append(s.Fields, t.field()) })
	case Array:
		s.Fields = []FieldType{t.field()}
	case Cont:
		s.Cont = ValType{Code: ref}
		t.heap(&s.Cont)
	default:
		t.FailAt(start, "unknown core type 0x%02x", byte(s.Kind))
	}
	return s
}

func (t *types) field() FieldType {
	var f FieldType
	if c := t.Peek(); c == packedI8 || c == packedI16 {
		t.Pos++
		f.Type = ValType{Code: c}
	} else {
		f.Type = t.value()
	}
	f.Mut = t.mutable()
	return f
}

func (t *types) mutable() bool {
	c := t.Byte("mutability")
	if c > 1 {
		t.FailAt(t.Pos-1, "unknown mutability 0x%02x", c)
	}
	return c == 1
}

func (t *types) value() ValType {
	switch c := t.Peek(); c {
	case I32.Code, I64.Code, F32.Code, F64.Code, V128.Code:
		t.Pos++
		return ValType{Code: c}
	}
	return t.ref()
}

// ref reads the type of a reference.
func (t *types) ref() ValType {
	start := t.Pos
	switch c := t.Byte("value type"); {
	case c == ref || c == refNull:
		v := ValType{Code: c}
		t.heap(&v)
		return v
	case c == opShared:
		v := ValType{Code: refNull, shared: true, Heap: t.Byte("heap type")}
		if heapNames[v.Heap] == "" {
			t.FailAt(start, "unknown heap type 0x%02x", v.Heap)
		}
		return v
	case heapNames[c] != "":
		return ValType{Code: refNull, Heap: c}
	default:
		t.FailAt(start, "unknown core value type 0x%02x", c)
		return ValType{}
	}
}

// heap reads a heap type into a reference.
func (t *types) heap(v *ValType) {
	start := t.Pos
	switch t.Peek() {
	case opShared:
		t.Pos++
		v.shared, v.Heap = true, t.Byte("heap type")
		if heapNames[v.Heap] == "" {
			t.FailAt(start, "unknown heap type 0x%02x", v.Heap)
		}
		return
	case opExact:
		t.Pos++
		v.exact = true
		v.To, v.within = t.index("heap type")
		return
	}
	i := t.S33("heap type")
	if i >= 0 {
		v.To, v.within = t.resolve(start, i)
		return
	}
	v.Heap = byte(i) & 0x7f
	if i < -0x40 || heapNames[v.Heap] == "" {
		t.FailAt(start, "unknown heap type")
	}
}

// extern reads the type of an import or export. There is what there is of each kind already.
func (t *types) extern() Extern {
	start := t.Pos
	c := t.Byte("kind of import or export")
	if c == 0x20 {
		return Extern{Kind: ExternFunc, Func: t.function(), exact: true}
	}
	e := Extern{Kind: ExternKind(c)}
	switch e.Kind {
	case ExternFunc:
		e.Func = t.function()
	case ExternTable:
		return t.table()
	case ExternMemory:
		return t.memory()
	case ExternGlobal:
		return t.global()
	case ExternTag:
		return t.tag()
	default:
		t.FailAt(start, "unknown kind of import or export 0x%02x", c)
	}
	return e
}

// function reads the index of the type of a function.
func (t *types) function() ID {
	start := t.Pos
	index := t.U32("type index")
	id, _ := t.resolve(start, int64(index))
	if t.Err == nil && t.store.types[id].Kind != Func {
		t.FailAt(start, "type %d is not a function type", index)
	}
	return id
}

func (t *types) table() Extern {
	start := t.Pos
	e := Extern{Kind: ExternTable, Type: t.ref()}
	e.Limits = t.limits()
	most := uint64(1<<32 - 1)
	if e.Limits.Is64 {
		most = 1<<64 - 1
	}
	if e.Limits.Min > most || e.Limits.HasMax && e.Limits.Max > most {
		t.FailAt(start, "table of more than %d elements", most)
	}
	if e.Limits.page != 0 {
		t.FailAt(start, "table with a page size")
	}
	return e
}

func (t *types) memory() Extern {
	start := t.Pos
	l := t.limits()
	page := uint(16)
	if l.page != 0 {
		page = uint(l.page - 1)
	}
	most := uint64(1) << (32 - page)
	if l.Is64 {
		most = 1<<64 - 1
		if page > 0 {
			most = 1 << (64 - page)
		}
	} else if page == 0 {
		most = 1<<32 - 1
	}
	if l.Min > most || l.HasMax && l.Max > most {
		t.FailAt(start, "memory of more than %d pages", most)
	}
	if l.Shared && !l.HasMax {
		t.FailAt(start, "shared memory without a maximum")
	}
	return Extern{Kind: ExternMemory, Limits: l}
}

func (t *types) limits() (l Limits) {
	const hasMax, shared, is64, hasPage, known = 0x01, 0x02, 0x04, 0x08, 0x0f
	start := t.Pos
	flags := t.Byte("limits")
	if flags&^byte(known) != 0 {
		t.FailAt(start, "unknown limits 0x%02x", flags)
		return l
	}
	l.HasMax, l.Shared, l.Is64 = flags&hasMax != 0, flags&shared != 0, flags&is64 != 0
	bound := func(what string) uint64 {
		if l.Is64 {
			return t.U64(what)
		}
		return uint64(t.U32(what))
	}
	l.Min = bound("minimum")
	if l.HasMax {
		if l.Max = bound("maximum"); t.Err == nil && l.Max < l.Min {
			t.FailAt(start, "minimum %d is more than maximum %d", l.Min, l.Max)
		}
	}
	if flags&hasPage != 0 {
		page := t.U32("page size")
		if t.Err == nil && page != 0 && page != 16 {
			t.FailAt(start, "pages of 2^%d bytes, expected 2^0 or 2^16", page)
			return l
		}
		if page != 16 {
			l.page = byte(page) + 1
		}
	}
	return l
}

func (t *types) global() Extern {
	e := Extern{Kind: ExternGlobal, Type: t.value()}
	c := t.Byte("mutability")
	if c > 3 {
		t.FailAt(t.Pos-1, "unknown mutability 0x%02x", c)
	}
	e.Mut, e.shared = c&1 != 0, c&2 != 0
	return e
}

func (t *types) tag() Extern {
	if c := t.Byte("attribute of tag"); t.Err == nil && c != 0 {
		t.FailAt(t.Pos-1, "unknown attribute of tag 0x%02x", c)
	}
	start := t.Pos
	id := t.function()
	if t.Err == nil && len(t.store.types[id].Results) > 0 {
		t.FailAt(start, "tag of a function type with results")
	}
	return Extern{Kind: ExternTag, Func: id}
}

// plain is a [Lookup] in a list.
func plain(list *[]ID) Lookup {
	return func(index uint32) (ID, error) {
		if int64(index) >= int64(len(*list)) {
			return 0, &IndexError{"core type", index, len(*list)}
		}
		return (*list)[index], nil
	}
}

// IndexError is an index of what does not exist.
type IndexError struct {
	What  string
	Index uint32
	// Count is how many there are so far.
	Count int
}

func (e *IndexError) Error() string {
	return fmt.Sprintf("%s %d does not exist (%d defined so far)", e.What, e.Index, e.Count)
}
