package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// IsCore reports whether s is a sort of the core level.
func (s Sort) IsCore() bool { return s >= SortCoreFunc }

// String returns s as it is written in the text format, such as "core module".
func (s Sort) String() string {
	switch s {
	case SortFunc:
		return "func"
	case SortValue:
		return "value"
	case SortType:
		return "type"
	case SortComponent:
		return "component"
	case SortInstance:
		return "instance"
	case SortCoreFunc:
		return "core func"
	case SortCoreTable:
		return "core table"
	case SortCoreMemory:
		return "core memory"
	case SortCoreGlobal:
		return "core global"
	case SortCoreTag:
		return "core tag"
	case SortCoreType:
		return "core type"
	case SortCoreModule:
		return "core module"
	case SortCoreInstance:
		return "core instance"
	default:
		return fmt.Sprintf("sort 0x%03x", uint16(s))
	}
}

const coreSortPrefix byte = 0x00

func decodeSort(r *decode.Reader) Sort {
	c := r.Byte("sort")
	switch {
	case c == coreSortPrefix:
		return decodeCoreSort(r)
	case Sort(c) <= SortInstance:
		return Sort(c)
	default:
		r.Unknown("sort", c)
		return 0
	}
}

func decodeCoreSort(r *decode.Reader) Sort {
	c := r.Byte("core sort")
	s := SortCoreFunc + Sort(c)
	switch s {
	case SortCoreFunc, SortCoreTable, SortCoreMemory, SortCoreGlobal, SortCoreTag,
		SortCoreType, SortCoreModule, SortCoreInstance:
		return s
	default:
		r.Unknown("core sort", c)
		return 0
	}
}

func appendSort(b []byte, s Sort) []byte {
	if s.IsCore() {
		b = append(b, coreSortPrefix)
	}
	return append(b, byte(s))
}

func decodeSortIndex(r *decode.Reader) SortIndex {
	s := decodeSort(r)
	return SortIndex{Sort: s, Index: r.U32Of(s.String(), " index")}
}

func appendSortIndex(b []byte, i SortIndex) []byte {
	return appendU32(appendSort(b, i.Sort), i.Index)
}

func appendCoreSortIndex(b []byte, i SortIndex) []byte {
	return appendU32(append(b, byte(i.Sort)), i.Index)
}
