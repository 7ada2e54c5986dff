package core

// The instructions that are written or looked into.
const (
	opBlock     = 0x02
	opLoop      = 0x03
	opIf        = 0x04
	opElse      = 0x05
	opEnd       = 0x0b
	opBrTable   = 0x0e
	opCall      = 0x10
	opDrop      = 0x1a
	opLocalGet  = 0x20
	opLocalTee  = 0x22
	opGlobalGet = 0x23
	opGlobalSet = 0x24
	opI32Const  = 0x41
	opI32LtS    = 0x48
	opI32GtU    = 0x4b
	opI32Sub    = 0x6b
	opI32And    = 0x71
	opI32Shl    = 0x74
	opI32ShrU   = 0x76
	opRefNull   = 0xd0
	opRefFunc   = 0xd2
	blockVoid   = 0x40
	typeI32     = 0x7f

	prefixGC     = 0xfb
	prefixBulk   = 0xfc
	prefixVector = 0xfd
	prefixAtomic = 0xfe
)

// body copies the instructions of a function.
type body struct {
	copier
	meter
	locals uint32 // of the function, parameters included
	cost   int    // of compiling the function
	joins  int    // ends of blocks that are no loops
	blocks []block
}

// block is a block that is open, or the function.
type block struct {
	loop   bool
	values uint32 // that go with a branch to it
	region int    // that it is in
	way    int    // the longest to its end by a branch
	skip   int    // the longest way past what is open of it: that of an if without else
}

// instructions copies a whole body, up to its end.
func (b *body) instructions() {
	b.enter(b.pos)
	for len(b.blocks) > 0 && b.err == nil {
		b.instruction()
	}
	b.finish()
	b.flush()
}

func (b *body) instruction() {
	op := b.byte()
	switch {
	case op >= 0x45 && op <= 0xc4:
	case op >= opLocalGet && op <= opLocalTee:
		b.index("local", b.u32(), b.locals)
		b.last().locals++
	case op >= 0x28 && op <= 0x3e:
		b.memarg()
	case op == opI32Const:
		b.signed(32)
	default:
		b.other(op)
	}
}

func (b *body) other(op byte) {
	switch op {
	case 0x01, opDrop, 0x1b, 0xd1:
	case 0x00, 0x0f: // unreachable, return
		b.stop(b.pos)
	case opBlock:
		b.begin(block{values: b.blockType().results, skip: nowhere})
	case opIf:
		t := b.blockType()
		b.begin(block{values: t.results, skip: b.weigh(b.pos)})
	case opElse:
		b.otherwise()
	case opLoop:
		b.begin(block{loop: true, values: b.blockType().params})
	case opEnd:
		b.end()
	case 0x0c: // br
		b.label()
		b.stop(b.pos)
	case 0x0d: // br_if
		b.label()
	case opBrTable:
		n := b.count("labels", maxLabels, 1)
		b.spend(int(n) * labelCost)
		for ; n > 0 && b.err == nil; n-- {
			b.label()
		}
		b.label()
		b.stop(b.pos)
	case opCall, 0x12: // return_call
		if i := b.function(); b.err == nil {
			b.passes(b.typeOf(i))
		}
		b.called(op)
	case 0x11, 0x13: // call_indirect, return_call_indirect
		if i := b.typeIndex(); b.err == nil {
			b.passes(b.types[i])
		}
		b.table()
		b.called(op)
	case 0x1c: // select
		if n := b.byte(); n != 1 {
			b.fail("select with %d types", n)
		}
		b.valueType()
	case opGlobalGet, opGlobalSet:
		b.global()
	case 0x25, 0x26: // table.get, table.set
		b.table()
	case 0x3f: // memory.size
		b.memory()
	case 0x40:
		b.insert(b.pos-1, growMemory)
		b.out = append(b.out, op)
		b.memory()
	case 0x42:
		b.signed(64)
	case 0x43:
		b.take(4)
	case 0x44:
		b.take(8)
	case opRefNull:
		b.refType()
	case opRefFunc:
		b.function()
	case prefixBulk:
		b.bulk()
	case prefixVector:
		b.vector()
	case 0x06, 0x07, 0x08, 0x09, 0x0a, 0x18, 0x19, 0x1f:
		b.unsupported("instruction 0x%02x of exception handling is not supported", op)
	case 0x14, 0x15, 0xd3, 0xd4, 0xd5, 0xd6:
		b.unsupported("instruction 0x%02x of typed function references is not supported", op)
	case prefixGC:
		b.unsupported("instruction 0x%02x of garbage collection is not supported", op)
	case prefixAtomic:
		b.unsupported("instruction 0x%02x of threads is not supported", op)
	default:
		b.unsupported("instruction 0x%02x is not known", op)
	}
}

func (b *body) blockType() (t funcType) {
	switch c := b.signed(33); c {
	case -0x40:
	case -1, -2, -3, -4, -5, -0x10, -0x11:
		t.results = 1
	default:
		if c < 0 {
			b.unsupported("block type %d is not supported", c)
			return t
		}
		if b.index("type", uint32(c), uint32(len(b.types))); b.err == nil {
			t = b.types[c]
		}
	}
	b.passes(t)
	return t
}

// typeOf is the type of a function.
func (c *copier) typeOf(function uint32) funcType {
	if function < c.imported {
		return c.types[c.importing[function]]
	}
	return c.types[c.functions[function-c.imported]]
}

// passes spends what it takes to pass parameters and results.
func (b *body) passes(t funcType) { b.spend(int(t.params + t.results)) }

// spend adds to what compiling the function costs. Compilers work out for each loop, and each loop around
// it, what becomes of each local that it uses, for each label where it may come from with which values, and
// where ways meet which locals have another value on each of them.
func (b *body) spend(n int) {
	if b.cost += n; b.cost > maxCost {
		b.fail("the function is too complex: it has too many locals, values or labels for so many loops, blocks, calls and branches")
	}
}

func (b *body) label() {
	l := b.u32()
	if uint64(l) >= uint64(len(b.blocks)) {
		b.fail("label %d does not exist (%d blocks are open)", l, len(b.blocks))
		return
	}
	to := &b.blocks[len(b.blocks)-1-int(l)]
	b.spend(int(to.values))
	if b.weigh(b.pos); !to.loop {
		to.way = max(to.way, b.regions[to.region].way)
	}
}

// called is told of a call by an instruction, after which a tail call does not go on.
func (b *body) called(op byte) {
	b.call()
	if op == 0x12 || op == 0x13 {
		b.stop(b.pos)
	}
}

// otherwise is told of an else.
func (b *body) otherwise() {
	of := &b.blocks[len(b.blocks)-1]
	of.way = max(of.way, b.weigh(b.pos))
	b.last().way, of.skip = of.skip, nowhere
}

func (b *body) begin(of block) {
	if len(b.blocks) >= maxDepth {
		b.fail("more than %d blocks are open", maxDepth)
		return
	}
	of.region, of.way = len(b.regions)-1, nowhere
	b.blocks = append(b.blocks, of)
	if of.loop {
		b.weigh(b.pos)
		b.flush()
		b.enter(b.pos)
		b.out = b.check(b.out, &b.last().at)
	}
}

func (b *body) end() {
	ended := b.blocks[len(b.blocks)-1]
	b.blocks = b.blocks[:len(b.blocks)-1]
	if !ended.loop {
		b.joins++
	}
	if ended.loop {
		b.spend(min(b.last().locals, int(b.locals)) * (len(b.regions) - 1))
		b.out = b.close(b.pos, b.out)
		return
	}
	b.meet(b.pos, max(ended.way, ended.skip))
	if len(b.blocks) == 0 {
		b.spend(b.joins * min(b.last().locals, int(b.locals)) / joinShare)
	}
}

// charges tells what is inserted before instructions that take as long as their operand
// says.
var charges = map[uint32]operand{
	8: bulkBytes, 10: bulkBytes, 11: bulkBytes, 12: bulkElements, 14: bulkElements, 17: bulkElements, 15: growTable,
}

func (b *body) bulk() {
	at := b.pos - 1
	op := b.u32()
	if kind, ok := charges[op]; ok {
		b.insert(at, kind)
		b.out = appendU32(append(b.out, prefixBulk), op)
	} else {
		b.shortest(at, op)
	}
	switch op {
	case 0, 1, 2, 3, 4, 5, 6, 7: // trunc_sat
	case 8: // memory.init
		b.dataIndex()
		b.memory()
	case 9: // data.drop
		b.dataIndex()
	case 10: // memory.copy
		b.memory()
		b.memory()
	case 11: // memory.fill
		b.memory()
	case 12: // table.init
		b.index("element segment", b.u32(), b.elements)
		b.table()
	case 13: // elem.drop
		b.index("element segment", b.u32(), b.elements)
	case 14: // table.copy
		b.table()
		b.table()
	case 15: // table.grow
		b.table()
		b.flush()
		b.out = b.grown(b.out)
	case 16, 17: // table.size, table.fill
		b.table()
	default:
		b.unsupported("instruction 0xfc %d is not known", op)
	}
}

func (b *body) dataIndex() {
	i := b.u32()
	if !b.counted && b.err == nil {
		b.fail("data segment %d without a data count section", i)
	}
	b.index("data segment", i, b.data)
}

func (b *body) vector() {
	at := b.pos - 1
	op := b.u32()
	b.shortest(at, op)
	switch {
	case op > 0xff:
		b.unsupported("vector instruction %d is not supported", op)
	case op <= 11, op == 92, op == 93:
		b.memarg()
	case op == 12, op == 13:
		b.take(16)
	case op >= 21 && op <= 34:
		b.byte()
	case op >= 84 && op <= 91:
		b.memarg()
		b.byte()
	}
}

// insert inserts what comes before an instruction at a position, whose opcode is then written anew.
func (b *body) insert(at int, kind operand) {
	b.charge(bulkCharge)
	b.flushTo(at)
	b.out = b.before(b.out, kind)
}
