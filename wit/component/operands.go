package component

import "github.com/wasmcp/wasmcp-go/wit/component/internal/decode"

// Operands are what follows the byte of a canonical built-in. Which of them there are depends on the
// built-in.
type Operands struct {
	// Indices are of types, tables, memories and slots, in order.
	Indices []uint32
	// Flag is what stands for an option that is a single byte.
	Flag bool
	// CoreType is the first byte of a core value type.
	CoreType byte
	Options  []CanonOption
	// Result is the result of the function that task.return ends.
	Result *ValType
}

// Decode returns the operands of b, which has to come from a component that was decoded.
func (b Builtin) Decode() (o Operands) {
	if b.hasResource() {
		o.Indices = []uint32{b.Resource}
		return o
	}
	r := &decode.Reader{B: b.Operands}
	for _, operand := range builtins[b.Op].operands {
		switch operand {
		case 'i':
			o.Indices = append(o.Indices, r.U32("operand"))
		case 'f':
			o.Flag = r.Byte("operand") == 1
		case 't':
			o.CoreType = r.Peek()
			skipCoreValType(r)
		case 'o':
			o.Options = decode.Vec(r, "options", 1, decodeCanonOption)
		case 'r':
			o.Result = decodeResult(r)
		}
	}
	return o
}
