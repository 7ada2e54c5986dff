package core

import "math/bits"

// space is what a module has, by which indices are checked.
type space struct {
	types     []funcType
	imported  uint32   // functions
	importing []uint32 // those, by their type
	functions []uint32 // those that it defines, by their type
	funcs     uint32   // all functions
	tables    uint32
	defined   []uint32 // how many elements the tables begin with that it defines
	memories  uint32
	globals   uint32
	elements  uint32 // segments
	// data is the number of data segments, if counted is set: code may only then use them.
	data    uint32
	counted bool
}

// funcType is what is needed to know of a function type: how many parameters and results it has.
type funcType struct{ params, results uint32 }

// copier copies part of a module with the indices of functions moved up by shift from the first on
// that the module defines. What stays as it is is copied in long runs.
type copier struct {
	*reader
	*space
	shift uint32
	out   []byte
	start int // of the run that is not copied yet
}

func (c *copier) flush() {
	if c.start < c.pos {
		c.out = append(c.out, c.b[c.start:c.pos]...)
	}
	c.start = c.pos
}

// flushTo copies what comes before a position, and goes on with what is read next.
func (c *copier) flushTo(at int) {
	if c.start < at {
		c.out = append(c.out, c.b[c.start:at]...)
	}
	c.start = c.pos
}

// function copies the index of a function, and returns it.
func (c *copier) function() uint32 {
	at := c.pos
	i := c.u32()
	c.index("function", i, c.funcs)
	if i < c.imported || c.shift == 0 || c.err != nil {
		return i
	}
	c.flushTo(at)
	c.out = appendU32(c.out, i+c.shift)
	return i
}

func (c *copier) table() uint32 {
	i := c.u32()
	c.index("table", i, c.tables)
	return i
}

// begins returns how many elements a table begins with, if the module defines it.
func (s *space) begins(table uint32) (elements uint32, ok bool) {
	imported := s.tables - uint32(len(s.defined))
	if table < imported || table >= s.tables {
		return 0, false
	}
	return s.defined[table-imported], true
}

func (c *copier) global() { c.index("global", c.u32(), c.globals) }

// memory reads the index of the one memory.
func (c *copier) memory() {
	if i := c.byte(); i != 0 {
		c.unsupported("memory %d: several memories are not supported", i)
	}
	c.index("memory", 0, c.memories)
}

func (c *copier) typeIndex() uint32 {
	i := c.u32()
	c.index("type", i, uint32(len(c.types)))
	return i
}

func (c *copier) memarg() {
	if align := c.u32(); align >= 32 {
		c.unsupported("alignment 2^%d is not supported", align)
	}
	c.u32()
	c.index("memory", 0, c.memories)
}

// shortest writes the opcode that follows a prefix in its shortest form, which is the one that compilers
// are sure to read alike. The prefix is at a position.
func (c *copier) shortest(at int, op uint32) {
	if c.pos-at-1 > max(1, (bits.Len32(op)+6)/7) && c.err == nil {
		prefix := c.b[at]
		c.flushTo(at)
		c.out = appendU32(append(c.out, prefix), op)
	}
}

// expression copies a constant expression. Compilers check what it makes.
func (c *copier) expression() {
	for range maxExpression {
		switch op := c.byte(); op {
		case opEnd:
			return
		case opI32Const:
			c.signed(32)
		case 0x42:
			c.signed(64)
		case 0x43:
			c.take(4)
		case 0x44:
			c.take(8)
		case opGlobalGet:
			c.global()
		case opRefNull:
			c.refType()
		case opRefFunc:
			c.function()
		case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // add, sub, mul
		case prefixVector:
			at := c.pos - 1
			if op := c.u32(); op != 12 {
				c.fail("vector instruction %d in a constant expression", op)
			}
			c.shortest(at, 12)
			c.take(16)
		default:
			c.fail("instruction 0x%02x in a constant expression", op)
		}
		if c.err != nil {
			return
		}
	}
	c.fail("a constant expression of more than %d instructions", maxExpression)
}
