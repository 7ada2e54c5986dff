package wasi

import (
	"sync"
	"sync/atomic"
)

// maxOpen is how many files and directories one instance has open at a time.
const maxOpen = 256

// openFiles counts what all instances have open, see openLimit.
var openFiles atomic.Int64

// openLimit is how many files and directories all instances may have open together: half of what the
// system lets this process open, so that connections can be accepted whatever components do.
var openLimit = sync.OnceValue(func() int64 { return processFiles() / 2 })

// errTooManyFiles is what a guest is told that has too many files open. WASI has no code of its own
// for it.
var errTooManyFiles error = fsError("insufficient-memory")

// reserveFile makes room for one more open file, until release is called.
func (s *State) reserveFile() (release func(), err error) {
	if s.files.Add(1) > maxOpen {
		s.files.Add(-1)
		return nil, errTooManyFiles
	}
	if openFiles.Add(1) > openLimit() {
		openFiles.Add(-1)
		s.files.Add(-1)
		return nil, errTooManyFiles
	}
	return func() {
		openFiles.Add(-1)
		s.files.Add(-1)
	}, nil
}
