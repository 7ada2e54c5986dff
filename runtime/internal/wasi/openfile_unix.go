//go:build linux || darwin

package wasi

import "golang.org/x/sys/unix"

// openFile is a file that was opened. What would block, such as some files under /proc, fails instead.
type openFile struct{ fd int }

func (f *openFile) close()                   { _ = unix.Close(f.fd) }
func (f *openFile) stat() (*status, error)   { return statFile(f.fd) }
func (f *openFile) truncate(n int64) error   { return unix.Ftruncate(f.fd, n) }
func (f *openFile) sync(dataOnly bool) error { return syncFile(f.fd, dataOnly) }

// readAt reads once; it returns 0 at the end.
func (f *openFile) readAt(b []byte, at uint64) (int, error) {
	return again(func() (int, error) { return unix.Pread(f.fd, b, int64(at)) })
}

// writeAt writes once.
func (f *openFile) writeAt(b []byte, at uint64) (int, error) {
	return again(func() (int, error) { return unix.Pwrite(f.fd, b, int64(at)) })
}

// append writes once, at the end.
func (f *openFile) append(b []byte) (int, error) {
	return again(func() (int, error) { return appendTo(f.fd, b) })
}

func writeAtEnd(fd int, b []byte) (int, error) {
	s, err := statFile(fd)
	if err != nil {
		return 0, err
	}
	return unix.Pwrite(fd, b, int64(s.size))
}

func again(f func() (int, error)) (int, error) {
	for {
		n, err := f()
		if err != unix.EINTR {
			return max(n, 0), err
		}
	}
}

func (f *openFile) setTimes(access, modification newTime) error {
	return setFileTimes(f.fd, access, modification)
}

func (f *openFile) advise(offset, length uint64, advice uint32) error {
	return advise(f.fd, int64(offset), int64(length), advice)
}
