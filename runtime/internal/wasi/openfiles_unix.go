//go:build linux || darwin

package wasi

import (
	"math"

	"golang.org/x/sys/unix"
)

// processFiles is how many files this process may have open.
func processFiles() int64 {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return 256
	}
	return int64(min(uint64(limit.Cur), math.MaxInt32))
}
