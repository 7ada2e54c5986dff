package component

import "bytes"

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
func decodeCoreType(r *reader) CoreType {
	start := r.pos
	switch r.peek() {
	case coreFinal:
		r.pos++
		if r.peek() != coreSub {
			r.failAt(r.pos, "0x00 before a core type that is no sub type")
		}
		skipSubType(r)
	case coreModule:
		r.pos++
		r.skip("declarations", 2, skipModuleDecl)
	default:
		skipRecType(r)
	}
	return CoreType{bytes.Clone(r.b[start:r.pos])}
}

func appendCoreType(b []byte, t CoreType) []byte { return append(b, t.Bytes...) }

// peek returns the next byte without reading it, or 0xff at the end.
func (r *reader) peek() byte {
	if r.left() == 0 {
		return 0xff
	}
	return r.b[r.pos]
}

// skip reads a counted list for its length alone.
func (r *reader) skip(what string, size int, item func(*reader)) {
	for range r.count(what, size) {
		if r.err != nil {
			return
		}
		item(r)
	}
}

func skipModuleDecl(r *reader) {
	switch c := r.byte("declaration"); c {
	case 0x00:
		r.name("module name")
		r.name("name")
		skipCoreExternType(r)
	case 0x01:
		skipRecType(r)
	case 0x02:
		r.expect("sort of alias", byte(SortCoreType-SortCoreFunc))
		r.expect("target of alias", 0x01)
		r.u32("outer count")
		r.u32("type index")
	case 0x03:
		r.name("name")
		skipCoreExternType(r)
	default:
		r.unknown("declaration", c)
	}
}

func skipCoreExternType(r *reader) {
	switch c := r.byte("core sort"); c {
	case 0x00, 0x20: // func, exact func
		r.u32("type index")
	case 0x01:
		skipRefType(r)
		skipLimits(r)
	case 0x02:
		skipLimits(r)
	case 0x03:
		skipCoreValType(r)
		r.byte("mutability")
	case 0x04:
		r.expect("attribute of tag", 0x00)
		r.u32("type index")
	default:
		r.unknown("core sort", c)
	}
}

func skipLimits(r *reader) {
	const hasMax, is64, hasPageSize, known = 0x01, 0x04, 0x08, 0x0f
	flags := r.byte("limits")
	if flags&^known != 0 {
		r.unknown("limits", flags)
		return
	}
	bound := func(what string) {
		if flags&is64 != 0 {
			r.u64(what)
		} else {
			r.u32(what)
		}
	}
	bound("minimum")
	if flags&hasMax != 0 {
		bound("maximum")
	}
	if flags&hasPageSize != 0 {
		r.u32("page size")
	}
}

func skipRecType(r *reader) {
	if r.peek() == coreRec {
		r.pos++
		r.skip("types", 2, skipSubType)
		return
	}
	skipSubType(r)
}

func skipSubType(r *reader) {
	if c := r.peek(); c == coreSub || c == coreSubFinal {
		r.pos++
		r.skip("supertypes", 1, func(r *reader) { r.u32("type index") })
	}
	skipCompType(r)
}

func skipCompType(r *reader) {
	if r.peek() == coreShared {
		r.pos++
	}
	switch c := r.byte("core type"); c {
	case coreFunc:
		r.skip("parameters", 1, skipCoreValType)
		r.skip("results", 1, skipCoreValType)
	case coreStruct:
		r.skip("fields", 2, skipFieldType)
	case coreArray:
		skipFieldType(r)
	case coreCont:
		r.s33("type index")
	default:
		r.unknown("core type", c)
	}
}

func skipFieldType(r *reader) {
	switch r.peek() {
	case 0x78, 0x77: // i8, i16
		r.pos++
	default:
		skipCoreValType(r)
	}
	r.byte("mutability")
}

func skipCoreValType(r *reader) {
	switch r.peek() {
	case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b: // i32, i64, f32, f64, v128
		r.pos++
	default:
		skipRefType(r)
	}
}

func skipRefType(r *reader) {
	switch c := r.byte("core value type"); {
	case c == coreRef || c == coreRefNull:
		skipHeapType(r)
	case c == coreShared:
		skipAbstractHeapType(r)
	case c < 0x68 || c > 0x75:
		r.unknown("core value type", c)
	}
}

func skipHeapType(r *reader) {
	switch r.peek() {
	case coreShared:
		r.pos++
		skipAbstractHeapType(r)
	case 0x62: // exact
		r.pos++
		r.u32("type index")
	default:
		r.s33("heap type")
	}
}

func skipAbstractHeapType(r *reader) {
	if c := r.byte("heap type"); c < 0x68 || c > 0x75 {
		r.unknown("heap type", c)
	}
}
