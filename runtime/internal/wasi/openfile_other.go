//go:build !linux && !darwin

package wasi

import (
	"errors"
	"io"
	"math"
	"os"
)

// openFile is a file that was opened, where it was found, and by what path.
type openFile struct {
	f    *os.File
	in   *os.Root
	path string
}

func (f *openFile) close()                              { _ = f.f.Close() }
func (f *openFile) truncate(n int64) error              { return f.f.Truncate(n) }
func (f *openFile) sync(bool) error                     { return f.f.Sync() }
func (f *openFile) advise(uint64, uint64, uint32) error { return nil }

func (f *openFile) stat() (*status, error) {
	info, err := f.f.Stat()
	if err != nil {
		return nil, err
	}
	return statusOf(info), nil
}

// readAt reads once; it returns 0 at the end.
func (f *openFile) readAt(b []byte, at uint64) (int, error) {
	if at > math.MaxInt64 {
		return 0, fsError("invalid")
	}
	n, err := f.f.ReadAt(b, int64(at))
	if errors.Is(err, io.EOF) || n > 0 {
		err = nil
	}
	return n, err
}

// writeAt writes once.
func (f *openFile) writeAt(b []byte, at uint64) (int, error) {
	if at > math.MaxInt64 {
		return 0, fsError("invalid")
	}
	return f.f.WriteAt(b, int64(at))
}

// append writes once, at the end.
func (f *openFile) append(b []byte) (int, error) {
	s, err := f.stat()
	if err != nil {
		return 0, err
	}
	return f.writeAt(b, s.size)
}

// setTimes goes by the path, which may be another file's by now but leads nowhere outside.
func (f *openFile) setTimes(access, modification newTime) error {
	return setTimes(f.in, f.path, access, modification)
}
