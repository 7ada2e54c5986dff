package component

import (
	"bytes"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Bounds of a value import or export.
const (
	valueEq   byte = 0x00
	valueType byte = 0x01
)

func decodeExternType(r *decode.Reader) ExternType {
	start := r.Pos
	t := ExternType{Sort: decodeSort(r)}
	switch t.Sort {
	case SortCoreModule, SortFunc, SortComponent, SortInstance:
		t.Index = r.U32("type index")
	case SortType:
		t.Bound, t.Index = decodeTypeBound(r)
	case SortValue:
		t.Value = decodeValueBound(r)
	default:
		if r.Err == nil {
			r.FailAt(start, "type of an import or export has sort %s", t.Sort)
		}
	}
	return t
}

func decodeTypeBound(r *decode.Reader) (Bound, uint32) {
	switch c := r.Byte("type bound"); Bound(c) {
	case BoundEq:
		return BoundEq, r.U32("type index")
	case BoundSubResource:
		return BoundSubResource, 0
	default:
		r.Unknown("type bound", c)
		return 0, 0
	}
}

// decodeValueBound reads what the type of a value is, with the byte before it that the standard's draft
// has (Binary.md, valuebound). Encoders write types of values without: read as such they get that byte.
func decodeValueBound(r *decode.Reader) []byte {
	r.Values = true
	start := r.Pos
	switch c := r.Byte("value bound"); c {
	case valueEq:
		r.U32("value index")
	case valueType:
		decodeValType(r)
	default:
		if r.Err == nil {
			r.Pos--
			decodeValType(r)
			return append([]byte{valueType}, r.B[start:r.Pos]...)
		}
	}
	return bytes.Clone(r.B[start:r.Pos])
}

func appendExternType(b []byte, t ExternType) []byte {
	b = appendSort(b, t.Sort)
	switch t.Sort {
	case SortType:
		b = append(b, byte(t.Bound))
		if t.Bound == BoundEq {
			b = appendU32(b, t.Index)
		}
		return b
	case SortValue:
		return append(b, t.Value...)
	default:
		return appendU32(b, t.Index)
	}
}

// DecodeValueBound returns the type that the bound of a value import or export names; false where it
// says that the value is equal to another one.
func DecodeValueBound(b []byte) (ValType, bool) {
	r := &decode.Reader{B: b}
	if r.Byte("value bound") != valueType {
		return ValType{}, false
	}
	t := decodeValType(r)
	return t, r.Err == nil
}
