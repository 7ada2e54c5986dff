package coretype

import (
	"fmt"
	"strings"
)

// ExternKind is what an import or export of a module is, by its byte in the binary format.
type ExternKind byte

// The kinds of imports and exports.
const (
	ExternFunc   ExternKind = 0
	ExternTable  ExternKind = 1
	ExternMemory ExternKind = 2
	ExternGlobal ExternKind = 3
	ExternTag    ExternKind = 4
)

// Extern is the type of an import or export.
type Extern struct {
	Kind ExternKind
	// Func is the type of a function or tag.
	Func ID
	// Type is what a global holds or a table has as elements.
	Type ValType
	Mut  bool
	// Limits are those of a memory or table.
	Limits Limits

	exact, shared bool
}

// Limits are those of a memory, in pages, or of a table, in elements.
type Limits struct {
	Min, Max     uint64
	HasMax       bool
	Is64, Shared bool

	page byte // logarithm of the size of a page, plus one; 0 where it is not given
}

// Import is an import of a module.
type Import struct {
	Module, Name string
	Extern
}

// Export is an export of a module.
type Export struct {
	Name string
	Extern
}

// Module is the type of a module.
type Module struct {
	Imports []Import
	Exports []Export

	exports map[string]int
	size    int
}

// Size is how large the type is, in parts.
func (m *Module) Size() int { return m.size }

// Export returns the export of a name.
func (m *Module) Export(name string) (Extern, bool) {
	i, ok := m.exports[name]
	if !ok {
		return Extern{}, false
	}
	return m.Exports[i].Extern, true
}

// DuplicateImport returns an import whose names another one has too, which components do not allow;
// nil where there is none.
func (m *Module) DuplicateImport() *Import {
	seen := make(map[[2]string]bool, len(m.Imports))
	for i := range m.Imports {
		key := [2]string{m.Imports[i].Module, m.Imports[i].Name}
		if seen[key] {
			return &m.Imports[i]
		}
		seen[key] = true
	}
	return nil
}

// String says what an extern is, such as "func(i32) -> i32".
func (s *Store) String(e Extern) string {
	switch e.Kind {
	case ExternFunc:
		return "core func" + s.Signature(e.Func)
	case ExternTag:
		return "core tag" + s.Signature(e.Func)
	case ExternGlobal:
		if e.Mut {
			return "mutable core global " + e.Type.String()
		}
		return "core global " + e.Type.String()
	case ExternTable:
		return "core table of " + e.Type.String() + " " + e.Limits.String()
	default:
		return "core memory " + e.Limits.String()
	}
}

// Signature returns the parameters and results of a type of a function.
func (s *Store) Signature(id ID) string {
	t := s.Type(id)
	out := "(" + Values(t.Params) + ")"
	if len(t.Results) > 0 {
		out += " -> " + Values(t.Results)
	}
	return out
}

// Values lists types of values, the first 20 of them.
func Values(list []ValType) string {
	const most = 20
	var b strings.Builder
	for i, v := range list {
		if i == most {
			fmt.Fprintf(&b, ", … (%d)", len(list))
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(v.String())
	}
	return b.String()
}

func (l Limits) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "of at least %d", l.Min)
	if l.HasMax {
		fmt.Fprintf(&b, ", at most %d", l.Max)
	}
	if l.Is64 {
		b.WriteString(", 64-bit")
	}
	if l.Shared {
		b.WriteString(", shared")
	}
	if l.page != 0 {
		fmt.Fprintf(&b, ", pages of 2^%d bytes", l.page-1)
	}
	return b.String()
}

var valTypeNames = map[byte]string{
	I32.Code: "i32", I64.Code: "i64", F32.Code: "f32", F64.Code: "f64", V128.Code: "v128", packedI8: "i8", packedI16: "i16",
}

var heapNames = map[byte]string{
	heapNoExn: "noexn", heapNoFunc: "nofunc", heapNoExtern: "noextern", heapNone: "none", heapFunc: "func",
	heapExtern: "extern", heapAny: "any", heapEq: "eq", heapI31: "i31", heapStruct: "struct", heapArray: "array",
	heapExn: "exn", heapCont: "cont", heapNoCont: "nocont",
}

func (v ValType) String() string {
	if !v.isRef() {
		return valTypeNames[v.Code]
	}
	to := heapNames[v.Heap]
	if v.Heap == 0 {
		to = fmt.Sprintf("$%d", v.To)
	}
	if v.shared {
		to = "(shared " + to + ")"
	}
	if v.Code == refNull {
		return "(ref null " + to + ")"
	}
	return "(ref " + to + ")"
}
