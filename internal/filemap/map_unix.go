//go:build unix

package filemap

import (
	"os"

	"golang.org/x/sys/unix"
)

func mapFile(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_PRIVATE)
}

func unmap(b []byte) error { return unix.Munmap(b) }

// release tells that b, which begins with a page, is not wanted for now. That it may not be told is
// no reason to stop.
func release(b []byte) { _ = unix.Madvise(b, unix.MADV_DONTNEED) }
