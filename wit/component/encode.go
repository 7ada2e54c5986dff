package component

import "fmt"

// Encode returns c as a binary. It is the inverse of [Decode]: a binary in canonical form comes out
// byte for byte as it went in. Canonical form is what all encoders in use write: shortest integers,
// names without attributes in their plain form, and attributes in the order of [Name]'s fields.
//
// Sections are written as they stand; neighbours of one kind are not merged.
func (c *Component) Encode() []byte {
	size := headerSize
	for _, s := range c.Sections {
		size += sizeHint(s)
	}
	b, _ := c.AppendBinary(make([]byte, 0, size))
	return b
}

// AppendBinary appends what [Component.Encode] returns. The error is always nil; it is there for
// [encoding.BinaryAppender].
func (c *Component) AppendBinary(b []byte) ([]byte, error) {
	b = appendHeader(b, componentHeader)
	var payload []byte // reused from section to section
	for _, s := range c.Sections {
		b, payload = appendSection(b, payload[:0], s)
	}
	return b, nil
}

// sizeHint is roughly the size of s, exact enough that the large sections are copied once.
func sizeHint(s Section) int {
	const frame = 6
	switch s := s.(type) {
	case *CoreModule:
		return frame + len(s.Bytes)
	case *Nested:
		return frame + len(s.Bytes)
	case *Custom:
		return 2*frame + len(s.Name) + len(s.Data)
	default:
		return 256
	}
}

func appendSection(b, buf []byte, s Section) (out, payload []byte) {
	var id byte
	switch s := s.(type) {
	case *CoreModule:
		return appendBytes(append(b, idCoreModule), s.Bytes), buf
	case *Nested:
		return appendBytes(append(b, idComponent), s.Bytes), buf
	case *Custom:
		return appendCustom(b, s), buf
	case *Unread:
		return appendBytes(append(b, s.ID), s.Bytes), buf
	case CoreInstances:
		id, buf = idCoreInstance, appendVec(buf, s, appendCoreInstance)
	case CoreTypes:
		id, buf = idCoreType, appendVec(buf, s, appendCoreType)
	case Instances:
		id, buf = idInstance, appendVec(buf, s, appendInstance)
	case Aliases:
		id, buf = idAlias, appendVec(buf, s, appendAlias)
	case Types:
		id, buf = idType, appendVec(buf, s, appendType)
	case Canons:
		id, buf = idCanon, appendVec(buf, s, appendCanon)
	case *Start:
		id, buf = idStart, appendStart(buf, s)
	case Imports:
		id, buf = idImport, appendVec(buf, s, appendImport)
	case Exports:
		id, buf = idExport, appendVec(buf, s, appendExport)
	default:
		panic(fmt.Sprintf("component: section of type %T", s))
	}
	return appendBytes(append(b, id), buf), buf
}
