package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

func decodeCustom(r *decode.Reader) *Custom {
	name := r.Name("name")
	return &Custom{Name: name, Data: r.Rest()}
}

func appendCustom(b []byte, s *Custom) []byte {
	name := appendName(nil, s.Name)
	b = append(b, idCustom)
	b = appendU32(b, uint32(len(name)+len(s.Data)))
	b = append(b, name...)
	return append(b, s.Data...)
}

// Custom returns the first custom section of c with this name, or nil.
func (c *Component) Custom(name string) *Custom {
	for _, s := range c.Sections {
		if custom, ok := s.(*Custom); ok && custom.Name == name {
			return custom
		}
	}
	return nil
}
