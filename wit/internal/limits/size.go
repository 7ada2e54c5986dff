package limits

// Size is how large a type is. The zero value is that of no type, such as of a case that carries nothing.
type Size struct {
	// Parts is the number of types that it is made of. It counts itself, and what it shares with others
	// each time.
	Parts int64
	// Depth is how many types are in one another.
	Depth int64
	// Bytes and Align are what a value takes in a memory of 64 bits, in which pointers are largest.
	Bytes, Align int64
	// Largest is the most bytes that a value of the type, or of one in it, takes.
	Largest int64
}

// enough is more than every limit. No count goes beyond it.
const enough = int64(1) << 40

// pointer is the size of an address in memory.
const pointer = 8

// Scalar is the size of a value of so many bytes that is made of nothing.
func Scalar(bytes int64) Size {
	return Size{Parts: 1, Depth: 1, Bytes: bytes, Align: bytes, Largest: bytes}
}

// Handle is the size of a value that stands for something elsewhere, such as a stream of parts.
func Handle(parts ...Size) Size { return Scalar(4).With(parts...) }

// Pointer is the size of a value whose parts lie elsewhere in memory: a string, a list or a map.
func Pointer(parts ...Size) Size {
	return Size{Parts: 1, Depth: 1, Bytes: 2 * pointer, Align: pointer, Largest: 2 * pointer}.With(parts...)
}

// Group is the size of what is made of types and is no value: a function, an interface or a world.
func Group(parts ...Size) Size { return Size{Parts: 1, Depth: 1}.With(parts...) }

// FlagBits is the size of a value of so many flags.
func FlagBits(n int) Size {
	switch {
	case n <= 8:
		return Scalar(1)
	case n <= 16:
		return Scalar(2)
	default:
		return Scalar(4)
	}
}

// Sequence is the size of n values that lie one behind the other: a record or tuple.
func Sequence(n int, part func(i int) Size) Size {
	s := Size{Parts: 1, Depth: 1, Align: 1}
	for i := range n {
		p := part(i)
		s = s.With(p)
		align := max(p.Align, 1)
		s.Bytes = min(enough, alignTo(s.Bytes, align)+p.Bytes)
		s.Align = max(s.Align, align)
	}
	s.Bytes = alignTo(s.Bytes, s.Align)
	s.Largest = max(s.Largest, s.Bytes)
	return s
}

// Choice is the size of a value that is one of n others, and says which: a variant, an option, a result or
// an enum.
func Choice(n int, part func(i int) Size) Size {
	s := Size{Parts: 1, Depth: 1}
	bytes, align := int64(0), int64(1)
	for i := range n {
		p := part(i)
		s = s.With(p)
		bytes, align = max(bytes, p.Bytes), max(align, p.Align)
	}
	tag := TagBytes(n)
	s.Align = max(tag, align)
	s.Bytes = min(enough, alignTo(alignTo(tag, align)+bytes, s.Align))
	s.Largest = max(s.Largest, s.Bytes)
	return s
}

// NoCase is the part of an option that is nothing, and of each case of an enum.
func NoCase(int) Size { return Size{} }

// Repeat is the size of so many values that lie one behind the other: a list of a fixed length.
func Repeat(elem Size, length uint32) Size {
	s := Size{Parts: 1, Depth: 1, Align: max(elem.Align, 1)}.With(elem)
	if s.Bytes = enough; elem.Bytes == 0 || int64(length) <= enough/elem.Bytes {
		s.Bytes = elem.Bytes * int64(length)
	}
	s.Largest = max(s.Largest, s.Bytes)
	return s
}

// With returns s with other types in it that take no more memory.
func (s Size) With(parts ...Size) Size {
	for _, p := range parts {
		s.Parts = min(enough, s.Parts+p.Parts)
		s.Depth = min(enough, max(s.Depth, p.Depth+1))
		s.Largest = max(s.Largest, p.Largest)
	}
	return s
}

// TagBytes returns the size of what tells so many cases apart.
func TagBytes(cases int) int64 {
	switch {
	case cases <= 1<<8:
		return 1
	case cases <= 1<<16:
		return 2
	default:
		return 4
	}
}

func alignTo(n, align int64) int64 { return (n + align - 1) &^ (align - 1) }
