package coretype

import (
	"encoding/binary"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"
)

// Encode writes the type of a module down as the arena of types reads it, in which a type that another
// one refers to is its ID in the store.
func (m *Module) Encode(s *Store) string {
	e := encoder{store: s, funcs: make(map[ID]uint32)}
	for _, i := range m.Imports {
		e.extern(0x00, &i.Module, i.Name, i.Extern)
	}
	for _, x := range m.Exports {
		e.extern(0x03, nil, x.Name, x.Extern)
	}
	return string(append(leb128.AppendUint([]byte{opModule}, e.count), e.decls...))
}

type encoder struct {
	store *Store
	funcs map[ID]uint32
	decls []byte
	count uint32
}

func (e *encoder) extern(decl byte, module *string, name string, x Extern) {
	var f uint32
	if x.Kind == ExternFunc || x.Kind == ExternTag {
		f = e.function(x.Func)
	}
	e.count++
	b := append(e.decls, decl)
	if module != nil {
		b = appendName(b, *module)
	}
	b = append(appendName(b, name), byte(x.Kind))
	switch x.Kind {
	case ExternFunc:
		b = leb128.AppendUint(b, f)
	case ExternTag:
		b = leb128.AppendUint(append(b, 0), f)
	case ExternTable:
		b = appendLimits(appendRef(b, x.Type), x.Limits)
	case ExternMemory:
		b = appendLimits(b, x.Limits)
	case ExternGlobal:
		b = append(appendRef(b, x.Type), flag(x.Mut)|flag(x.shared)<<1)
	}
	e.decls = b
}

// function returns the index of a type of a function, which is declared when it is first needed.
func (e *encoder) function(id ID) uint32 {
	if i, ok := e.funcs[id]; ok {
		return i
	}
	i := uint32(len(e.funcs))
	e.funcs[id] = i
	e.count++
	e.decls = append(e.decls, 0x01, byte(Func))
	t := e.store.Type(id)
	for _, list := range [][]ValType{t.Params, t.Results} {
		e.decls = binary.AppendUvarint(e.decls, uint64(len(list)))
		for _, v := range list {
			e.decls = appendRef(e.decls, v)
		}
	}
	return i
}

func appendRef(b []byte, v ValType) []byte {
	b = append(b, v.Code)
	switch {
	case !v.isRef():
		return b
	case v.Heap != 0 && v.shared:
		return append(b, opShared, v.Heap)
	case v.Heap != 0:
		return append(b, v.Heap)
	default:
		return binary.AppendUvarint(append(b, opExact-flag(v.exact)), uint64(v.To))
	}
}

func appendLimits(b []byte, l Limits) []byte {
	b = append(b, flag(l.HasMax)|flag(l.Shared)<<1|flag(l.Is64)<<2|flag(l.page != 0)<<3)
	b = leb128.AppendUint(b, l.Min)
	if l.HasMax {
		b = leb128.AppendUint(b, l.Max)
	}
	if l.page != 0 {
		b = append(b, l.page-1)
	}
	return b
}

func appendName(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
