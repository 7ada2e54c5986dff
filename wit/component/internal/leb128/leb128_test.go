package leb128

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

func TestUint32(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   []byte
		want uint32
		n    int
		err  error
	}{
		{[]byte{0}, 0, 1, nil},
		{[]byte{0x7f, 0xff}, 127, 1, nil},
		{[]byte{0x80, 0x01}, 128, 2, nil},
		{[]byte{0x80, 0x00}, 0, 2, nil},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, math.MaxUint32, 5, nil},
		{[]byte{0x80, 0x80, 0x80, 0x80, 0x00}, 0, 5, nil},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x1f}, 0, 0, ErrTooLarge},
		{[]byte{0x80, 0x80, 0x80, 0x80, 0x40}, 0, 0, ErrTooLarge},
		{[]byte{0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 0, 0, ErrTooLong},
		{nil, 0, 0, ErrTruncated},
		{[]byte{0x80}, 0, 0, ErrTruncated},
	}
	for _, tt := range tests {
		got, n, err := Uint32(tt.in)
		if got != tt.want || n != tt.n || !errors.Is(err, tt.err) {
			t.Errorf("Uint32(%x) = %d, %d, %v, want %d, %d, %v", tt.in, got, n, err, tt.want, tt.n, tt.err)
		}
	}
}

func TestUint64(t *testing.T) {
	t.Parallel()
	most := append(bytes.Repeat([]byte{0xff}, 9), 0x01)
	if got, n, err := Uint64(most); got != math.MaxUint64 || n != 10 || err != nil {
		t.Errorf("Uint64(%x) = %d, %d, %v", most, got, n, err)
	}
	most[9] = 0x02
	if _, _, err := Uint64(most); !errors.Is(err, ErrTooLarge) {
		t.Errorf("Uint64(%x) error = %v, want %v", most, err, ErrTooLarge)
	}
}

func TestInt33(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   []byte
		want int64
		err  error
	}{
		{[]byte{0x7f}, -1, nil},
		{[]byte{0x3f}, 63, nil},
		{[]byte{0x40}, -64, nil},
		{[]byte{0xc0, 0x00}, 64, nil},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x0f}, math.MaxUint32, nil},
		{[]byte{0x80, 0x80, 0x80, 0x80, 0x70}, -1 << 32, nil},
		{[]byte{0x80, 0x80, 0x80, 0x80, 0x10}, 0, ErrTooLarge},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0x6f}, 0, ErrTooLarge},
		{[]byte{0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 0, ErrTooLong},
		{[]byte{0xff}, 0, ErrTruncated},
	}
	for _, tt := range tests {
		got, _, err := Int33(tt.in)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("Int33(%x) = %d, %v, want %d, %v", tt.in, got, err, tt.want, tt.err)
		}
	}
}

func TestAppend_roundTrip(t *testing.T) {
	t.Parallel()
	for shift := range 32 {
		for _, v := range []uint32{1 << shift, 1<<shift - 1, math.MaxUint32 >> shift} {
			b := AppendUint(nil, v)
			if got, n, err := Uint32(b); got != v || n != len(b) || err != nil {
				t.Errorf("Uint32(AppendUint(%d)) = %d, %d, %v", v, got, n, err)
			}
			for _, s := range []int64{int64(v), -int64(v) - 1} {
				b := AppendInt(nil, s)
				if got, n, err := Int33(b); got != s || n != len(b) || err != nil {
					t.Errorf("Int33(AppendInt(%d)) = %d, %d, %v", s, got, n, err)
				}
			}
		}
	}
}
