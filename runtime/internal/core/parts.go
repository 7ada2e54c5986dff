package core

// exports copies the export section.
func (c *copier) exports() {
	for n := c.count(); n > 0 && c.err == nil; n-- {
		c.take(c.u32())
		if Kind(c.byte()) == Func {
			c.function()
		} else {
			c.u32()
		}
	}
}

// tables copies the table section, in which a table may have an initial value.
func (c *copier) tables() {
	for n := c.count(); n > 0 && c.err == nil; n-- {
		initial := c.pos < len(c.b) && c.b[c.pos] == 0x40
		if initial {
			c.take(2)
		}
		c.refType()
		c.limits()
		if initial {
			c.expression()
		}
	}
}

// elements copies the element section.
func (c *copier) elements() {
	for n := c.count(); n > 0 && c.err == nil; n-- {
		flags := c.u32()
		if flags&1 == 0 {
			if flags&2 != 0 {
				c.u32()
			}
			c.expression()
		}
		expressions := flags&4 != 0
		if flags&3 != 0 {
			if expressions {
				c.refType()
			} else {
				c.byte()
			}
		}
		for k := c.count(); k > 0 && c.err == nil; k-- {
			if expressions {
				c.expression()
			} else {
				c.function()
			}
		}
	}
}

// custom copies the name section as far as it names the module and functions, which is what traps
// show, and leaves all other custom sections out.
func (c *copier) custom() ([]byte, error) {
	if c.name() != "name" {
		return nil, nil
	}
	out := appendName(nil, "name")
	for !c.done() {
		id := c.byte()
		sub := c.take(c.u32())
		if c.err != nil {
			return nil, nil // names are of no consequence
		}
		switch id {
		case 0:
			out = appendSection(out, id, sub)
		case 1:
			names := &copier{reader: &reader{b: sub}, funcs: c.funcs}
			for n := names.count(); n > 0 && names.err == nil; n-- {
				names.function()
				names.take(names.u32())
			}
			names.flush()
			if names.err == nil {
				out = appendSection(out, id, names.out)
			}
		}
	}
	return out, nil
}
