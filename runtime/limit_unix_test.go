//go:build unix

package runtime_test

import (
	"os/signal"
	"syscall"
)

const canLimitFiles = true

// limitFiles makes writing fail beyond a size, as it does on a full disk.
func limitFiles(n uint64) {
	signal.Ignore(syscall.SIGXFSZ)
	_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}
