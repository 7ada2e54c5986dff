package core

// The instructions that are written or looked into.
const (
	opBlock      = 0x02
	opLoop       = 0x03
	opIf         = 0x04
	opEnd        = 0x0b
	opBrTable    = 0x0e
	opCall       = 0x10
	opReturnCall = 0x12
	opGlobalGet  = 0x23
	opGlobalSet  = 0x24
	opI32Const   = 0x41
	opI32LtS     = 0x48
	opI32Sub     = 0x6b
	opRefFunc    = 0xd2
	blockVoid    = 0x40
)

// copier copies part of a module with the indices of functions moved up by one from funcs on. What
// stays as it is is copied in long runs.
type copier struct {
	*reader
	funcs uint32
	out   []byte
	start int // of the run that is not copied yet
	// check is inserted into every loop; calls is set where there are calls.
	check []byte
	calls bool
}

func (c *copier) flush() {
	if c.start < c.pos {
		c.out = append(c.out, c.b[c.start:c.pos]...)
	}
	c.start = c.pos
}

// function copies the index of a function.
func (c *copier) function() {
	at := c.pos
	i := c.u32()
	if i < c.funcs {
		return
	}
	c.out = append(c.out, c.b[min(c.start, at):at]...)
	c.out = appendU32(c.out, i+1)
	c.start = c.pos
}

func (c *copier) blockType() {
	if b := c.byte(); b == 0x63 || b == 0x64 {
		c.leb()
	} else if b >= 0x80 {
		c.leb()
	}
}

func (c *copier) lebs(n int) {
	for range n {
		c.leb()
	}
}

func (c *copier) memarg() {
	if align := c.u32(); align&0x40 != 0 {
		c.leb()
	}
	c.leb()
}

// instructions copies a whole body.
func (c *copier) instructions() {
	for !c.done() {
		c.instruction()
	}
	c.flush()
}

// expression copies a constant expression up to its end.
func (c *copier) expression() {
	for c.err == nil && c.instruction() != opEnd {
	}
}

func (c *copier) instruction() byte {
	op := c.byte()
	switch {
	case op >= 0x45 && op <= 0xc4:
	case op >= 0x28 && op <= 0x3e:
		c.memarg()
	case op >= 0x20 && op <= 0x26, op >= 0x3f && op <= 0x42:
		c.leb()
	default:
		c.other(op)
	}
	return op
}

func (c *copier) other(op byte) {
	switch op {
	case 0x00, 0x01, 0x05, 0x0a, opEnd, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4:
	case opBlock, opIf, 0x06:
		c.blockType()
	case opLoop:
		c.blockType()
		c.flush()
		c.out = append(c.out, c.check...)
	case 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x18, 0xd0, 0xd5, 0xd6: // catch, throw, br, ref.null …
		c.leb()
	case opBrTable:
		c.lebs(int(c.count()) + 1)
	case opCall, opReturnCall:
		c.calls = true
		c.function()
	case 0x11, 0x13: // call_indirect
		c.calls = true
		c.lebs(2)
	case 0x14, 0x15: // call_ref
		c.calls = true
		c.leb()
	case 0x1c: // select with types
		for n := c.count(); n > 0; n-- {
			c.refType()
		}
	case 0x1f:
		c.tryTable()
	case 0x43:
		c.take(4)
	case 0x44:
		c.take(8)
	case opRefFunc:
		c.function()
	case 0xfc:
		c.bulk()
	case 0xfd:
		c.vector()
	case 0xfe:
		if c.u32() == 3 {
			c.byte()
		} else {
			c.memarg()
		}
	default:
		c.fail("instruction 0x%02x is not known", op)
	}
}

// count reads the length of a vector, each of whose elements has a byte at least.
func (c *copier) count() uint32 {
	n := c.u32()
	if uint64(n) > uint64(len(c.b)-c.pos) {
		c.fail("%d elements, %d bytes left", n, len(c.b)-c.pos)
		return 0
	}
	return n
}

func (c *copier) tryTable() {
	c.blockType()
	for n := c.count(); n > 0; n-- {
		if c.byte() < 2 {
			c.leb()
		}
		c.leb()
	}
}

func (c *copier) bulk() {
	switch op := c.u32(); {
	case op < 8:
	case op == 8, op == 10, op == 12, op == 14:
		c.lebs(2)
	case op <= 17:
		c.leb()
	default:
		c.fail("instruction 0xfc 0x%02x is not known", op)
	}
}

func (c *copier) vector() {
	switch op := c.u32(); {
	case op <= 11, op == 92, op == 93:
		c.memarg()
	case op == 12, op == 13:
		c.take(16)
	case op >= 21 && op <= 34:
		c.byte()
	case op >= 84 && op <= 91:
		c.memarg()
		c.byte()
	}
}
