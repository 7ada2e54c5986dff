// Package atomicfile writes files that are whole or not there: each is written under another name, and gets
// its own when it is finished. A failure leaves what was there.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Write has a file written beside path, whose name it gets when it is whole. The system takes from mode what
// the user's mask says.
func Write(path string, mode fs.FileMode, write func(*os.File) error) error {
	return WriteIn(filepath.Dir(path), path, mode, write)
}

// WriteIn is [Write] for a file that is written in another directory, which has to be in the same file
// system.
func WriteIn(dir, path string, mode fs.FileMode, write func(*os.File) error) error {
	f, err := create(dir, filepath.Base(path), mode)
	if err != nil {
		return err
	}
	defer unfinished.done(f.Name())
	err = write(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

// Bytes is what [Write] is given for a file with this content.
func Bytes(b []byte) func(*os.File) error {
	return func(f *os.File) error {
		_, err := f.Write(b)
		return err
	}
}

// create makes a file of another name. os.CreateTemp would not heed the user's mask.
func create(dir, base string, mode fs.FileMode) (*os.File, error) {
	const tries = 100
	for i := 0; ; i++ {
		name := filepath.Join(dir, "."+base+"."+rand.Text()[:10])
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
		if err == nil {
			unfinished.add(name)
		}
		if !errors.Is(err, fs.ErrExist) || i == tries {
			return f, err
		}
	}
}

// unfinished are the files that this process is writing and that do not have their names yet.
var unfinished files

type files struct {
	mu    sync.Mutex
	names map[string]struct{}
}

func (f *files) add(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.names == nil {
		f.names = map[string]struct{}{}
	}
	f.names[name] = struct{}{}
}

// done removes what is left under a name.
func (f *files) done(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.names, name)
	_ = os.Remove(name) // renamed, as a rule
}

// remove removes all, and lets nobody go on.
func (f *files) remove() {
	f.mu.Lock() // for good: the process is about to end
	for name := range f.names {
		_ = os.Remove(name)
	}
}

// RemoveUnfinished removes all files that are being written, for a process that is about to end. No file can
// be begun or finished afterwards.
func RemoveUnfinished() { unfinished.remove() }
