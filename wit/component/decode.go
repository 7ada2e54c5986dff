package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// Section ids of the binary format.
const (
	idCustom       byte = 0
	idCoreModule   byte = 1
	idCoreInstance byte = 2
	idCoreType     byte = 3
	idComponent    byte = 4
	idInstance     byte = 5
	idAlias        byte = 6
	idType         byte = 7
	idCanon        byte = 8
	idStart        byte = 9
	idImport       byte = 10
	idExport       byte = 11
	idValue        byte = 12 // of values, which no released revision of the standard enables
)

var sectionNames = [...]string{
	idCustom:       "custom",
	idCoreModule:   "core module",
	idCoreInstance: "core instance",
	idCoreType:     "core type",
	idComponent:    "component",
	idInstance:     "instance",
	idAlias:        "alias",
	idType:         "type",
	idCanon:        "canon",
	idStart:        "start",
	idImport:       "import",
	idExport:       "export",
}

// Decode reads a component. Its core modules, nested components and custom sections are parts of b
// and are not looked into; nor are indices checked against their index spaces.
//
// The error is a [*HeaderError] where b does not begin as a component does, and a [*DecodeError]
// otherwise.
func Decode(b []byte) (*Component, error) { return decodeAt(b, 0, decodeSection) }

// Decode reads the nested component. Offsets in an error count from the start of the bytes that n
// itself was decoded from.
func (n *Nested) Decode() (*Component, error) { return decodeAt(n.Bytes, n.offset, decodeSection) }

func decodeAt(b []byte, base int, section func(*decode.Reader) Section) (*Component, error) {
	h, err := ReadHeader(b)
	if err != nil {
		return nil, err
	}
	if !h.IsComponent() {
		return nil, &HeaderError{Header: &h, Start: b[:headerSize:headerSize]}
	}
	r := &decode.Reader{B: b, Pos: headerSize, Base: base}
	c := new(Component)
	for r.Err == nil && r.Left() > 0 {
		c.Sections = append(c.Sections, section(r))
	}
	if r.Err != nil {
		return nil, (*DecodeError)(r.Err)
	}
	return c, nil
}

func decodeSection(r *decode.Reader) Section {
	start := r.Pos
	id := r.Byte("section id")
	if int(id) >= len(sectionNames) {
		r.FailAt(start, "unknown section id %d (the last known is %d)", id, idExport)
		return nil
	}
	r.Section = sectionNames[id]
	s := r.Sub("section", r.U32("size"))
	section := decodePayload(s, id)
	r.End(s)
	r.Section = ""
	return section
}

func decodePayload(r *decode.Reader, id byte) Section {
	switch id {
	case idCoreModule:
		return decodeCoreModule(r)
	case idCoreInstance:
		return CoreInstances(decode.Vec(r, "core instances", 2, decodeCoreInstance))
	case idCoreType:
		return CoreTypes(decode.Vec(r, "core types", 2, decodeCoreType))
	case idComponent:
		return decodeNested(r)
	case idInstance:
		return Instances(decode.Vec(r, "instances", 2, decodeInstance))
	case idAlias:
		return Aliases(decode.Vec(r, "aliases", 4, decodeAlias))
	case idType:
		return Types(decode.Vec(r, "types", 1, decodeType))
	case idCanon:
		return Canons(decode.Vec(r, "canons", 1, decodeCanon))
	case idStart:
		return decodeStart(r)
	case idImport:
		return Imports(decode.Vec(r, "imports", 4, decodeImport))
	case idExport:
		return Exports(decode.Vec(r, "exports", 5, decodeExport))
	default:
		return decodeCustom(r)
	}
}

func decodeCoreModule(r *decode.Reader) *CoreModule {
	return &CoreModule{Bytes: embedded(r, "core module", Header.IsCoreModule)}
}

func decodeNested(r *decode.Reader) *Nested {
	offset := r.Base + r.Pos
	return &Nested{Bytes: embedded(r, "component", Header.IsComponent), offset: offset}
}

// embedded reads a whole binary, of which only the header is looked at.
func embedded(r *decode.Reader, what string, is func(Header) bool) []byte {
	start := r.Pos
	b := r.Rest()
	if r.Err != nil {
		return nil
	}
	if h, err := ReadHeader(b); err != nil {
		r.FailAt(start, "%v", err)
	} else if !is(h) {
		r.FailAt(start, "header of %s: %s", what, h)
	}
	return b
}
