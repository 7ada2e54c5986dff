package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

func decodeExport(r *decode.Reader) Export {
	return Export{
		Name: decodeName(r),
		Item: decodeSortIndex(r),
		Type: decode.Opt(r, "ascribed type", decodeExternType),
	}
}

func appendExport(b []byte, e Export) []byte {
	b = appendExternName(b, e.Name)
	b = appendSortIndex(b, e.Item)
	return appendOpt(b, e.Type, appendExternType)
}
