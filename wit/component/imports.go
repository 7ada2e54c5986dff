package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

func decodeImport(r *decode.Reader) Import {
	return Import{Name: decodeName(r), Type: decodeExternType(r)}
}

func appendImport(b []byte, i Import) []byte {
	return appendExternType(appendExternName(b, i.Name), i.Type)
}
