package canon

// Case is the Go value of a variant, enum, option or result: the number of its case and what that
// carries. The others are
//
//	bool, int8 … uint64, float32, float64   as they are called
//	char                                    rune
//	string                                  string
//	list<u8>                                []byte, lifted: the guest's memory itself
//	list, map                               []any
//	record, tuple                           []any
//	flags                                   uint32
//	own, borrow                             the host's object, or a Handle of a guest's resource
type Case struct {
	Index uint32
	Value any
}

// None is the option that holds nothing.
func None() Case { return Case{} }

// Some is the option that holds v.
func Some(v any) Case { return Case{1, v} }

// OK is the result that went well.
func OK(v any) Case { return Case{0, v} }

// Err is the result that did not.
func Err(v any) Case { return Case{1, v} }

// maxLifted is how many bytes one call may lift out of a guest's memory. A guest can have a
// few bytes stand in any number of places of one value.
const maxLifted = 256 << 20

// spend takes n bytes for what is lifted, which Settle gives back.
func (s *Side) spend(n uint64) {
	if s.lifted+n > maxLifted {
		Trapf("a call passes more than %d bytes to the host", maxLifted)
	}
	Reserve(s.budget(), n, "an argument")
	s.lifted += n
}

// Settle gives back what the values took that were lifted last, when they are not needed any more.
func (s *Side) Settle() {
	s.budget().Release(s.lifted)
	s.lifted = 0
}

// Lift returns Go values of the fields of a record that flat holds, or that lie where flat[0] says
// if spilled.
func Lift(s *Side, record *Type, flat []uint64, spilled bool) []any {
	s.lifted = 0
	if spilled {
		return s.load(record, uint32(flat[0])).([]any)
	}
	return s.liftFlat(record, flat).([]any)
}

// LiftResult returns the Go value of a result.
func LiftResult(s *Side, t *Type, flat []uint64, spilled bool) any {
	s.lifted = 0
	if spilled {
		return s.load(t, uint32(flat[0]))
	}
	return s.liftFlat(t, flat)
}

// LowerParams gives the guest arguments: flat gets the core values.
func LowerParams(s *Side, record *Type, values []any, flat []uint64, spilled bool) {
	if spilled {
		ptr, _ := s.allocate(record.Align, uint64(record.Size))
		s.store(record, values, ptr)
		flat[0] = uint64(ptr)
		return
	}
	s.lowerFlat(record, values, flat)
}

// LowerResult gives the guest a result: in flat, or where it said by ptr if spilled.
func LowerResult(s *Side, t *Type, v any, flat []uint64, ptr uint32, spilled bool) {
	if spilled {
		s.at(t, ptr)
		s.store(t, v, ptr)
		return
	}
	s.lowerFlat(t, v, flat)
}

// scalar returns the Go value of a number that is a 32 or 64 bit core value.
func scalar(t *Type, v uint64) any {
	switch t.Kind {
	case Bool:
		return uint32(v) != 0
	case S8:
		return int8(v)
	case U8:
		return uint8(v)
	case S16:
		return int16(v)
	case U16:
		return uint16(v)
	case S32:
		return int32(v)
	case U32:
		return uint32(v)
	case S64:
		return int64(v)
	case U64:
		return v
	case F32:
		return f32from(uint32(v))
	case F64:
		return f64from(v)
	case Char:
		return rune(checkChar(uint32(v)))
	default:
		return uint32(v) & t.flagMask()
	}
}

// bits is the opposite of scalar.
func bits(t *Type, v any) uint64 {
	switch v := v.(type) {
	case bool:
		if v {
			return 1
		}
		return 0
	case int8:
		return uint64(uint32(int32(v)))
	case uint8:
		return uint64(v)
	case int16:
		return uint64(uint32(int32(v)))
	case uint16:
		return uint64(v)
	case int32: // rune too
		return uint64(uint32(v))
	case uint32:
		return uint64(v)
	case int64:
		return uint64(v)
	case uint64:
		return v
	case float32:
		return uint64(f32bits(v))
	case float64:
		return f64bits(v)
	}
	Trapf("the host has a %T for kind %d", v, t.Kind)
	return 0
}

func (s *Side) handleValue(t *Type, i uint32) any {
	h := s.liftHandle(t, i)
	if h.Object != nil {
		return h.Object
	}
	return h
}

func (s *Side) lowerValue(t *Type, v any) uint32 {
	h, ok := v.(Handle)
	if !ok {
		h = Handle{Resource: t.Resource, Object: v}
	} else if h.Resource != t.Resource {
		Trapf("a handle of another resource than the function takes")
	}
	return s.lowerHandle(t, h)
}

func (s *Side) list(t *Type, ptr, n uint32) any {
	b := s.items(t.Elem, ptr, n)
	if t.Elem.Kind == U8 {
		return b[:len(b):len(b)]
	}
	s.spend(uint64(n) * (pointers + uint64(t.Elem.heap)))
	out := make([]any, n)
	for i := range out {
		s.move(t.Elem.parts * partBytes)
		out[i] = s.load(t.Elem, ptr+uint32(i)*t.Elem.Size)
	}
	return out
}

func (s *Side) lowerList(t *Type, v any) (ptr, n uint32) {
	if b, ok := v.([]byte); ok && t.Elem.Kind == U8 {
		p, to := s.allocate(1, uint64(len(b)))
		copy(to, b)
		return p, uint32(len(b))
	}
	values := v.([]any)
	p, _ := s.allocate(t.Elem.Align, uint64(len(values))*uint64(t.Elem.Size))
	for i, e := range values {
		s.store(t.Elem, e, p+uint32(i)*t.Elem.Size)
	}
	return p, uint32(len(values))
}

func (s *Side) text(ptr, n uint32) string {
	return s.liftString(ptr, n)
}

// liftFlat returns the Go value that core values make.
func (s *Side) liftFlat(t *Type, flat []uint64) any {
	switch t.Kind {
	case String:
		return s.text(uint32(flat[0]), uint32(flat[1]))
	case List:
		return s.list(t, uint32(flat[0]), uint32(flat[1]))
	case Own, Borrow:
		return s.handleValue(t, uint32(flat[0]))
	case Record:
		out := make([]any, len(t.Fields))
		for i, f := range t.Fields {
			out[i] = s.liftFlat(f, flat)
			flat = flat[len(f.Flat):]
		}
		return out
	case Variant, Enum, Option, Result:
		c := Case{Index: t.checkCase(uint32(flat[0]))}
		if k := t.Cases[c.Index]; k != nil {
			c.Value = s.liftFlat(k, flat[1:])
		}
		return c
	}
	return scalar(t, flat[0])
}

// lowerFlat makes core values of a Go value.
func (s *Side) lowerFlat(t *Type, v any, flat []uint64) {
	switch t.Kind {
	case String:
		ptr, n := s.lowerString([]byte(v.(string)))
		flat[0], flat[1] = uint64(ptr), uint64(n)
	case List:
		ptr, n := s.lowerList(t, v)
		flat[0], flat[1] = uint64(ptr), uint64(n)
	case Own, Borrow:
		flat[0] = uint64(s.lowerValue(t, v))
	case Record:
		values := t.fieldsOf(v)
		for i, f := range t.Fields {
			s.lowerFlat(f, values[i], flat)
			flat = flat[len(f.Flat):]
		}
	case Variant, Enum, Option, Result:
		c := t.caseOf(v)
		clear(flat[:len(t.Flat)])
		flat[0] = uint64(c.Index)
		if k := t.Cases[c.Index]; k != nil {
			s.lowerFlat(k, c.Value, flat[1:])
		}
	default:
		flat[0] = bits(t, v)
	}
}

func (t *Type) fieldsOf(v any) []any {
	values := v.([]any)
	if len(values) != len(t.Fields) {
		Trapf("the host has %d fields for a record of %d", len(values), len(t.Fields))
	}
	return values
}

func (t *Type) caseOf(v any) Case {
	c := v.(Case)
	if uint64(c.Index) >= uint64(len(t.Cases)) {
		Trapf("the host has case %d of a variant of %d", c.Index, len(t.Cases))
	}
	return c
}

// load returns the Go value at ptr.
func (s *Side) load(t *Type, ptr uint32) any {
	b := s.at(t, ptr)
	switch t.Kind {
	case String:
		return s.text(u32(b), u32(b[4:]))
	case List:
		return s.list(t, u32(b), u32(b[4:]))
	case Own, Borrow:
		return s.handleValue(t, u32(b))
	case Record:
		out := make([]any, len(t.Fields))
		for i, f := range t.Fields {
			out[i] = s.load(f, ptr+t.Offsets[i])
		}
		return out
	case Variant, Enum, Option, Result:
		c := Case{Index: t.discriminant(b)}
		if k := t.Cases[c.Index]; k != nil {
			c.Value = s.load(k, ptr+t.Payload)
		}
		return c
	}
	return scalar(t, loadBits(b, t.Size))
}

// store puts a Go value at ptr, which is in bounds.
func (s *Side) store(t *Type, v any, ptr uint32) {
	switch t.Kind {
	case String:
		p, n := s.lowerString([]byte(v.(string)))
		s.storePair(ptr, p, n)
	case List:
		p, n := s.lowerList(t, v)
		s.storePair(ptr, p, n)
	case Own, Borrow:
		putU32(s.bytes(ptr, 4), s.lowerValue(t, v))
	case Record:
		values := t.fieldsOf(v)
		for i, f := range t.Fields {
			s.store(f, values[i], ptr+t.Offsets[i])
		}
	case Variant, Enum, Option, Result:
		c := t.caseOf(v)
		t.putDiscriminant(s.bytes(ptr, t.Discriminant), c.Index)
		if k := t.Cases[c.Index]; k != nil {
			s.store(k, c.Value, ptr+t.Payload)
		}
	default:
		storeBits(s.bytes(ptr, t.Size), t.Size, bits(t, v))
	}
}

func (s *Side) storePair(ptr, a, b uint32) {
	to := s.bytes(ptr, 8)
	putU32(to, a)
	putU32(to[4:], b)
}

// pointers is what an any takes, without what it points to.
const pointers = 16

// Detach returns the value with its bytes copied out of the guest's memory.
func Detach(v any) any {
	switch v := v.(type) {
	case []byte:
		return append([]byte{}, v...)
	case []any:
		for i := range v {
			v[i] = Detach(v[i])
		}
	case Case:
		return Case{v.Index, Detach(v.Value)}
	}
	return v
}
