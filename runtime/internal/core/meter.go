package core

import "math"

// meter inserts code that counts down a global, and calls the host where it falls below zero.
//
// Code that runs once runs for no longer than it has bytes, about. A loop is charged at its beginning, each
// time round, for the longest way through it, inner loops left out. A function is charged for the longest way
// through it, loops left out, when it is entered, if that way is long or the function calls others. A call is
// charged for a short function on top. The longest way is what counts, and not all code: an interpreter is a
// loop around hundreds of cases, of which one runs each time round.
type meter struct {
	counter uint32 // the global
	tick    uint32 // the function of the host
	scratch uint32 // a local of type i32 that the function does not have
	used    bool   // it is used
	regions []region
	frame   int  // what entering the function is charged for its frame
	calls   bool // there is a call that is in no loop
}

// region is the function or a loop.
type region struct {
	at     int // of the check's weight in what is written
	weight int // bytes of the longest way to anywhere in it
	way    int // bytes of the longest way from its beginning to start; below 0 where none leads there
	start  int // of what is not weighed yet
	locals int // how often locals are read or written in it, inner loops included
}

// nowhere is the way to code that is never reached. It stays below 0 whatever is added.
const nowhere = math.MinInt / 2

// What a unit of the counter stands for, and what is charged beside bytes of code.
const (
	unit       = 16   // bytes of code
	callBytes  = 64   // of code, for a call
	localBytes = 4    // of code, for each parameter and local of a function
	bulkCharge = 1024 // of code, for an instruction whose operand says how long it takes
	shortFunc  = 512  // bytes of a function that is not charged if it calls none
	small      = 4096 // bytes or elements that are not charged
)

// maxWeight is what fits where a weight is written: a signed number in three bytes.
const maxWeight = 1<<20 - 1

// The operations that the host's function knows, see [Rewriting].
const (
	// OpTick is asked now and then. The value is the counter, and the result what it is set to.
	OpTick = iota
	// OpGrowTable is asked before a table grows. The value is by how many elements, and so is the
	// result, or -1 where it may not.
	OpGrowTable
	// OpGrownTable is asked after that. The value is what growing returned, and so is the result.
	OpGrownTable
)

// operand says what the operand of an instruction counts that is on top of the stack.
type operand int

const (
	bulkBytes operand = iota
	bulkElements
	growMemory
	growTable
)

func (m *meter) last() *region { return &m.regions[len(m.regions)-1] }

// enter begins a region at a position.
func (m *meter) enter(pos int) { m.regions = append(m.regions, region{start: pos}) }

// weigh ends a run of code that belongs to the region, and returns the longest way to its end.
func (m *meter) weigh(pos int) int {
	r := m.last()
	r.way += pos - r.start
	r.start = pos
	r.weight = max(r.weight, r.way)
	return r.way
}

// meet is told where the longest other way to a position is that long.
func (m *meter) meet(pos, way int) { m.last().way = max(m.weigh(pos), way) }

// stop is told that a position is not reached from what comes before it.
func (m *meter) stop(pos int) {
	m.weigh(pos)
	m.last().way = nowhere
}

// call is told of calls.
func (m *meter) call() {
	m.charge(callBytes)
	m.calls = m.calls || len(m.regions) == 1
}

// charge adds to what the region costs.
func (m *meter) charge(n int) { m.last().way += n }

// close ends a loop and writes what it is charged into its check.
func (m *meter) close(pos int, out []byte) []byte {
	ends := m.weigh(pos) >= 0
	inner := *m.last()
	putWeight(out[inner.at:], inner.weight)
	m.regions = m.regions[:len(m.regions)-1]
	r := m.last()
	r.start = pos
	r.locals += inner.locals
	if !ends {
		r.way = nowhere
	}
	return out
}

func units(weight int) int32 { return int32(min(1+weight/unit, maxWeight)) }

func putWeight(b []byte, weight int) {
	w := units(weight)
	b[0], b[1], b[2] = byte(w)|0x80, byte(w>>7)|0x80, byte(w>>14)&0x7f
}

// check writes code that counts down by a weight which is written at *at later.
func (m *meter) check(out []byte, at *int) []byte {
	out = appendU32(append(out, opGlobalGet), m.counter)
	out = append(out, opI32Const)
	*at = len(out)
	out = append(out, 0x80, 0x80, 0)
	return m.countDown(out)
}

// countDown writes code for the rest: the counter and what to take from it are on the stack.
func (m *meter) countDown(out []byte) []byte {
	m.used = true
	out = append(out, opI32Sub)
	out = appendU32(append(out, opLocalTee), m.scratch)
	out = appendU32(append(out, opGlobalSet), m.counter)
	out = appendU32(append(out, opLocalGet), m.scratch)
	out = append(out, opI32Const, 0, opI32LtS, opIf, blockVoid)
	out = appendU32(append(out, opLocalGet), m.scratch)
	out = m.ask(out, OpTick)
	out = appendU32(append(out, opGlobalSet), m.counter)
	return append(out, opEnd)
}

func (m *meter) ask(out []byte, op byte) []byte {
	return appendU32(append(out, opI32Const, op, opCall), m.tick)
}

// before writes code that goes before an instruction and leaves its operands as they are.
func (m *meter) before(out []byte, kind operand) []byte {
	if kind == growTable {
		return m.ask(out, OpGrowTable)
	}
	m.used = true
	out = appendU32(append(out, opLocalTee), m.scratch)
	out = appendU32(append(out, opLocalGet), m.scratch)
	if kind != growMemory {
		out = append(out, opI32Const)
		out = append(out, 0x80|small&0x7f, small>>7&0x7f, opI32GtU)
	}
	out = append(out, opIf, blockVoid)
	out = appendU32(append(out, opGlobalGet), m.counter)
	out = appendU32(append(out, opLocalGet), m.scratch)
	switch kind {
	case bulkBytes:
		out = append(out, opI32Const, 6, opI32ShrU)
	case bulkElements:
		out = append(out, opI32Const, 3, opI32ShrU)
	case growMemory: // pages of 1024 times 64 bytes; what asks for more than there are fails
		out = append(out, opI32Const, 0xff, 0xff, 0x07, opI32And, opI32Const, 10, opI32Shl)
	}
	return append(m.countDown(out), opEnd)
}

// grown writes code that goes after table.grow.
func (m *meter) grown(out []byte) []byte { return m.ask(out, OpGrownTable) }

// entryCheck writes the check at a function's entry, if it needs one.
func (m *meter) entryCheck(out []byte) []byte {
	weight := m.regions[0].weight + m.frame
	if !m.calls && weight <= shortFunc {
		return out
	}
	var at int
	out = m.check(out, &at)
	putWeight(out[at:], weight)
	return out
}
