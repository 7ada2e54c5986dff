// Package filemap reads files into no memory of their own: a large file is mapped, so that of it
// takes memory only what is looked at, and a part of it is copied from file to file by the system.
package filemap

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"unsafe"
)

// least is the size from which a file is mapped. What is smaller is read in less time.
const least = 1 << 20

// Files are files that were read. They are safe for concurrent use.
type Files struct {
	mu     sync.Mutex
	mapped []*file
}

// file is a mapped file.
type file struct {
	*os.File
	bytes []byte
}

// ChangedError is a file that became shorter while it was in use.
type ChangedError struct{ Path string }

func (e *ChangedError) Error() string { return e.Path + " was changed while it was read" }

// Read returns the contents of a file, which must not be written to, nor used once f is closed. They
// are looked at inside [Files.Guard].
func (f *Files) Read(path string) ([]byte, error) {
	opened, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := opened.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() < least || int64(int(info.Size())) != info.Size() {
		opened.Close()
		return os.ReadFile(path)
	}
	b, err := mapFile(opened, int(info.Size()))
	if err != nil { // as file systems may refuse
		opened.Close()
		return os.ReadFile(path)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mapped = append(f.mapped, &file{opened, b})
	return b, nil
}

// Find returns the file that part is a part of, and where it begins there. The bool is false where
// it is no part of a mapped file.
func (f *Files) Find(part []byte) (*os.File, int64, bool) {
	if len(part) == 0 {
		return nil, 0, false
	}
	m, at := f.at(uintptr(unsafe.Pointer(unsafe.SliceData(part))))
	if m == nil || at+len(part) > len(m.bytes) {
		return nil, 0, false
	}
	return m.File, int64(at), true
}

// at returns the file that is mapped at an address, and the offset of the address in it.
func (f *Files) at(address uintptr) (*file, int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range f.mapped {
		start := uintptr(unsafe.Pointer(unsafe.SliceData(m.bytes)))
		if start <= address && address < start+uintptr(len(m.bytes)) {
			return m, int(address - start)
		}
	}
	return nil, 0
}

// Release gives back the memory that part of a file takes, as far as it takes whole pages. The part
// can be used again, and then takes memory again.
func (f *Files) Release(part []byte) {
	if len(part) == 0 {
		return
	}
	m, at := f.at(uintptr(unsafe.Pointer(unsafe.SliceData(part))))
	if m == nil {
		return
	}
	page := os.Getpagesize()
	from, to := at/page*page, min((at+len(part)+page-1)/page*page, len(m.bytes))
	release(m.bytes[from:to])
}

// Guard calls do, in which files are looked at. Where one has become shorter since it was read, the
// error is a [*ChangedError]; without Guard the system would end the process. What do does in other
// goroutines is not guarded.
func (f *Files) Guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		var at interface{ Addr() uintptr }
		if e, ok := fault.(runtime.Error); ok && errors.As(e, &at) {
			if m, _ := f.at(at.Addr()); m != nil {
				err = &ChangedError{m.Name()}
				return
			}
		}
		panic(fault)
	}()
	return do()
}

// Close closes all files.
func (f *Files) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	var errs []error
	for _, m := range f.mapped {
		errs = append(errs, unmap(m.bytes), m.File.Close())
	}
	f.mapped = nil
	if err := errors.Join(errs...); err != nil && !errors.Is(err, fs.ErrClosed) {
		return fmt.Errorf("closing what was read: %w", err)
	}
	return nil
}
