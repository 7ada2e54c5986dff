//go:build unix

package oci_test

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

// limitEnv is how large the files of a child may get.
const limitEnv = "WASMCP_OCI_TEST_FSIZE"

const canLimitFiles = true

// limitFiles makes writing fail beyond a size, as it does on a full disk.
func limitFiles() {
	n, err := strconv.ParseUint(os.Getenv(limitEnv), 10, 64)
	if err != nil {
		return
	}
	signal.Ignore(syscall.SIGXFSZ)
	_ = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: n})
}
