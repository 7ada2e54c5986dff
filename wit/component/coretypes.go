package component

import (
	"bytes"

	"github.com/wasmcp/wasmcp-go/wit/component/internal/decode"
)

// Opcodes of core types.
const (
	coreFinal    byte = 0x00 // before a sub type, which would else look like a module type
	coreModule   byte = 0x50
	coreSub      byte = 0x50
	coreSubFinal byte = 0x4f
	coreRec      byte = 0x4e
	coreFunc     byte = 0x60
	coreStruct   byte = 0x5f
	coreArray    byte = 0x5e
	coreCont     byte = 0x5d
	coreShared   byte = 0x65
	coreRefNull  byte = 0x63
	coreRef      byte = 0x64
)

// decodeCoreType reads a core type for its length alone.
func decodeCoreType(r *decode.Reader) CoreType {
	start := r.Pos
	switch r.Peek() {
	case coreFinal:
		r.Pos++
		if r.Peek() != coreSub {
			r.FailAt(r.Pos, "0x00 before a core type that is no sub type")
		}
		skipSubType(r)
	case coreModule:
		r.Pos++
		skip(r, "declarations", 2, skipModuleDecl)
	default:
		skipRecType(r)
	}
	return CoreType{bytes.Clone(r.B[start:r.Pos])}
}

func appendCoreType(b []byte, t CoreType) []byte { return append(b, t.Bytes...) }

// skip reads a counted list for its length alone.
func skip(r *decode.Reader, what string, size int, item func(*decode.Reader)) {
	for range r.Count(what, size) {
		if r.Err != nil {
			return
		}
		item(r)
	}
}

func skipModuleDecl(r *decode.Reader) {
	switch c := r.Byte("declaration"); c {
	case 0x00:
		r.Name("module name")
		r.Name("name")
		skipCoreExternType(r)
	case 0x01:
		skipRecType(r)
	case 0x02:
		r.Expect("sort of alias", byte(SortCoreType-SortCoreFunc))
		r.Expect("target of alias", 0x01)
		r.U32("outer count")
		r.U32("type index")
	case 0x03:
		r.Name("name")
		skipCoreExternType(r)
	default:
		r.Unknown("declaration", c)
	}
}

func skipCoreExternType(r *decode.Reader) {
	switch c := r.Byte("core sort"); c {
	case 0x00, 0x20: // func, exact func
		r.U32("type index")
	case 0x01:
		skipRefType(r)
		skipLimits(r)
	case 0x02:
		skipLimits(r)
	case 0x03:
		skipCoreValType(r)
		r.Byte("mutability")
	case 0x04:
		r.Expect("attribute of tag", 0x00)
		r.U32("type index")
	default:
		r.Unknown("core sort", c)
	}
}

func skipLimits(r *decode.Reader) {
	const hasMax, is64, hasPageSize, known = 0x01, 0x04, 0x08, 0x0f
	flags := r.Byte("limits")
	if flags&^known != 0 {
		r.Unknown("limits", flags)
		return
	}
	bound := func(what string) {
		if flags&is64 != 0 {
			r.U64(what)
		} else {
			r.U32(what)
		}
	}
	bound("minimum")
	if flags&hasMax != 0 {
		bound("maximum")
	}
	if flags&hasPageSize != 0 {
		r.U32("page size")
	}
}

func skipRecType(r *decode.Reader) {
	if r.Peek() == coreRec {
		r.Pos++
		skip(r, "types", 2, skipSubType)
		return
	}
	skipSubType(r)
}

func skipSubType(r *decode.Reader) {
	if c := r.Peek(); c == coreSub || c == coreSubFinal {
		r.Pos++
		skip(r, "supertypes", 1, func(r *decode.Reader) { r.U32("type index") })
	}
	skipCompType(r)
}

func skipCompType(r *decode.Reader) {
	if r.Peek() == coreShared {
		r.Pos++
	}
	switch c := r.Byte("core type"); c {
	case coreFunc:
		skip(r, "parameters", 1, skipCoreValType)
		skip(r, "results", 1, skipCoreValType)
	case coreStruct:
		skip(r, "fields", 2, skipFieldType)
	case coreArray:
		skipFieldType(r)
	case coreCont:
		r.S33("type index")
	default:
		r.Unknown("core type", c)
	}
}

func skipFieldType(r *decode.Reader) {
	switch r.Peek() {
	case 0x78, 0x77: // i8, i16
		r.Pos++
	default:
		skipCoreValType(r)
	}
	r.Byte("mutability")
}

func skipCoreValType(r *decode.Reader) {
	switch r.Peek() {
	case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b: // i32, i64, f32, f64, v128
		r.Pos++
	default:
		skipRefType(r)
	}
}

func skipRefType(r *decode.Reader) {
	switch c := r.Byte("core value type"); {
	case c == coreRef || c == coreRefNull:
		skipHeapType(r)
	case c == coreShared:
		skipAbstractHeapType(r)
	case c < 0x68 || c > 0x75:
		r.Unknown("core value type", c)
	}
}

func skipHeapType(r *decode.Reader) {
	switch r.Peek() {
	case coreShared:
		r.Pos++
		skipAbstractHeapType(r)
	case 0x62: // exact
		r.Pos++
		r.U32("type index")
	default:
		r.S33("heap type")
	}
}

func skipAbstractHeapType(r *decode.Reader) {
	if c := r.Byte("heap type"); c < 0x68 || c > 0x75 {
		r.Unknown("heap type", c)
	}
}
