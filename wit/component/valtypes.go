package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
	"github.com/wasmcp/wasmcp-go/wit/component/internal/leb128"
)

var primitiveNames = map[Primitive]string{
	Bool:         "bool",
	S8:           "s8",
	U8:           "u8",
	S16:          "s16",
	U16:          "u16",
	S32:          "s32",
	U32:          "u32",
	S64:          "s64",
	U64:          "u64",
	F32:          "f32",
	F64:          "f64",
	Char:         "char",
	String:       "string",
	ErrorContext: "error-context",
}

// String returns p as it is written in the text format and in WIT.
func (p Primitive) String() string {
	if s, ok := primitiveNames[p]; ok {
		return s
	}
	return fmt.Sprintf("primitive 0x%02x", byte(p))
}

func isPrimitive(c byte) bool {
	p := Primitive(c)
	return p >= String && p <= Bool || p == ErrorContext
}

// decodeValType reads a primitive's byte or a type index. Both are one signed integer to the
// format, the primitives being negative, so that an index of 64 takes two bytes.
func decodeValType(r *decode.Reader) ValType {
	start := r.Pos
	if r.Left() > 0 && isPrimitive(r.B[r.Pos]) {
		return ValType{Primitive: Primitive(r.Byte("value type"))}
	}
	i := r.S33("value type")
	if i < 0 {
		r.FailAt(start, "unknown value type 0x%02x", byte(i)&0x7f)
		return ValType{}
	}
	return ValType{Index: uint32(i)}
}

func appendValType(b []byte, t ValType) []byte {
	if t.Primitive != 0 {
		return append(b, byte(t.Primitive))
	}
	return leb128.AppendInt(b, int64(t.Index))
}
