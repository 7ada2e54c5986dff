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
		for range r.count("results", maxValues, 1) {
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

// element copies an element segment, and returns how many elements it has.
func (c *copier) element() uint32 {
	flags := c.u32()
	if flags > 7 {
		c.unsupported("an element segment of kind %d is not supported", flags)
	}
	if flags&1 == 0 {
		if flags&2 != 0 {
			c.table()
		} else {
			c.index("table", 0, c.tables)
		}
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
	n := c.count("elements", MaxElements, 1)
	for k := n; k > 0 && c.err == nil; k-- {
		if expressions {
			c.expression()
		} else {
			c.function()
		}
	}
	return n
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
