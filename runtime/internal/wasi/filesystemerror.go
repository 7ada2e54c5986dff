package wasi

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
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

// errnoName returns the name of one of the system's errors, "" where it has none.
func errnoName(e syscall.Errno) fsError {
	switch e {
	case syscall.EACCES:
		return "access"
	case syscall.EAGAIN:
		return "would-block"
	case syscall.EALREADY:
		return "already"
	case syscall.EBADF:
		return "bad-descriptor"
	case syscall.EBUSY:
		return "busy"
	case syscall.EDEADLK:
		return "deadlock"
	case syscall.EDQUOT:
		return "quota"
	case syscall.EEXIST:
		return "exist"
	case syscall.EFBIG:
		return "file-too-large"
	case syscall.EILSEQ:
		return "illegal-byte-sequence"
	case syscall.EINPROGRESS:
		return "in-progress"
	case syscall.EINTR:
		return "interrupted"
	case syscall.EINVAL:
		return "invalid"
	case syscall.EISDIR:
		return "is-directory"
	case syscall.ELOOP:
		return "loop"
	case syscall.EMLINK:
		return "too-many-links"
	case syscall.ENAMETOOLONG:
		return "name-too-long"
	case syscall.ENODEV:
		return "no-device"
	case syscall.ENOENT:
		return "no-entry"
	case syscall.ENOLCK:
		return "no-lock"
	case syscall.ENOMEM, syscall.EMFILE, syscall.ENFILE:
		return "insufficient-memory"
	case syscall.ENOSPC:
		return "insufficient-space"
	case syscall.ENOTDIR:
		return "not-directory"
	case syscall.ENOTEMPTY:
		return "not-empty"
	case syscall.ENXIO:
		return "no-such-device"
	case syscall.EOVERFLOW:
		return "overflow"
	case syscall.EPERM:
		return "not-permitted"
	case syscall.EPIPE:
		return "pipe"
	case syscall.EROFS:
		return "read-only"
	case syscall.ESPIPE:
		return "invalid-seek"
	case syscall.ETXTBSY:
		return "text-file-busy"
	case syscall.EXDEV:
		return "cross-device"
	}
	if errors.Is(e, errors.ErrUnsupported) {
		return "unsupported"
	}
	return ""
}

// fsCode returns the error-code of an error.
func fsCode(err error) uint32 {
	name := fsError("io")
	var known fsError
	var errno syscall.Errno
	switch {
	case errors.Is(err, errMemory):
		name = "insufficient-memory"
	case errors.As(err, &known):
		name = known
	case errors.As(err, &errno) && errnoName(errno) != "":
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
	return uint32(slices.Index(fsErrorNames, string(name)))
}

func fsResult(v any, err error) any {
	if err != nil {
		return canon.Err(canon.Case{Index: fsCode(err)})
	}
	return canon.OK(v)
}
