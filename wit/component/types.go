package component

import (
	"fmt"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Opcodes of types that are no primitives.
const (
	opRecord    byte = 0x72
	opVariant   byte = 0x71
	opList      byte = 0x70
	opTuple     byte = 0x6f
	opFlags     byte = 0x6e
	opEnum      byte = 0x6d
	opOption    byte = 0x6b
	opResult    byte = 0x6a
	opOwn       byte = 0x69
	opBorrow    byte = 0x68
	opFixedList byte = 0x67
	opStream    byte = 0x66
	opFuture    byte = 0x65
	opMap       byte = 0x63
	opAsyncFunc byte = 0x43
	opInstance  byte = 0x42
	opComponent byte = 0x41
	opFunc      byte = 0x40
	opResource  byte = 0x3f
)

func decodeType(r *decode.Reader) Type {
	c := r.Byte("type")
	if r.Err == nil && isPrimitive(c) {
		return PrimitiveType{Primitive(c)}
	}
	switch c {
	case opRecord:
		return Record{decode.Vec(r, "fields", 2, decodeField)}
	case opVariant:
		return Variant{decode.Vec(r, "cases", 3, decodeCase)}
	case opList:
		return List{decodeValType(r)}
	case opFixedList:
		return FixedList{decodeValType(r), r.U32("length of list")}
	case opTuple:
		return Tuple{decode.Vec(r, "types", 1, decodeValType)}
	case opFlags:
		return Flags{decode.Vec(r, "flags", 1, decodeLabel)}
	case opEnum:
		return Enum{decode.Vec(r, "cases", 1, decodeLabel)}
	case opOption:
		return Option{decodeValType(r)}
	case opResult:
		return Result{decode.Opt(r, "ok type", decodeValType), decode.Opt(r, "error type", decodeValType)}
	case opOwn:
		return Own{r.U32("type index")}
	case opBorrow:
		return Borrow{r.U32("type index")}
	case opStream:
		return Stream{decode.Opt(r, "element type", decodeValType)}
	case opFuture:
		return Future{decode.Opt(r, "element type", decodeValType)}
	case opMap:
		return Map{decodeValType(r), decodeValType(r)}
	case opFunc, opAsyncFunc:
		return decodeFuncType(r, c == opAsyncFunc)
	case opComponent:
		return ComponentType{decodeDecls(r, true)}
	case opInstance:
		return InstanceType{decodeDecls(r, false)}
	case opResource:
		return Resource{r.Byte("representation"), decode.Opt(r, "destructor", decodeCoreFuncIndex)}
	default:
		r.Unknown("type", c)
		return nil
	}
}

func decodeLabel(r *decode.Reader) string { return r.Name("label") }

func decodeField(r *decode.Reader) Field { return Field{r.Name("label"), decodeValType(r)} }

func decodeCase(r *decode.Reader) Case {
	c := Case{r.Name("label"), decode.Opt(r, "type of case", decodeValType)}
	r.Expect("end of case", 0x00)
	return c
}

func decodeCoreFuncIndex(r *decode.Reader) uint32 { return r.U32("core func index") }

func decodeFuncType(r *decode.Reader, async bool) Func {
	return Func{Async: async, Params: decode.Vec(r, "parameters", 2, decodeField), Result: decodeResult(r)}
}

// decodeResult reads the result of a function, nil where it returns nothing.
func decodeResult(r *decode.Reader) *ValType {
	switch c := r.Byte("result"); c {
	case 0x00:
		t := decodeValType(r)
		return &t
	case 0x01:
		r.Expect("number of results", 0x00)
		return nil
	default:
		r.Unknown("result", c)
		return nil
	}
}

func appendType(b []byte, t Type) []byte {
	switch t := t.(type) {
	case PrimitiveType:
		return append(b, byte(t.Primitive))
	case Record:
		return appendVec(append(b, opRecord), t.Fields, appendField)
	case Variant:
		return appendVec(append(b, opVariant), t.Cases, appendCase)
	case List:
		return appendValType(append(b, opList), t.Elem)
	case FixedList:
		return appendU32(appendValType(append(b, opFixedList), t.Elem), t.Length)
	case Tuple:
		return appendVec(append(b, opTuple), t.Types, appendValType)
	case Flags:
		return appendVec(append(b, opFlags), t.Names, appendName)
	case Enum:
		return appendVec(append(b, opEnum), t.Names, appendName)
	case Option:
		return appendValType(append(b, opOption), t.Some)
	case Result:
		return appendOpt(appendOpt(append(b, opResult), t.Ok, appendValType), t.Err, appendValType)
	case Own:
		return appendU32(append(b, opOwn), t.Resource)
	case Borrow:
		return appendU32(append(b, opBorrow), t.Resource)
	case Stream:
		return appendOpt(append(b, opStream), t.Elem, appendValType)
	case Future:
		return appendOpt(append(b, opFuture), t.Elem, appendValType)
	case Map:
		return appendValType(appendValType(append(b, opMap), t.Key), t.Value)
	case Func:
		return appendFuncType(b, t)
	case ComponentType:
		return appendVec(append(b, opComponent), t.Decls, appendDecl)
	case InstanceType:
		return appendVec(append(b, opInstance), t.Decls, appendDecl)
	case Resource:
		return appendOpt(append(b, opResource, t.Rep), t.Destructor, appendU32)
	default:
		panic(fmt.Sprintf("component: type of type %T", t))
	}
}

func appendField(b []byte, f Field) []byte { return appendValType(appendName(b, f.Name), f.Type) }

func appendCase(b []byte, c Case) []byte {
	return append(appendOpt(appendName(b, c.Name), c.Type, appendValType), 0x00)
}

func appendFuncType(b []byte, f Func) []byte {
	op := opFunc
	if f.Async {
		op = opAsyncFunc
	}
	b = appendVec(append(b, op), f.Params, appendField)
	if f.Result == nil {
		return append(b, 0x01, 0x00)
	}
	return appendValType(append(b, 0x00), *f.Result)
}
