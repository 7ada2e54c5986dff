package component

func decodeImport(r *reader) Import {
	return Import{Name: decodeName(r), Type: decodeExternType(r)}
}

func appendImport(b []byte, i Import) []byte {
	return appendExternType(appendExternName(b, i.Name), i.Type)
}
