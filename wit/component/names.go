package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// NamesSection is the name of the custom section that names a component and its items for people.
const NamesSection = "component-name"

// Names is the content of a component-name section.
type Names struct {
	Component string
	Sorts     []SortNames
}

// SortNames names items of one sort.
type SortNames struct {
	Sort  Sort
	Names []IndexName
}

// IndexName names the item with an index.
type IndexName struct {
	Index uint32
	Name  string
}

// Kinds of subsections.
const (
	nameOfComponent byte = 0x00
	namesOfSort     byte = 0x01
)

// DecodeNames reads the data of a component-name section. Subsections of unknown kinds are left out.
func DecodeNames(data []byte) (*Names, error) {
	r := &decode.Reader{B: data, Section: NamesSection}
	n := new(Names)
	for r.Err == nil && r.Left() > 0 {
		kind := r.Byte("kind of subsection")
		s := r.Sub("subsection", r.U32("size"))
		switch kind {
		case nameOfComponent:
			n.Component = s.Name("name")
		case namesOfSort:
			sort := decodeSort(s)
			n.Sorts = append(n.Sorts, SortNames{sort, decode.Vec(s, "names", 2, func(r *decode.Reader) IndexName {
				return IndexName{r.U32("index"), r.Name("name")}
			})})
		default:
			s.Rest()
		}
		r.End(s)
	}
	if r.Err != nil {
		return nil, (*DecodeError)(r.Err)
	}
	return n, nil
}

// Custom returns n as a section.
func (n *Names) Custom() *Custom {
	var data []byte
	if n.Component != "" {
		data = appendBytes(append(data, nameOfComponent), appendName(nil, n.Component))
	}
	for _, s := range n.Sorts {
		names := appendVec(appendSort(nil, s.Sort), s.Names, func(b []byte, n IndexName) []byte {
			return appendName(appendU32(b, n.Index), n.Name)
		})
		data = appendBytes(append(data, namesOfSort), names)
	}
	return &Custom{Name: NamesSection, Data: data}
}
