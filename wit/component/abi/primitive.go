package abi

import (
	"github.com/wasmcp/wasmcp-go/wit/component"
	"github.com/wasmcp/wasmcp-go/wit/component/types"
)

func primitive(p types.Primitive) Layout {
	switch component.Primitive(p) {
	case component.Bool, component.S8, component.U8:
		return scalar(1, I32)
	case component.S16, component.U16:
		return scalar(2, I32)
	case component.S32, component.U32, component.Char, component.ErrorContext:
		return scalar(4, I32)
	case component.S64, component.U64:
		return scalar(8, I64)
	case component.F32:
		return scalar(4, F32)
	case component.F64:
		return scalar(8, F64)
	case component.String:
		return Layout{Size: 8, Align: 4, Flat: []Flat{I32, I32}}
	}
	panic("abi: unknown primitive type")
}
