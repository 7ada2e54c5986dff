package wasi

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

// Dir is a directory that a component may use, under a name of its own.
type Dir struct {
	Root     *os.Root
	Guest    string
	ReadOnly bool
}

// Descriptor is wasi:filesystem's descriptor: a directory, which no path leads out of, or a file.
type Descriptor struct {
	root  *os.Root // of a directory
	file  *os.File
	in    *os.Root // where the file was found, and by what path
	path  string
	flags uint32
	// shared directories are those that were granted, which stay open.
	shared bool
}

// Drop closes it.
func (d *Descriptor) Drop() {
	if d.file != nil {
		_ = d.file.Close()
	}
	if d.root != nil && !d.shared {
		_ = d.root.Close()
	}
}

// Bits of descriptor-flags, open-flags and path-flags.
const (
	flagRead, flagWrite, flagMutate                     = 1 << 0, 1 << 1, 1 << 5
	openCreate, openDirectory, openExclusive, openTrunc = 1 << 0, 1 << 1, 1 << 2, 1 << 3
	followLinks                                         = 1
)

var fsErrorNames = strings.Fields(`access would-block already bad-descriptor busy deadlock quota exist
	file-too-large illegal-byte-sequence in-progress interrupted invalid io is-directory loop
	too-many-links message-size name-too-long no-device no-entry no-lock insufficient-memory
	insufficient-space not-directory not-empty not-recoverable unsupported no-tty no-such-device
	overflow not-permitted pipe read-only invalid-seek text-file-busy cross-device`)

// fsError is an error that names one of fsErrorNames.
type fsError string

// Error returns the name.
func (e fsError) Error() string { return string(e) }

// fsCode returns the error-code of an error.
func fsCode(err error) uint32 {
	name := "io"
	var known fsError
	var errno syscall.Errno
	switch {
	case errors.As(err, &known):
		name = string(known)
	case errors.As(err, &errno) && errnoName(errno) != "io":
		name = errnoName(errno) // before ErrExist, which a directory that is not empty is too
	case errors.Is(err, fs.ErrNotExist):
		name = "no-entry"
	case errors.Is(err, fs.ErrExist):
		name = "exist"
	case errors.Is(err, fs.ErrPermission):
		name = "not-permitted"
	case errors.Is(err, fs.ErrInvalid):
		name = "invalid"
	case strings.Contains(err.Error(), "escapes from parent"):
		name = "not-permitted"
	}
	for i, n := range fsErrorNames {
		if n == name {
			return uint32(i)
		}
	}
	return 13
}

func errnoName(e syscall.Errno) string {
	switch e {
	case syscall.ENOTDIR:
		return "not-directory"
	case syscall.EISDIR:
		return "is-directory"
	case syscall.ENOTEMPTY:
		return "not-empty"
	case syscall.ELOOP:
		return "loop"
	case syscall.ENAMETOOLONG:
		return "name-too-long"
	case syscall.ENOSPC:
		return "insufficient-space"
	case syscall.EROFS:
		return "read-only"
	case syscall.EXDEV:
		return "cross-device"
	case syscall.EINVAL:
		return "invalid"
	case syscall.EBADF:
		return "bad-descriptor"
	case syscall.EMFILE, syscall.ENFILE:
		return "insufficient-memory"
	}
	return "io"
}

func fsResult(v any, err error) any {
	if err != nil {
		return canon.Err(canon.Case{Index: fsCode(err)})
	}
	return canon.OK(v)
}

// dir returns the directory that paths are looked up in.
func (d *Descriptor) dir(mutate bool) (*os.Root, error) {
	if d.root == nil {
		return nil, fsError("not-directory")
	}
	if mutate && d.flags&flagMutate == 0 {
		return nil, fsError("read-only")
	}
	return d.root, nil
}

// need returns the file if it was opened for this.
func (d *Descriptor) need(flag uint32) (*os.File, error) {
	switch {
	case d.file == nil:
		return nil, fsError("is-directory")
	case d.flags&flag == 0:
		return nil, fsError("bad-descriptor")
	}
	return d.file, nil
}

// local checks a path of a guest's. [os.Root] keeps it inside; this makes what it says of absolute
// paths the same everywhere.
func local(p string) (string, error) {
	switch {
	case p == "":
		return "", fsError("no-entry")
	case strings.HasPrefix(p, "/"):
		return "", fsError("not-permitted")
	case strings.ContainsRune(p, 0):
		return "", fsError("invalid")
	}
	return path.Clean(p), nil
}

func (d *Descriptor) open(p string, pathFlags, openFlags, flags uint32) (*Descriptor, error) {
	changes := openFlags&(openCreate|openTrunc) != 0 || flags&(flagWrite|flagMutate) != 0
	root, err := d.dir(changes)
	if err != nil {
		return nil, err
	}
	if p, err = local(p); err != nil {
		return nil, err
	}
	info, err := root.Lstat(p)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		if pathFlags&followLinks == 0 {
			return nil, fsError("loop")
		}
		info, err = root.Stat(p)
	}
	if err == nil && info.IsDir() {
		if openFlags&(openCreate|openExclusive) == openCreate|openExclusive {
			return nil, fsError("exist")
		}
		if openFlags&openTrunc != 0 || flags&flagWrite != 0 {
			return nil, fsError("is-directory")
		}
		sub, err := root.OpenRoot(p)
		if err != nil {
			return nil, err
		}
		return &Descriptor{root: sub, flags: flags&^flagMutate | d.flags&flagMutate}, nil
	}
	if openFlags&openDirectory != 0 {
		if err == nil {
			err = fsError("not-directory")
		}
		return nil, err
	}
	file, err := root.OpenFile(p, mode(openFlags, flags), 0o666)
	if err != nil {
		return nil, err
	}
	return &Descriptor{file: file, in: root, path: p, flags: flags}, nil
}

func mode(openFlags, flags uint32) int {
	m := os.O_RDONLY
	switch {
	case flags&(flagRead|flagWrite) == flagRead|flagWrite:
		m = os.O_RDWR
	case flags&flagWrite != 0:
		m = os.O_WRONLY
	}
	if openFlags&openCreate != 0 {
		m |= os.O_CREATE
	}
	if openFlags&openExclusive != 0 {
		m |= os.O_EXCL
	}
	if openFlags&openTrunc != 0 {
		m |= os.O_TRUNC
	}
	return m
}

// descriptorType returns the case of descriptor-type.
func descriptorType(m fs.FileMode) canon.Case {
	var i uint32
	switch {
	case m.IsRegular():
		i = 6
	case m.IsDir():
		i = 3
	case m&fs.ModeSymlink != 0:
		i = 5
	case m&fs.ModeNamedPipe != 0:
		i = 4
	case m&fs.ModeSocket != 0:
		i = 7
	case m&fs.ModeCharDevice != 0:
		i = 2
	case m&fs.ModeDevice != 0:
		i = 1
	}
	return canon.Case{Index: i}
}

func statOf(info fs.FileInfo) any {
	t := canon.Some(datetime(info.ModTime()))
	return []any{descriptorType(info.Mode()), uint64(1), uint64(info.Size()), t, t, t}
}

func (d *Descriptor) stat() (fs.FileInfo, error) {
	if d.root != nil {
		return d.root.Stat(".")
	}
	return d.file.Stat()
}

func (d *Descriptor) statAt(flags uint32, p string) (fs.FileInfo, error) {
	root, err := d.dir(false)
	if err != nil {
		return nil, err
	}
	if p, err = local(p); err != nil {
		return nil, err
	}
	if flags&followLinks != 0 {
		return root.Stat(p)
	}
	return root.Lstat(p)
}

var hashSeed = maphash.MakeSeed()

// metadataHash tells files apart, and states of one file.
func metadataHash(info fs.FileInfo, err error) any {
	if err != nil {
		return fsResult(nil, err)
	}
	var h maphash.Hash
	h.SetSeed(hashSeed)
	id := fileID(info)
	maphash.WriteComparable(&h, id)
	lower := h.Sum64()
	maphash.WriteComparable(&h, info.ModTime().UnixNano())
	maphash.WriteComparable(&h, info.Size())
	return canon.OK([]any{lower, h.Sum64()})
}

// timeOf returns the time that a new-timestamp stands for, the zero time for no change.
func timeOf(v any) time.Time {
	switch c := v.(canon.Case); c.Index {
	case 1:
		return time.Now()
	case 2:
		d := c.Value.([]any)
		return time.Unix(int64(d[0].(uint64)), int64(d[1].(uint32)))
	}
	return time.Time{}
}

// fileReader reads a file from a position on.
type fileReader struct {
	f  *os.File
	at int64
}

func (r *fileReader) Read(b []byte) (int, error) {
	n, err := r.f.ReadAt(b, r.at)
	r.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// fileWriter writes to a file from a position on, at its end where that is negative.
type fileWriter struct {
	f  *os.File
	at int64
}

func (w *fileWriter) Write(b []byte) (int, error) {
	at := w.at
	if at < 0 {
		end, err := w.f.Seek(0, io.SeekEnd)
		if err != nil {
			return 0, err
		}
		at = end
	}
	n, err := w.f.WriteAt(b, at)
	if w.at >= 0 {
		w.at += int64(n)
	}
	return n, err
}

func (*fileWriter) Flush() error { return nil }
