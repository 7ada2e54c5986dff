package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// Unread is a section that [DecodeTypes] has not read, because a type has no use for it or because it
// holds something that is not known here.
type Unread struct {
	ID    byte
	Bytes []byte
	// Err is what is not known; nil where nothing was looked at.
	Err *DecodeError
}

func (*Unread) section() {}

// DecodeTypes reads what the type of a component may depend on: what can be in it that is not known
// here, such as a canonical built-in of a later revision, is an [*Unread] section and no error. The
// rest is as with [Decode].
func DecodeTypes(b []byte) (*Component, error) { return decodeAt(b, 0, decodeTypeSection) }

// DecodeTypes is [DecodeTypes] for the nested component.
func (n *Nested) DecodeTypes() (*Component, error) {
	return decodeAt(n.Bytes, n.offset, decodeTypeSection)
}

func decodeTypeSection(r *decode.Reader) Section {
	before := *r
	id := r.Byte("section id")
	switch id {
	case idCoreInstance, idStart, idValue:
		r.Section = "unread"
		s := r.Sub("section", r.U32("size"))
		r.Section = ""
		u := &Unread{ID: id, Bytes: s.Rest()}
		r.End(s)
		return u
	}
	*r = before
	section := decodeSection(r)
	if r.Err == nil || !r.Err.Unknown || id == idImport || id == idExport {
		return section
	}
	// What the section imports or exports would have to be known.
	unknown := (*DecodeError)(r.Err)
	*r = before
	r.Pos++
	s := r.Sub("section", r.U32("size"))
	u := &Unread{ID: id, Bytes: s.Rest(), Err: unknown}
	r.End(s)
	return u
}

// Adds reports whether the section may have added items of a sort, of which there is then no
// telling how many.
func (u *Unread) Adds(s Sort) bool {
	switch u.ID {
	case idCoreType:
		return s == SortCoreType
	case idInstance:
		return s == SortInstance
	case idType:
		return s == SortType
	case idCanon:
		return s == SortFunc
	case idStart, idValue:
		return s == SortValue
	case idAlias:
		return true
	default:
		return false
	}
}
