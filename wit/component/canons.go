package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

const (
	opLift  byte = 0x00
	opLower byte = 0x01
)

func decodeCanon(r *decode.Reader) Canon {
	op := r.Byte("canon")
	switch op {
	case opLift:
		r.Expect("sort of lift", 0x00)
		return Lift{
			CoreFunc: r.U32("core func index"),
			Options:  decode.Vec(r, "options", 1, decodeCanonOption),
			Type:     r.U32("type index"),
		}
	case opLower:
		r.Expect("sort of lower", 0x00)
		return Lower{
			Func:    r.U32("func index"),
			Options: decode.Vec(r, "options", 1, decodeCanonOption),
		}
	case OpResourceNew, OpResourceDrop, OpResourceRep:
		return Builtin{Op: op, Resource: r.U32("type index")}
	default:
		return decodeBuiltin(r, op)
	}
}

func appendCanon(b []byte, c Canon) []byte {
	switch c := c.(type) {
	case Lift:
		b = appendU32(append(b, opLift, 0x00), c.CoreFunc)
		b = appendVec(b, c.Options, appendCanonOption)
		return appendU32(b, c.Type)
	case Lower:
		b = appendU32(append(b, opLower, 0x00), c.Func)
		return appendVec(b, c.Options, appendCanonOption)
	case Builtin:
		b = append(b, c.Op)
		if c.hasResource() {
			return appendU32(b, c.Resource)
		}
		return append(b, c.Operands...)
	default:
		panic(fmt.Sprintf("component: canon of type %T", c))
	}
}

// Name returns what b is called in the text format, such as "resource.drop".
func (b Builtin) Name() string {
	switch b.Op {
	case OpResourceNew:
		return "resource.new"
	case OpResourceDrop:
		return "resource.drop"
	case OpResourceRep:
		return "resource.rep"
	default:
		return builtins[b.Op].name
	}
}

func (b Builtin) hasResource() bool { return b.Op >= OpResourceNew && b.Op <= OpResourceRep }

func decodeCanonOption(r *decode.Reader) CanonOption {
	c := r.Byte("option")
	o := CanonOption{Kind: OptKind(c)}
	switch {
	case o.Kind > OptGC:
		r.Unknown("option", c)
	case o.Kind.hasIndex():
		o.Index = r.U32("index of option")
	}
	return o
}

func appendCanonOption(b []byte, o CanonOption) []byte {
	b = append(b, byte(o.Kind))
	if o.Kind.hasIndex() {
		b = appendU32(b, o.Index)
	}
	return b
}

func (k OptKind) hasIndex() bool {
	switch k {
	case OptMemory, OptRealloc, OptPostReturn, OptCallback, OptCoreType:
		return true
	default:
		return false
	}
}

// builtin is what a canonical built-in is called and which operands follow its byte, one letter
// each: i an index, f a flag, t a core value type, o options, r the result of a function.
type builtin struct{ name, operands string }

var builtins = map[byte]builtin{
	0x05: {"task.cancel", ""},
	0x06: {"subtask.cancel", "f"},
	0x09: {"task.return", "ro"},
	0x0a: {"context.get", "ti"},
	0x0b: {"context.set", "ti"},
	0x0c: {"thread.yield", "f"},
	0x0d: {"subtask.drop", ""},
	0x0e: {"stream.new", "i"},
	0x0f: {"stream.read", "io"},
	0x10: {"stream.write", "io"},
	0x11: {"stream.cancel-read", "if"},
	0x12: {"stream.cancel-write", "if"},
	0x13: {"stream.drop-readable", "i"},
	0x14: {"stream.drop-writable", "i"},
	0x15: {"future.new", "i"},
	0x16: {"future.read", "io"},
	0x17: {"future.write", "io"},
	0x18: {"future.cancel-read", "if"},
	0x19: {"future.cancel-write", "if"},
	0x1a: {"future.drop-readable", "i"},
	0x1b: {"future.drop-writable", "i"},
	0x1c: {"error-context.new", "o"},
	0x1d: {"error-context.debug-message", "o"},
	0x1e: {"error-context.drop", ""},
	0x1f: {"waitable-set.new", ""},
	0x20: {"waitable-set.wait", "fi"},
	0x21: {"waitable-set.poll", "fi"},
	0x22: {"waitable-set.drop", ""},
	0x23: {"waitable.join", ""},
	0x24: {"backpressure.inc", ""},
	0x25: {"backpressure.dec", ""},
	0x26: {"thread.index", ""},
	0x27: {"thread.new-indirect", "ii"},
	0x28: {"thread.resume-later", ""},
	0x29: {"thread.suspend", "f"},
	0x2a: {"thread.suspend-then-resume", "f"},
	0x2b: {"thread.yield-then-resume", "f"},
	0x2c: {"thread.suspend-then-promote", "f"},
	0x2d: {"thread.yield-then-promote", "f"},
	0x2e: {"stream.forward", "i"},
	0x2f: {"future.forward", "i"},
	// The standard's draft has one byte more in these; no encoder writes it.
	0x40: {"thread.spawn-ref", "i"},
	0x41: {"thread.spawn-indirect", "ii"},
	0x42: {"thread.available-parallelism", ""},
}

func decodeBuiltin(r *decode.Reader, op byte) Builtin {
	known, ok := builtins[op]
	if !ok {
		r.Unknown("canon", op)
		return Builtin{}
	}
	start := r.Pos
	for _, operand := range known.operands {
		switch operand {
		case 'i':
			r.U32("operand of " + known.name)
		case 'f':
			if flag := r.Byte("operand of " + known.name); flag > 1 {
				r.Unknown("operand of "+known.name, flag)
			}
		case 't':
			skipCoreValType(r)
		case 'o':
			decode.Vec(r, "options", 1, decodeCanonOption)
		case 'r':
			decodeResult(r)
		}
	}
	return Builtin{Op: op, Operands: append([]byte(nil), r.B[start:r.Pos]...)}
}
