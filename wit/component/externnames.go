package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// Forms of an import's or export's name. Old encoders wrote 0x01 before interface names; it means
// the same as 0x00, which alone is written now.
const (
	namePlain      byte = 0x00
	nameInterface  byte = 0x01
	nameAttributes byte = 0x02
)

// Attributes of a name.
const (
	attrImplements    byte = 0x00
	attrVersionSuffix byte = 0x01
	attrExternalID    byte = 0x02
)

func decodeName(r *decode.Reader) Name {
	form := r.Byte("form of name")
	switch form {
	case namePlain, nameInterface:
		return Name{Name: r.Name("name")}
	case nameAttributes:
		n := Name{Name: r.Name("name")}
		var seen [attrExternalID + 1]bool
		for range r.Count("attributes", 2) {
			decodeAttribute(r, &n, &seen)
		}
		return n
	default:
		r.Unknown("form of name", form)
		return Name{}
	}
}

// decodeAttribute reads an attribute. An external id that is empty says nothing, and is read as absent.
func decodeAttribute(r *decode.Reader, n *Name, seen *[attrExternalID + 1]bool) {
	var field *string
	kind := r.Byte("attribute of name")
	switch kind {
	case attrImplements:
		field = &n.Implements
	case attrVersionSuffix:
		field = &n.VersionSuffix
	case attrExternalID:
		field = &n.ExternalID
	default:
		r.Unknown("attribute of name", kind)
		return
	}
	if seen[kind] {
		r.FailAt(r.Pos-1, "name %s has attribute 0x%02x twice", decode.Excerpt([]byte(n.Name)), kind)
		return
	}
	seen[kind] = true
	start := r.Pos
	*field = r.Name("attribute of name")
	if *field == "" && kind != attrExternalID {
		r.FailAt(start, "name %s has attribute 0x%02x, which is empty", decode.Excerpt([]byte(n.Name)), kind)
	}
}

func appendExternName(b []byte, n Name) []byte {
	attrs := []struct {
		kind  byte
		value string
	}{
		{attrImplements, n.Implements},
		{attrVersionSuffix, n.VersionSuffix},
		{attrExternalID, n.ExternalID},
	}
	var present uint32
	for _, a := range attrs {
		if a.value != "" {
			present++
		}
	}
	if present == 0 {
		return appendName(append(b, namePlain), n.Name)
	}
	b = appendName(append(b, nameAttributes), n.Name)
	b = appendU32(b, present)
	for _, a := range attrs {
		if a.value != "" {
			b = appendName(append(b, a.kind), a.value)
		}
	}
	return b
}
