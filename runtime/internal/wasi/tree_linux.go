package wasi

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// pathOnly opens a directory to go on from, whether or not its names may be listed.
const pathOnly = unix.O_PATH

// Times that utimensat takes for no change and for now.
const (
	timeOmit = unix.UTIME_OMIT
	timeNow  = unix.UTIME_NOW
)

// appendTo writes at the end of a file, whoever else does.
func appendTo(fd int, b []byte) (int, error) {
	n, err := unix.Pwritev2(fd, [][]byte{b}, 0, unix.RWF_APPEND)
	if err == unix.ENOSYS || err == unix.EOPNOTSUPP {
		return writeAtEnd(fd, b)
	}
	return n, err
}

func advise(fd int, offset, length int64, advice uint32) error {
	system := [...]int{unix.FADV_NORMAL, unix.FADV_SEQUENTIAL, unix.FADV_RANDOM, unix.FADV_WILLNEED,
		unix.FADV_DONTNEED, unix.FADV_NOREUSE}
	return unix.Fadvise(fd, offset, length, system[advice])
}

// setFileTimes is futimens.
func setFileTimes(fd int, access, modification newTime) error {
	a, err := timespec(access)
	if err != nil {
		return err
	}
	m, err := timespec(modification)
	if err != nil {
		return err
	}
	times := [2]unix.Timespec{a, m}
	// Without a path it is about the descriptor itself; the library has no function for that.
	_, _, errno := unix.Syscall6(unix.SYS_UTIMENSAT, uintptr(fd), 0, uintptr(unsafe.Pointer(&times)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

func syncFile(fd int, dataOnly bool) error {
	if dataOnly {
		return unix.Fdatasync(fd)
	}
	return unix.Fsync(fd)
}
