package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"

func appendU32(b []byte, v uint32) []byte { return leb128.AppendUint(b, v) }

func appendName(b []byte, s string) []byte {
	b = appendU32(b, uint32(len(s)))
	return append(b, s...)
}

func appendBytes(b, data []byte) []byte {
	b = appendU32(b, uint32(len(data)))
	return append(b, data...)
}

func appendVec[T any](b []byte, list []T, item func([]byte, T) []byte) []byte {
	b = appendU32(b, uint32(len(list)))
	for _, v := range list {
		b = item(b, v)
	}
	return b
}

func appendOpt[T any](b []byte, v *T, item func([]byte, T) []byte) []byte {
	if v == nil {
		return append(b, 0x00)
	}
	return item(append(b, 0x01), *v)
}
