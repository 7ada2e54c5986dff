package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// Locate returns where the item of a section of b begins, b being a component that [Decode] can read;
// sections and items count from 0. The only item of a section that holds a core module or a component
// is the whole binary. For an item of -1, and where there is no such item, it is the section itself.
func Locate(b []byte, section, item int) int {
	r := &decode.Reader{B: b, Pos: headerSize}
	for range section {
		r.Byte("section id")
		r.Bytes("section", r.U32("size"))
	}
	start := min(r.Pos, len(b))
	id := r.Byte("section id")
	s := r.Sub("section", r.U32("size"))
	read, many := itemDecoder(id)
	if s.Err != nil || item < 0 {
		return start
	}
	if !many {
		return s.Base
	}
	s.U32("number of items")
	for range item {
		read(s)
	}
	if s.Err != nil {
		return start
	}
	return s.Base + s.Pos
}

// itemDecoder returns what reads an item of a section; false where it is no list.
func itemDecoder(id byte) (func(*decode.Reader), bool) {
	switch id {
	case idCoreInstance:
		return func(r *decode.Reader) { decodeCoreInstance(r) }, true
	case idCoreType:
		return func(r *decode.Reader) { decodeCoreType(r) }, true
	case idInstance:
		return func(r *decode.Reader) { decodeInstance(r) }, true
	case idAlias:
		return func(r *decode.Reader) { decodeAlias(r) }, true
	case idType:
		return func(r *decode.Reader) { decodeType(r) }, true
	case idCanon:
		return func(r *decode.Reader) { decodeCanon(r) }, true
	case idImport:
		return func(r *decode.Reader) { decodeImport(r) }, true
	case idExport:
		return func(r *decode.Reader) { decodeExport(r) }, true
	default:
		return nil, false
	}
}
