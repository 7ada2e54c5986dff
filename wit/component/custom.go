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
