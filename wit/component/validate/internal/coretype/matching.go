package coretype

import "fmt"

// Abstract heap types.
const (
	heapNoExn    byte = 0x74
	heapNoFunc   byte = 0x73
	heapNoExtern byte = 0x72
	heapNone     byte = 0x71
	heapFunc     byte = 0x70
	heapExtern   byte = 0x6f
	heapAny      byte = 0x6e
	heapEq       byte = 0x6d
	heapI31      byte = 0x6c
	heapStruct   byte = 0x6b
	heapArray    byte = 0x6a
	heapExn      byte = 0x69
	heapCont     byte = 0x68
	heapNoCont   byte = 0x75
)

// checkSub checks a type that has just been added against its supertype.
func (s *Store) checkSub(id ID) error {
	t := &s.types[id]
	if t.Shared {
		for _, v := range append(append([]ValType(nil), t.Params...), t.Results...) {
			if !s.isShared(v) {
				return fmt.Errorf("shared function type of types that are not shared")
			}
		}
		for _, f := range t.Fields {
			if !s.isShared(f.Type) {
				return fmt.Errorf("shared type of fields that are not shared")
			}
		}
	}
	if t.Kind == Cont {
		if t.Cont.Heap != 0 || s.types[t.Cont.To].Kind != Func {
			return fmt.Errorf("continuation of a type that is no function")
		}
	}
	if !t.hasSuper {
		return nil
	}
	super := &s.types[t.super]
	switch {
	case super.final:
		return fmt.Errorf("sub type of a type that is final")
	case !s.structure(t, super):
		return fmt.Errorf("sub type that does not match its super type")
	case super.depth+1 > maxSupertypes:
		return fmt.Errorf("sub types %d deep, %d is the most", super.depth+1, maxSupertypes)
	}
	t.depth = super.depth + 1
	return nil
}

func (s *Store) isShared(v ValType) bool {
	if !v.isRef() {
		return true
	}
	if v.Heap == 0 {
		return s.types[v.To].Shared
	}
	return v.shared
}

// structure reports whether the parts of a fit those of b.
func (s *Store) structure(a, b *SubType) bool {
	if a.Kind != b.Kind || a.Shared != b.Shared {
		return false
	}
	switch a.Kind {
	case Func:
		return s.values(b.Params, a.Params) && s.values(a.Results, b.Results)
	case Cont:
		return s.sub(a.Cont.To, b.Cont.To)
	default:
		if len(a.Fields) < len(b.Fields) {
			return false
		}
		for i, f := range b.Fields {
			g := a.Fields[i]
			if g.Mut != f.Mut || !s.value(g.Type, f.Type) || f.Mut && !s.value(f.Type, g.Type) {
				return false
			}
		}
		return true
	}
}

func (s *Store) values(a, b []ValType) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !s.value(a[i], b[i]) {
			return false
		}
	}
	return true
}

// value reports whether a value of type a can be given where b is expected.
func (s *Store) value(a, b ValType) bool {
	if a == b {
		return true
	}
	if !a.isRef() || !b.isRef() || a.Code == refNull && b.Code == ref {
		return false
	}
	return s.heap(a, b)
}

func (s *Store) heap(a, b ValType) bool {
	switch {
	case a.Heap == 0 && b.Heap == 0:
		if b.exact {
			return a.exact && a.To == b.To
		}
		return s.sub(a.To, b.To)
	case a.Heap == 0:
		t := &s.types[a.To]
		if t.Shared != b.shared {
			return false
		}
		switch t.Kind {
		case Func:
			return b.Heap == heapFunc
		case Struct:
			return b.Heap == heapStruct || b.Heap == heapEq || b.Heap == heapAny
		case Array:
			return b.Heap == heapArray || b.Heap == heapEq || b.Heap == heapAny
		default:
			return b.Heap == heapCont
		}
	case b.Heap == 0:
		t := &s.types[b.To]
		if t.Shared != a.shared {
			return false
		}
		switch t.Kind {
		case Func:
			return a.Heap == heapNoFunc
		case Struct, Array:
			return a.Heap == heapNone
		default:
			return a.Heap == heapNoCont
		}
	case a.shared != b.shared:
		return false
	case a.Heap == b.Heap:
		return true
	}
	switch b.Heap {
	case heapAny:
		return a.Heap == heapEq || a.Heap == heapI31 || a.Heap == heapStruct || a.Heap == heapArray || a.Heap == heapNone
	case heapEq:
		return a.Heap == heapI31 || a.Heap == heapStruct || a.Heap == heapArray || a.Heap == heapNone
	case heapI31, heapStruct, heapArray:
		return a.Heap == heapNone
	case heapFunc:
		return a.Heap == heapNoFunc
	case heapExtern:
		return a.Heap == heapNoExtern
	case heapExn:
		return a.Heap == heapNoExn
	case heapCont:
		return a.Heap == heapNoCont
	default:
		return false
	}
}

// sub reports whether a is b or declared to be a subtype of it.
func (s *Store) sub(a, b ID) bool {
	for a != b {
		t := &s.types[a]
		if !t.hasSuper {
			return false
		}
		a = t.super
	}
	return true
}

// Fits returns why something of type got cannot be given where want is expected; empty where it can.
func (s *Store) Fits(got, want Extern) string {
	if got.Kind != want.Kind {
		return fmt.Sprintf("%s where %s is expected", s.String(got), s.String(want))
	}
	ok := true
	switch want.Kind {
	case ExternFunc:
		ok = s.sub(got.Func, want.Func)
		if want.exact {
			ok = got.exact && got.Func == want.Func
		}
	case ExternTag:
		ok = got.Func == want.Func
	case ExternTable:
		ok = got.Type == want.Type && got.Limits.fits(want.Limits)
	case ExternMemory:
		ok = got.Limits.fits(want.Limits)
	case ExternGlobal:
		ok = got.Mut == want.Mut && got.shared == want.shared && s.value(got.Type, want.Type) &&
			(!want.Mut || s.value(want.Type, got.Type))
	}
	if ok {
		return ""
	}
	return fmt.Sprintf("%s where %s is expected", s.String(got), s.String(want))
}

func (l Limits) fits(want Limits) bool {
	return l.Is64 == want.Is64 && l.Shared == want.Shared && l.page == want.page && l.Min >= want.Min &&
		(!want.HasMax || l.HasMax && l.Max <= want.Max)
}
