package coretype

// constant reads the expression of an initial value and checks its type, as far as it is made of
// numbers, references to functions, null and other globals. Of one that makes structures or arrays
// only the form is checked.
func (m *module) constant(want ValType) {
	r := m.Reader
	start := r.Pos
	var stack []ValType
	known := true
	push := func(v ValType) { stack = append(stack, v) }
	pair := func(of ValType) {
		if n := len(stack); known && (n < 2 || stack[n-1] != of || stack[n-2] != of) {
			r.FailAt(r.Pos-1, "arithmetic on other values than %s", of)
		} else if known {
			stack = stack[:n-1]
		}
	}
	for r.Err == nil {
		at := r.Pos
		switch op := r.Byte("initial value"); op {
		case 0x0b:
			if known && (len(stack) != 1 || !m.store.value(stack[0], want)) {
				r.FailAt(start, "initial value of type %s where %s is expected", Values(stack), want)
			}
			return
		case 0x23:
			i := r.U32("global index")
			if r.Err != nil {
				return
			}
			g := itemAt(m, at, "global", i, m.globals)
			if r.Err == nil && g.Mut {
				r.FailAt(at, "initial value of a mutable global")
			}
			push(g.Type)
		case 0x41:
			m.leb()
			push(I32)
		case 0x42:
			m.leb()
			push(I64)
		case 0x43:
			r.Bytes("constant", 4)
			push(F32)
		case 0x44:
			r.Bytes("constant", 8)
			push(F64)
		case 0xd0:
			v := ValType{Code: refNull}
			m.heap(&v)
			push(v)
		case 0xd2:
			i := r.U32("function index")
			if r.Err != nil {
				return
			}
			push(ValType{Code: ref, To: m.at32(at, "function", i, m.funcs)})
		case 0x6a, 0x6b, 0x6c:
			pair(I32)
		case 0x7c, 0x7d, 0x7e:
			pair(I64)
		case 0xfd:
			if sub := r.U32("instruction"); r.Err == nil && sub != 12 {
				r.FailAt(at, "initial value that is not constant: instruction 0xfd %d", sub)
			}
			r.Bytes("constant", 16)
			push(V128)
		case 0xfb:
			known = false
			m.aggregate(at)
		default:
			r.FailAt(at, "initial value that is not constant: instruction 0x%02x", op)
		}
	}
}

// aggregate reads the rest of an instruction that makes a structure, array or reference.
func (m *module) aggregate(at int) {
	r := m.Reader
	switch sub := r.U32("instruction"); sub {
	case 0, 1, 6, 7:
		m.index("type index")
	case 8:
		m.index("type index")
		r.U32("length")
	case 26, 27, 28:
	default:
		r.FailAt(at, "initial value that is not constant: instruction 0xfb %d", sub)
	}
}

// leb passes over a signed number of at most 10 bytes.
func (m *module) leb() {
	for range 10 {
		if m.Byte("constant")&0x80 == 0 {
			return
		}
	}
	m.FailAt(m.Pos, "constant of more than 10 bytes")
}
