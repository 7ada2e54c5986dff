package component

func decodeExport(r *reader) Export {
	return Export{
		Name: decodeName(r),
		Item: decodeSortIndex(r),
		Type: opt(r, "ascribed type", decodeExternType),
	}
}

func appendExport(b []byte, e Export) []byte {
	b = appendExternName(b, e.Name)
	b = appendSortIndex(b, e.Item)
	return appendOpt(b, e.Type, appendExternType)
}
