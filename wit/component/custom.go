package component

func decodeCustom(r *reader) *Custom {
	name := r.name("name")
	return &Custom{Name: name, Data: r.rest()}
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
