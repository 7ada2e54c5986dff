package core

// Rewriting is what [Rewrite] does to a module.
type Rewriting struct {
	// Name returns the names that an import gets.
	Name func(i int) (module, name string)
	// Host is the name of a function that the module is to import and call now and then while it
	// runs, and around instructions whose cost depends on their operands. It takes a value and one of
	// the operations such as [OpTick], and returns a value.
	Host [2]string
}

// Rewritten is a module that was rewritten.
type Rewritten struct {
	Module []byte
	// Pages are those that its own memory begins with.
	Pages uint64
	// Bytes is about what an instance of it takes of the host beside that: tables as they begin,
	// segments, globals and imports.
	Bytes uint64
	// Misfit tells that instantiating it traps: elements are to go where the table has no room.
	Misfit bool
	// Cost is what compiling it costs beside reading it, for it may be far more than its size tells:
	// for each loop its depth times the locals that it uses, 20 for each label of a br_table, the values that
	// calls, blocks and branches pass, and for each end of a block a 16th of the locals.
	Cost int
}

type rewriter struct {
	Rewriting
	space
	imports []Import
	out     Rewritten
	written int // the rank of the last section that was written
	metered bool
	counter uint32 // the global
	copied  uint32 // bodies
}

// Rewrite renames a module's imports and, where it has code, has it call the host now and then.
func Rewrite(module []byte, how Rewriting) (*Rewritten, error) {
	w := &rewriter{Rewriting: how}
	// Most modules grow by less than an eighth.
	w.out.Module = append(make([]byte, 0, len(module)+len(module)/8+256), module[:min(8, len(module))]...)
	w.out.Bytes = 2048
	err := sections(module, func(id byte, r *reader) {
		if id == sectionCode {
			w.metered = r.pos < len(r.b) && r.b[r.pos] != 0
		}
	})
	if err != nil {
		return nil, err
	}
	if err := sections(module, w.section); err != nil {
		return nil, err
	}
	w.missing(len(rank))
	if n := uint32(len(w.functions)); w.copied != n {
		return nil, &Error{Offset: len(module), Function: -1, Reason: "functions and their code differ in number"}
	}
	return &w.out, nil
}

// missing writes the sections that metering needs and the module does not have, as far as they come
// before the one of a rank.
func (w *rewriter) missing(before int) {
	if !w.metered {
		return
	}
	for _, id := range []byte{sectionType, sectionImport, sectionGlobal} {
		if w.written < rank[id] && rank[id] < before {
			w.section(id, &reader{b: []byte{0}})
		}
	}
}

// section copies a section.
func (w *rewriter) section(id byte, r *reader) {
	if id != sectionCustom {
		w.missing(rank[id])
		w.written = rank[id]
	}
	c := &copier{reader: r, space: &w.space}
	if w.metered {
		c.shift = 1
	}
	switch id {
	case sectionType:
		w.types = r.functionTypes()
		c.out = w.typeSection(r)
	case sectionImport:
		w.imports = r.importList()
		w.imported = w.count(r)
		c.out = w.importSection()
	case sectionFunction:
		c.each("functions", maxFunctions, 1, func() {
			w.functions = append(w.functions, c.typeIndex())
		})
		w.funcs = w.imported + uint32(len(w.functions))
	case sectionTable:
		w.tables += c.each("tables", maxTables, 3, func() {
			size := c.tableType()
			w.out.Bytes += 256 + 8*uint64(size)
			w.defined = append(w.defined, size)
		})
	case sectionMemory:
		w.memories += c.each("memories", 1, 2, func() { w.out.Pages += uint64(c.memoryType()) })
	case sectionGlobal:
		w.globalSection(c)
	case sectionExport:
		c.each("exports", maxExports, 3, c.export)
	case sectionStart:
		c.function()
		c.finish()
		c.flush()
	case sectionElement:
		w.elements = c.each("element segments", maxSegments, 2, func() {
			n, misfit := c.element()
			w.out.Bytes += 64 + 8*uint64(n)
			w.out.Misfit = w.out.Misfit || misfit
		})
	case sectionDataCount:
		w.data, w.counted = c.u32(), true
		c.finish()
		c.flush()
	case sectionCode:
		c.out = w.code(c)
	case sectionData:
		n := c.each("data segments", maxSegments, 2, c.dataSegment)
		if w.counted && n != w.data {
			c.fail("%d data segments (%d are announced)", n, w.data)
		}
		w.out.Bytes += 64 * uint64(n)
	case sectionCustom:
		if c.name() != "name" {
			return
		}
		if c.out = c.names(); c.out == nil {
			c.err = nil
			return
		}
	default:
		c.unsupported("section %d of exception handling is not supported", id)
	}
	if r.err == nil {
		w.out.Module = appendSection(w.out.Module, id, c.out)
	}
}

func (w *rewriter) typeSection(r *reader) []byte {
	if !w.metered {
		return r.b
	}
	vector := &reader{b: r.b}
	out := appendU32(nil, vector.u32()+1)
	out = append(out, vector.b[vector.pos:]...)
	return append(out, 0x60, 2, typeI32, typeI32, 1, typeI32)
}

// count counts what is imported into the spaces of indices, and returns how many functions that are.
func (w *rewriter) count(r *reader) (funcs uint32) {
	for _, i := range w.imports {
		switch i.Kind {
		case Func:
			r.index("type", i.typ, uint32(len(w.types)))
			w.importing = append(w.importing, i.typ)
			funcs++
		case Table:
			w.tables++
		case Memory:
			w.memories++
		case Global:
			w.globals++
		}
	}
	if w.memories > 1 {
		r.unsupported("%d memories: several memories are not supported", w.memories)
	}
	w.funcs, w.counter = funcs, w.globals
	w.out.Bytes += 64 * uint64(len(w.imports))
	return funcs
}

func (w *rewriter) importSection() []byte {
	n := len(w.imports)
	if w.metered {
		n++
	}
	out := appendU32(nil, uint32(n))
	for i, imported := range w.imports {
		m, name := w.Name(i)
		out = appendName(appendName(out, m), name)
		out = append(append(out, byte(imported.Kind)), imported.desc...)
	}
	if w.metered {
		out = appendName(appendName(out, w.Host[0]), w.Host[1])
		out = appendU32(append(out, byte(Func)), uint32(len(w.types)))
	}
	return out
}

// globalSection copies the globals, and adds the counter. Their values may be those of globals before
// them.
func (w *rewriter) globalSection(c *copier) {
	n := c.each("globals", maxGlobals, 4, func() {
		c.globalType()
		c.expression()
		w.globals++
	})
	w.counter = w.globals
	w.out.Bytes += 128 * uint64(n)
	if !w.metered {
		return
	}
	vector := &reader{b: c.out}
	vector.u32()
	out := append(appendU32(nil, n+1), c.out[vector.pos:]...)
	c.out = append(out, typeI32, 1, opI32Const, 0, opEnd)
}

// code copies all bodies.
func (w *rewriter) code(c *copier) []byte {
	n := c.count("bodies", maxFunctions, 3)
	if int(n) != len(w.functions) {
		c.fail("%d bodies of %d functions", n, len(w.functions))
		return nil
	}
	w.copied = n
	out := appendU32(make([]byte, 0, len(c.b)+len(c.b)/8), n)
	b := &body{meter: meter{counter: w.counter, tick: w.imported}}
	for i := range n {
		size := c.u32()
		if size > maxBody {
			c.fail("function %d has %d bytes (at most %d)", w.imported+i, size, maxBody)
		}
		code := c.take(size)
		if c.err != nil {
			return nil
		}
		r := &reader{b: code, base: c.base + c.pos - len(code)}
		if out = w.body(b, r, w.functions[i], out); r.err != nil {
			r.err.Function = int(w.imported + i)
			c.err = r.err
			return nil
		}
	}
	c.finish()
	return out
}

// body copies one body.
func (w *rewriter) body(b *body, r *reader, typ uint32, out []byte) []byte {
	groups := r.count("kinds of locals", maxLocals, 2)
	first := r.pos
	locals := uint64(0)
	for range groups {
		locals += uint64(r.u32())
		r.valueType()
	}
	if locals > maxLocals {
		r.fail("%d locals (at most %d)", locals, maxLocals)
	}
	if r.err != nil {
		return nil
	}
	head := r.b[first:r.pos]
	b.copier = copier{reader: r, space: &w.space, shift: 1, out: b.out[:0], start: r.pos}
	b.locals = w.types[typ].params + uint32(locals)
	b.cost, b.joins = 0, 0
	b.blocks = append(b.blocks[:0], block{values: w.types[typ].results, way: nowhere, skip: nowhere})
	b.scratch, b.used, b.calls, b.regions = b.locals, false, false, b.regions[:0]
	b.frame = int(b.locals) * localBytes
	b.instructions()
	if r.err != nil {
		return nil
	}
	w.out.Cost += b.cost
	var entry [32]byte
	check := b.entryCheck(entry[:0])
	if b.used {
		groups++
	}
	var prefix [8]byte
	count := appendU32(prefix[:0], groups)
	size := len(count) + len(head) + len(check) + len(b.out)
	if b.used {
		size += 2
	}
	out = append(appendU32(out, uint32(size)), count...)
	out = append(out, head...)
	if b.used {
		out = append(out, 1, typeI32)
	}
	out = append(out, check...)
	return append(out, b.out...)
}
