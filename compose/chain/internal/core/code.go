package core

// Code is the body of a function being written, without its closing end. Every method appends
// instructions and returns the longer body, so that a body reads in the order it runs.
type Code []byte

// Get pushes a local.
func (c Code) Get(local uint32) Code { return appendU32(append(c, 0x20), local) }

// Set pops into a local.
func (c Code) Set(local uint32) Code { return appendU32(append(c, 0x21), local) }

// Tee copies the top of the stack into a local.
func (c Code) Tee(local uint32) Code { return appendU32(append(c, 0x22), local) }

// GlobalGet pushes a global.
func (c Code) GlobalGet(g uint32) Code { return appendU32(append(c, 0x23), g) }

// GlobalSet pops into a global.
func (c Code) GlobalSet(g uint32) Code { return appendU32(append(c, 0x24), g) }

// Const pushes an i32.
func (c Code) Const(v int32) Code { return appendS32(append(c, 0x41), v) }

// Call calls a function.
func (c Code) Call(f uint32) Code { return appendU32(append(c, 0x10), f) }

// Load8 replaces an address by the byte at that address plus offset.
func (c Code) Load8(offset uint32) Code { return appendU32(append(c, 0x2d, 0x00), offset) }

// Load32 replaces an address by the i32 at that address plus offset.
func (c Code) Load32(offset uint32) Code { return appendU32(append(c, 0x28, 0x02), offset) }

// Load64 replaces an address by the i64 at that address plus offset.
func (c Code) Load64(offset uint32) Code { return appendU32(append(c, 0x29, 0x03), offset) }

// Store8 stores the top of the stack, as a byte, at the address under it plus offset.
func (c Code) Store8(offset uint32) Code { return appendU32(append(c, 0x3a, 0x00), offset) }

// Store32 stores the top of the stack at the address under it plus offset.
func (c Code) Store32(offset uint32) Code { return appendU32(append(c, 0x36, 0x02), offset) }

// Op is an instruction without operands.
type Op byte

// The instructions without operands that generated code uses.
const (
	Unreachable Op = 0x00
	Else        Op = 0x05
	End         Op = 0x0b
	Return      Op = 0x0f
	Eqz         Op = 0x45
	Eq          Op = 0x46
	Ne          Op = 0x47
	LtS         Op = 0x48
	LtU         Op = 0x49
	GtU         Op = 0x4b
	GeU         Op = 0x4f
	Add         Op = 0x6a
	Sub         Op = 0x6b
	Mul         Op = 0x6c
	DivU        Op = 0x6e
	And         Op = 0x71
	Or          Op = 0x72
	ShrU        Op = 0x76
)

// Do appends instructions without operands.
func (c Code) Do(ops ...Op) Code {
	for _, op := range ops {
		c = append(c, byte(op))
	}
	return c
}

// If starts a conditional that leaves nothing on the stack; End closes it.
func (c Code) If() Code { return append(c, 0x04, 0x40) }

// Block starts a block that leaves nothing on the stack; a branch to it leaves it.
func (c Code) Block() Code { return append(c, 0x02, 0x40) }

// Loop starts a loop that leaves nothing on the stack; a branch to it repeats it.
func (c Code) Loop() Code { return append(c, 0x03, 0x40) }

// Br branches to the label that many blocks out.
func (c Code) Br(label uint32) Code { return appendU32(append(c, 0x0c), label) }

// BrIf branches where the popped i32 is not zero.
func (c Code) BrIf(label uint32) Code { return appendU32(append(c, 0x0d), label) }

// BrTable branches to the label that the popped i32 is the number of, or else to the last one.
func (c Code) BrTable(labels []uint32, last uint32) Code {
	c = appendU32(append(c, 0x0e), uint32(len(labels)))
	for _, l := range labels {
		c = appendU32(c, l)
	}
	return appendU32(c, last)
}

// MemorySize pushes the memory's size in pages.
func (c Code) MemorySize() Code { return append(c, 0x3f, 0x00) }

// MemoryGrow grows the memory by the popped number of pages and pushes the old size, or -1.
func (c Code) MemoryGrow() Code { return append(c, 0x40, 0x00) }

// MemoryCopy pops a length, a source and a destination and copies.
func (c Code) MemoryCopy() Code { return append(c, 0xfc, 0x0a, 0x00, 0x00) }

// MemoryFill pops a length, a byte and a destination and fills.
func (c Code) MemoryFill() Code { return append(c, 0xfc, 0x0b, 0x00) }
