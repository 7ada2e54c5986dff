package canon

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/wit/component"
)

// utf16Tag marks a string of latin1+utf16 that is UTF-16.
const utf16Tag = 1 << 31

// rawString returns the bytes of a string and how they are encoded: as UTF-8, UTF-16 or Latin-1,
// for which OptLatin1UTF16 stands here.
func (s *Side) rawString(ptr, length uint32) ([]byte, component.OptKind) {
	switch s.Encoding {
	case component.OptUTF16:
		return s.utf16(ptr, length), component.OptUTF16
	case component.OptLatin1UTF16:
		if ptr&1 != 0 {
			Trapf("string pointer %#x is not aligned to 2", ptr)
		}
		if length&utf16Tag != 0 {
			return s.utf16(ptr, length&^utf16Tag), component.OptUTF16
		}
		return s.bytes(ptr, length), component.OptLatin1UTF16
	default:
		if length > maxBytes {
			Trapf("a string of %d bytes is too long", length)
		}
		b := s.bytes(ptr, length)
		if !utf8.Valid(b) {
			Trapf("a string is not UTF-8")
		}
		return b, component.OptUTF8
	}
}

func (s *Side) utf16(ptr, units uint32) []byte {
	if units > maxBytes/2 {
		Trapf("a string of %d code units is too long", units)
	}
	if ptr&1 != 0 {
		Trapf("string pointer %#x is not aligned to 2", ptr)
	}
	return s.bytes(ptr, units*2)
}

// liftString returns a string of the guest's.
func (s *Side) liftString(ptr, length uint32) string {
	b, encoding := s.rawString(ptr, length)
	n := uint64(len(b))
	switch encoding {
	case component.OptUTF16:
		s.spend(2 * utf16Grows * n)
		return string(decodeUTF16(b))
	case component.OptLatin1UTF16:
		s.spend(2 * latin1Grows * n)
		return string(decodeLatin1(b))
	default:
		s.spend(n)
		return string(b)
	}
}

// How many bytes of UTF-8 a byte of UTF-16 becomes at most (a code unit is two bytes, and three of
// UTF-8), and one of Latin-1; and how many are needed to encode a byte of UTF-8 otherwise: as a string,
// as runes and as code units.
const (
	utf16Grows  = 2
	latin1Grows = 2
	encodeTakes = 8
)

// lowerString gives the guest a string, which is UTF-8 here.
func (s *Side) lowerString(b []byte) (ptr, length uint32) {
	if s.Encoding != component.OptUTF8 {
		n := encodeTakes * uint64(len(b))
		Reserve(s.budget(), n, "a string")
		defer s.budget().Release(n)
	}
	switch s.Encoding {
	case component.OptUTF16:
		units := utf16.Encode([]rune(string(b)))
		return s.putUTF16(units), uint32(len(units))
	case component.OptLatin1UTF16:
		runes := []rune(string(b))
		if latin1, ok := encodeLatin1(runes); ok {
			p, to := s.allocate(2, uint64(len(latin1)))
			copy(to, latin1)
			return p, uint32(len(latin1))
		}
		units := utf16.Encode(runes)
		return s.putUTF16(units), uint32(len(units)) | utf16Tag
	default:
		p, to := s.allocate(1, uint64(len(b)))
		copy(to, b)
		return p, uint32(len(b))
	}
}

func (s *Side) putUTF16(units []uint16) uint32 {
	p, to := s.allocate(2, uint64(len(units))*2)
	for i, u := range units {
		binary.LittleEndian.PutUint16(to[i*2:], u)
	}
	return p
}

// copyString moves a string from one side to another.
func copyString(from, to *Side, ptr, length uint32) (uint32, uint32) {
	b, encoding := from.rawString(ptr, length)
	from.move(uint32(len(b)))
	if encoding != component.OptUTF8 {
		n := max(utf16Grows, latin1Grows) * uint64(len(b))
		Reserve(from.budget(), n, "a string")
		defer from.budget().Release(n)
		if encoding == component.OptUTF16 {
			return to.lowerString(decodeUTF16(b))
		}
		return to.lowerString(decodeLatin1(b))
	}
	if to.Encoding != component.OptUTF8 {
		return to.lowerString(b)
	}
	p, out := to.allocate(1, uint64(len(b)))
	copy(out, b)
	return p, length
}

func decodeUTF16(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i += 2 {
		u := rune(binary.LittleEndian.Uint16(b[i:]))
		if !utf16.IsSurrogate(u) {
			out = utf8.AppendRune(out, u)
			continue
		}
		if i+4 > len(b) {
			Trapf("a string is not UTF-16")
		}
		r := utf16.DecodeRune(u, rune(binary.LittleEndian.Uint16(b[i+2:])))
		if r == utf8.RuneError {
			Trapf("a string is not UTF-16")
		}
		out = utf8.AppendRune(out, r)
		i += 2
	}
	return out
}

func decodeLatin1(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for _, c := range b {
		out = utf8.AppendRune(out, rune(c))
	}
	return out
}

func encodeLatin1(runes []rune) ([]byte, bool) {
	out := make([]byte, len(runes))
	for i, r := range runes {
		if r > 0xff {
			return nil, false
		}
		out[i] = byte(r)
	}
	return out, true
}
