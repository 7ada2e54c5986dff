package canon

import (
	"encoding/binary"
	"math"
)

func f32from(b uint32) float32 { return math.Float32frombits(b) }
func f64from(b uint64) float64 { return math.Float64frombits(b) }
func f32bits(f float32) uint32 { return math.Float32bits(f) }
func f64bits(f float64) uint64 { return math.Float64bits(f) }

// loadBits reads a number of 1, 2, 4 or 8 bytes.
func loadBits(b []byte, size uint32) uint64 {
	switch size {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(u32(b))
	default:
		return binary.LittleEndian.Uint64(b)
	}
}

func storeBits(b []byte, size uint32, v uint64) {
	switch size {
	case 1:
		b[0] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(v))
	case 4:
		putU32(b, uint32(v))
	default:
		binary.LittleEndian.PutUint64(b, v)
	}
}
