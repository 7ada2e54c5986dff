package compose

import (
	"bytes"
	"hash/maphash"
)

// contents compares what components hold, which may be large and need not be in memory: as little
// as possible of it is looked at, and given back.
type contents struct {
	seed    maphash.Seed
	release func([]byte) // may be nil
}

// likeness is equal for equal contents, and costs little.
type likeness struct {
	size               int
	start, middle, end [sampled]byte
}

// sampled is how many bytes are looked at in three places.
const sampled = 32

func (c contents) likeness(content [][]byte) likeness {
	l := likeness{size: total(content)}
	sample(l.start[:], content, 0)
	sample(l.middle[:], content, l.size/2)
	sample(l.end[:], content, max(0, l.size-sampled))
	for _, b := range content {
		c.giveBack(b)
	}
	return l
}

// sample copies the bytes of a content that begin at an offset, as far as there are any.
func sample(to []byte, content [][]byte, at int) {
	for _, b := range content {
		if at >= len(b) {
			at -= len(b)
			continue
		}
		n := copy(to, b[at:])
		if to = to[n:]; len(to) == 0 {
			return
		}
		at = 0
	}
}

// window is how much is looked at before it is given back.
const window = 1 << 20

// through calls f with a content in pieces and gives back each of them.
func (c contents) through(content [][]byte, f func([]byte)) {
	for _, b := range content {
		for len(b) > 0 {
			n := min(len(b), window)
			f(b[:n])
			c.giveBack(b[:n])
			b = b[n:]
		}
	}
}

// worthwhile is the size from which something is given back.
const worthwhile = 64 << 10

func (c contents) giveBack(b []byte) {
	if c.release != nil && len(b) >= worthwhile {
		c.release(b)
	}
}

func (c contents) hash(content [][]byte) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	c.through(content, func(b []byte) { _, _ = h.Write(b) }) // never fails
	return h.Sum64()
}

// equal reports whether two contents have the same bytes.
func (c contents) equal(a, b [][]byte) bool {
	for len(a) > 0 && len(b) > 0 {
		n := min(len(a[0]), len(b[0]), window)
		x, y := a[0][:n], b[0][:n]
		same := bytes.Equal(x, y)
		c.giveBack(x)
		c.giveBack(y)
		if !same {
			return false
		}
		a, b = skip(a, n), skip(b, n)
	}
	return len(a) == len(b)
}

// skip returns a content without its first n bytes, which are in its first piece.
func skip(content [][]byte, n int) [][]byte {
	if n == len(content[0]) {
		return content[1:]
	}
	rest := append([][]byte(nil), content...)
	rest[0] = content[0][n:]
	return rest
}
