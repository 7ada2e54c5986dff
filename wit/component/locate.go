package component

// Locate returns where the item of a section of b begins, b being a component that [Decode] can read;
// sections and items count from 0. The only item of a section that holds a core module or a component
// is the whole binary. For an item of -1, and where there is no such item, it is the section itself.
func Locate(b []byte, section, item int) int {
	r := &reader{b: b, pos: headerSize}
	for range section {
		r.byte("section id")
		r.bytes("section", r.u32("size"))
	}
	start := min(r.pos, len(b))
	id := r.byte("section id")
	s := r.sub("section", r.u32("size"))
	decode, many := itemDecoder(id)
	if s.err != nil || item < 0 {
		return start
	}
	if !many {
		return s.base
	}
	s.u32("number of items")
	for range item {
		decode(s)
	}
	if s.err != nil {
		return start
	}
	return s.base + s.pos
}

// itemDecoder returns what reads an item of a section; false where it is no list.
func itemDecoder(id byte) (func(*reader), bool) {
	switch id {
	case idCoreInstance:
		return func(r *reader) { decodeCoreInstance(r) }, true
	case idCoreType:
		return func(r *reader) { decodeCoreType(r) }, true
	case idInstance:
		return func(r *reader) { decodeInstance(r) }, true
	case idAlias:
		return func(r *reader) { decodeAlias(r) }, true
	case idType:
		return func(r *reader) { decodeType(r) }, true
	case idCanon:
		return func(r *reader) { decodeCanon(r) }, true
	case idImport:
		return func(r *reader) { decodeImport(r) }, true
	case idExport:
		return func(r *reader) { decodeExport(r) }, true
	default:
		return nil, false
	}
}
