package types

import "encoding/binary"

// appendKey appends bytes that are equal for two structural types exactly if the types are made
// of the same IDs and names in the same way.
func appendKey(b []byte, t Type) []byte {
	switch t := t.(type) {
	case Primitive:
		return append(b, 'p', byte(t))
	case Record:
		return appendFields(append(b, 'r'), t.Fields)
	case Variant:
		b = appendUint(append(b, 'v'), len(t.Cases))
		for _, c := range t.Cases {
			b = appendID(appendName(b, c.Name), c.Type)
		}
		return b
	case List:
		return appendID(append(b, 'l'), t.Elem)
	case FixedList:
		return appendID(appendUint(append(b, 'n'), int(t.Length)), t.Elem)
	case Tuple:
		b = appendUint(append(b, 't'), len(t.Types))
		for _, id := range t.Types {
			b = appendID(b, id)
		}
		return b
	case Flags:
		return appendNames(append(b, 'f'), t.Names)
	case Enum:
		return appendNames(append(b, 'e'), t.Names)
	case Option:
		return appendID(append(b, 'o'), t.Some)
	case Result:
		return appendID(appendID(append(b, 'x'), t.Ok), t.Err)
	case Own:
		return appendID(append(b, 'w'), t.Resource)
	case Borrow:
		return appendID(append(b, 'b'), t.Resource)
	case Stream:
		return appendID(append(b, 's'), t.Elem)
	case Future:
		return appendID(append(b, 'u'), t.Elem)
	case Map:
		return appendID(appendID(append(b, 'm'), t.Key), t.Value)
	case Func:
		b = append(b, 'c')
		if t.Async {
			b = append(b, 'a')
		} else {
			b = append(b, 's')
		}
		return appendID(appendFields(b, t.Params), t.Result)
	case Module:
		return append(append(b, 'M'), t.Bytes...)
	default:
		panic("a type that is not structural has no key")
	}
}

func appendUint(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }
func appendID(b []byte, id ID) []byte   { return binary.AppendUvarint(b, uint64(id)) }

func appendName(b []byte, s string) []byte { return append(appendUint(b, len(s)), s...) }

func appendNames(b []byte, names []string) []byte {
	b = appendUint(b, len(names))
	for _, s := range names {
		b = appendName(b, s)
	}
	return b
}

func appendFields(b []byte, fields []Field) []byte {
	b = appendUint(b, len(fields))
	for _, f := range fields {
		b = appendID(appendName(b, f.Name), f.Type)
	}
	return b
}
