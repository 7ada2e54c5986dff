package canon

// CopyParams moves the parameters of a call, a record, from the caller's core values to the
// callee's. Both have the same type and so the same core values, or a pointer each.
func CopyParams(from, to *Side, record *Type, in, out []uint64, spilled bool) {
	if !spilled {
		copyFlat(from, to, record, in, out)
		return
	}
	src := uint32(in[0])
	from.at(record, src)
	dst, _ := to.allocate(record.Align, uint64(record.Size))
	copyAt(from, to, record, src, dst)
	out[0] = uint64(dst)
}

// CopyResult moves the result of a call back to the caller: as a core value, or from where in[0]
// points to where the caller said, ptr.
func CopyResult(from, to *Side, t *Type, in, out []uint64, ptr uint32, spilled bool) {
	if !spilled {
		copyFlat(from, to, t, in, out)
		return
	}
	src := uint32(in[0])
	from.at(t, src)
	to.at(t, ptr)
	copyAt(from, to, t, src, ptr)
}

// copyFlat moves core values. Where both sides hold a case's values in wider ones, both do so in
// the same way, so that their low bits are all that counts.
func copyFlat(from, to *Side, t *Type, in, out []uint64) {
	switch t.Kind {
	case String:
		ptr, n := copyString(from, to, uint32(in[0]), uint32(in[1]))
		out[0], out[1] = uint64(ptr), uint64(n)
	case List:
		ptr := copyList(from, to, t, uint32(in[0]), uint32(in[1]))
		out[0], out[1] = uint64(ptr), uint64(uint32(in[1]))
	case Own, Borrow:
		out[0] = uint64(to.lowerHandle(t, from.liftHandle(t, uint32(in[0]))))
	case Record:
		for _, f := range t.Fields {
			n := len(f.Flat)
			copyFlat(from, to, f, in[:n], out[:n])
			in, out = in[n:], out[n:]
		}
	case Variant, Enum, Option, Result:
		d := t.checkCase(uint32(in[0]))
		clear(out[:len(t.Flat)])
		out[0] = uint64(d)
		if k := t.Cases[d]; k != nil {
			copyFlat(from, to, k, in[1:], out[1:])
		}
	default:
		out[0] = normal(t, in[0])
	}
}

// copyAt moves a value from memory to memory; both places are in bounds and aligned.
func copyAt(from, to *Side, t *Type, src, dst uint32) {
	if t.Plain {
		copy(to.bytes(dst, t.Size), from.bytes(src, t.Size))
		return
	}
	switch t.Kind {
	case String:
		b := from.bytes(src, 8)
		ptr, n := copyString(from, to, u32(b), u32(b[4:]))
		to.storePair(dst, ptr, n)
	case List:
		b := from.bytes(src, 8)
		n := u32(b[4:])
		to.storePair(dst, copyList(from, to, t, u32(b), n), n)
	case Own, Borrow:
		h := to.lowerHandle(t, from.liftHandle(t, u32(from.bytes(src, 4))))
		putU32(to.bytes(dst, 4), h)
	case Record:
		for i, f := range t.Fields {
			copyAt(from, to, f, src+t.Offsets[i], dst+t.Offsets[i])
		}
	case Variant, Enum, Option, Result:
		d := t.discriminant(from.bytes(src, t.Discriminant))
		t.putDiscriminant(to.bytes(dst, t.Discriminant), d)
		if k := t.Cases[d]; k != nil {
			copyAt(from, to, k, src+t.Payload, dst+t.Payload)
		}
	default:
		v := normal(t, loadBits(from.bytes(src, t.Size), t.Size))
		storeBits(to.bytes(dst, t.Size), t.Size, v)
	}
}

func copyList(from, to *Side, t *Type, src, n uint32) uint32 {
	in := from.items(t.Elem, src, n)
	dst, out := to.allocate(t.Elem.Align, uint64(len(in)))
	if t.Elem.Plain {
		copy(out, in)
		return dst
	}
	for i := range n {
		from.move(t.Elem.parts * partBytes)
		copyAt(from, to, t.Elem, src+i*t.Elem.Size, dst+i*t.Elem.Size)
	}
	return dst
}

// normal returns the one core value of a number that many may stand for.
func normal(t *Type, v uint64) uint64 {
	switch t.Kind {
	case Bool:
		if uint32(v) != 0 {
			return 1
		}
		return 0
	case Char:
		return uint64(checkChar(uint32(v)))
	case Flags:
		return v & uint64(t.flagMask())
	case S8:
		return uint64(uint32(int32(int8(v))))
	case U8:
		return uint64(uint8(v))
	case S16:
		return uint64(uint32(int32(int16(v))))
	case U16:
		return uint64(uint16(v))
	case S64, U64, F64:
		return v
	default:
		return uint64(uint32(v))
	}
}
