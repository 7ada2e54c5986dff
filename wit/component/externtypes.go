package component

import "bytes"

// Bounds of a value import or export.
const (
	valueEq   byte = 0x00
	valueType byte = 0x01
)

func decodeExternType(r *reader) ExternType {
	start := r.pos
	t := ExternType{Sort: decodeSort(r)}
	switch t.Sort {
	case SortCoreModule, SortFunc, SortComponent, SortInstance:
		t.Index = r.u32("type index")
	case SortType:
		t.Bound, t.Index = decodeTypeBound(r)
	case SortValue:
		t.Value = decodeValueBound(r)
	default:
		if r.err == nil {
			r.failAt(start, "type of an import or export has sort %s", t.Sort)
		}
	}
	return t
}

func decodeTypeBound(r *reader) (Bound, uint32) {
	switch c := r.byte("type bound"); Bound(c) {
	case BoundEq:
		return BoundEq, r.u32("type index")
	case BoundSubResource:
		return BoundSubResource, 0
	default:
		r.unknown("type bound", c)
		return 0, 0
	}
}

// decodeValueBound reads what the type of a value is, with the byte before it that the standard's draft
// has (Binary.md, valuebound). Encoders write types of values without: read as such they get that byte.
func decodeValueBound(r *reader) []byte {
	r.values = true
	start := r.pos
	switch c := r.byte("value bound"); c {
	case valueEq:
		r.u32("value index")
	case valueType:
		decodeValType(r)
	default:
		if r.err == nil {
			r.pos--
			decodeValType(r)
			return append([]byte{valueType}, r.b[start:r.pos]...)
		}
	}
	return bytes.Clone(r.b[start:r.pos])
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
	r := &reader{b: b}
	if r.byte("value bound") != valueType {
		return ValType{}, false
	}
	t := decodeValType(r)
	return t, r.err == nil
}
