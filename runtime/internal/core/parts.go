package core

func (r *reader) functionTypes() []funcType {
	n := r.count("types", maxTypes, 3)
	types := make([]funcType, 0, n)
	for range n {
		if form := r.byte(); form != 0x60 {
			r.unsupported("a type of form 0x%02x is not supported", form)
		}
		t := funcType{params: r.count("parameters", maxValues, 1)}
		for range t.params {
			r.valueType()
		}
		t.results = r.count("results", maxValues, 1)
		for range t.results {
			r.valueType()
		}
		if r.err != nil {
			return nil
		}
		types = append(types, t)
	}
	r.finish()
	return types
}

// each reads the elements of a section that is a vector.
func (c *copier) each(what string, limit uint32, size int, f func()) (n uint32) {
	n = c.count(what, limit, size)
	for range n {
		if f(); c.err != nil {
			return n
		}
	}
	c.finish()
	c.flush()
	return n
}

func (c *copier) export() {
	c.name()
	switch kind := Kind(c.byte()); kind {
	case Func:
		c.function()
	case Table:
		c.table()
	case Memory:
		c.index("memory", c.u32(), c.memories)
	case Global:
		c.global()
	default:
		c.unsupported("export of kind %d is not supported", kind)
	}
}

// element copies an element segment, and returns how many elements it has, and whether it is known that
// they do not fit where they are to go, which ends instantiation. Compilers leave them out.
func (c *copier) element() (n uint32, misfit bool) {
	flags := c.u32()
	if flags > 7 {
		c.unsupported("an element segment of kind %d is not supported", flags)
	}
	table, offset := uint32(0), int64(-1)
	if flags&1 == 0 {
		if flags&2 != 0 {
			table = c.table()
		} else {
			c.index("table", 0, c.tables)
		}
		offset = c.constant()
		c.expression()
	}
	expressions := flags&4 != 0
	if flags&3 != 0 {
		if expressions {
			c.refType()
		} else if kind := c.byte(); kind != 0 {
			c.unsupported("elements of kind 0x%02x are not supported", kind)
		}
	}
	n = c.count("elements", MaxElements, 1)
	if size, ok := c.begins(table); ok && offset >= 0 {
		misfit = offset+int64(n) > int64(size)
	}
	for k := n; k > 0 && c.err == nil; k-- {
		if expressions {
			c.expression()
		} else {
			c.function()
		}
	}
	return n, misfit
}

// constant returns the number of 32 bits that a constant expression is which comes next, -1 where it is
// not known.
func (c *copier) constant() int64 {
	r := &reader{b: c.b, pos: c.pos}
	if r.byte() != opI32Const {
		return -1
	}
	v := uint32(r.signed(32))
	if r.byte() != opEnd || r.err != nil {
		return -1
	}
	return int64(v)
}

func (c *copier) dataSegment() {
	flags := c.u32()
	switch {
	case flags > 2:
		c.unsupported("a data segment of kind %d is not supported", flags)
	case flags == 2:
		c.memory()
	case flags == 0:
		c.index("memory", 0, c.memories)
	}
	if flags != 1 {
		c.expression()
	}
	c.take(c.u32())
}

// names copies the name section as far as it names the module and functions, which is what traps
// show. It returns nil where it cannot be read: names are of no consequence.
func (c *copier) names() []byte {
	out := appendName(nil, "name")
	last := -1
	for !c.done() {
		id := c.byte()
		sub := c.take(c.u32())
		if c.err != nil || int(id) <= last {
			return nil
		}
		last = int(id)
		names := &copier{reader: &reader{b: sub}, space: c.space, shift: c.shift}
		switch id {
		case 0:
			names.name()
		case 1:
			names.functionNames()
		default:
			continue
		}
		names.finish()
		names.flush()
		if names.err != nil {
			return nil
		}
		out = appendSection(out, id, names.out)
	}
	return out
}

func (c *copier) functionNames() {
	last := int64(-1)
	for n := c.count("names", maxFunctions, 2); n > 0 && c.err == nil; n-- {
		at := c.pos
		if i := c.u32(); int64(i) <= last {
			c.fail("function %d is named out of order", i)
		} else {
			last = int64(i)
		}
		c.pos = min(at, c.pos)
		c.function()
		c.name()
	}
}
