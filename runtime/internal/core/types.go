package core

// valueType reads a value type.
func (r *reader) valueType() {
	switch c := r.byte(); c {
	case 0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 0x70, 0x6f:
	default:
		r.unsupported("value type 0x%02x is not supported", c)
	}
}

func (r *reader) refType() {
	switch c := r.byte(); c {
	case 0x70, 0x6f:
	default:
		r.unsupported("reference type 0x%02x is not supported", c)
	}
}

// limits reads the limits of a table or memory.
func (r *reader) limits(what string, most uint32) (least uint32) {
	flags := r.byte()
	if flags > 1 {
		r.unsupported("%s with flags 0x%02x (shared, or of 64 bits) is not supported", what, flags)
	}
	least = r.u32()
	if flags == 1 {
		if limit := r.u32(); limit < least {
			r.fail("%s of at least %d and at most %d", what, least, limit)
		}
	}
	if least > most {
		r.fail("%s of at least %d (at most %d)", what, least, most)
	}
	return least
}

func (r *reader) tableType() (least uint32) {
	r.refType()
	return r.limits("a table", MaxElements)
}

func (r *reader) memoryType() (least uint32) { return r.limits("a memory", maxPages) }

func (r *reader) globalType() {
	r.valueType()
	if c := r.byte(); c > 1 {
		r.fail("mutability 0x%02x", c)
	}
}
