// Package leb128 reads and writes the variable-length integers of WebAssembly binaries.
//
// Readers accept padded encodings, as the standard does, but none longer than the type allows and
// none whose unused bits are set. Writers always use the shortest encoding.
package leb128

import "errors"

// The ways in which bytes are no integer of the type asked for.
var (
	ErrTruncated = errors.New("ends inside an integer")
	ErrTooLong   = errors.New("integer has more bytes than its type allows")
	ErrTooLarge  = errors.New("integer does not fit its type")
)

// Uint32 reads an unsigned 32-bit integer from the start of b and returns it with its length.
func Uint32(b []byte) (uint32, int, error) {
	v, n, err := unsigned(b, 32)
	return uint32(v), n, err
}

// Uint64 reads an unsigned 64-bit integer from the start of b and returns it with its length.
func Uint64(b []byte) (uint64, int, error) { return unsigned(b, 64) }

// Int33 reads a signed 33-bit integer, the form of a type index that shares its space with type
// opcodes, from the start of b and returns it with its length.
func Int33(b []byte) (int64, int, error) {
	const bits, most = 33, 5
	var v int64
	for i := range most {
		if i >= len(b) {
			return 0, 0, ErrTruncated
		}
		c := b[i]
		v |= int64(c&0x7f) << (7 * i)
		if c&0x80 != 0 {
			continue
		}
		shift := 64 - 7*(i+1)
		v = v << shift >> shift
		if v < -1<<(bits-1) || v >= 1<<(bits-1) {
			return 0, 0, ErrTooLarge
		}
		return v, i + 1, nil
	}
	return 0, 0, ErrTooLong
}

func unsigned(b []byte, bits int) (uint64, int, error) {
	most := (bits + 6) / 7
	var v uint64
	for i := range most {
		if i >= len(b) {
			return 0, 0, ErrTruncated
		}
		c := b[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c&0x80 != 0 {
			continue
		}
		if left := bits - 7*i; left < 7 && c>>left != 0 {
			return 0, 0, ErrTooLarge
		}
		return v, i + 1, nil
	}
	return 0, 0, ErrTooLong
}

// AppendUint appends v in its shortest encoding.
func AppendUint[T uint32 | uint64](b []byte, v T) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// AppendInt appends v in its shortest signed encoding.
func AppendInt(b []byte, v int64) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 || v == -1 && c&0x40 != 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}
