package cli

import (
	"errors"
	"strconv"
	"strings"
)

// ByteSize is a number of bytes as flags have it.
type ByteSize uint64

var byteUnits = []struct {
	name  string
	bytes uint64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
	{"kB", 1000}, {"MB", 1000 * 1000}, {"GB", 1000 * 1000 * 1000}, {"B", 1},
}

// Set parses a number with or without a unit.
func (s *ByteSize) Set(text string) error {
	number, unit := text, uint64(1)
	for _, u := range byteUnits {
		if n, ok := strings.CutSuffix(text, u.name); ok {
			number, unit = strings.TrimSpace(n), u.bytes
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || n > (1<<62)/unit {
		return errors.New("expected a size such as 256MiB")
	}
	*s = ByteSize(n * unit)
	return nil
}

// String formats the number with the largest unit that leaves nothing over.
func (s *ByteSize) String() string {
	n := uint64(*s)
	for _, u := range []int{2, 1, 0} {
		if b := byteUnits[u]; n > 0 && n%b.bytes == 0 {
			return strconv.FormatUint(n/b.bytes, 10) + b.name
		}
	}
	return strconv.FormatUint(n, 10)
}

// Type is what help calls a value.
func (*ByteSize) Type() string { return "SIZE" }
