// Package private makes and opens what belongs to one user of a machine: directories that nobody else
// can put anything into, and files that nobody else can have written.
//
// Where the system has no owners and permission bits as Unix has them, the user's own directories are
// private by what the system grants by default, and nothing is checked here.
package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Error is a path that others than the user can change, or that is not what it should be.
type Error struct {
	Path string
	// Why is what was found, and what was expected.
	Why string
}

// Error names the path, and says what is wrong with it.
func (e *Error) Error() string { return e.Path + ": " + e.Why }

// maxParents bounds the walk to the root.
const maxParents = 255

// Dir makes a directory, and those that it is in, and sees to it that it is the user's alone: its mode
// is 0700 afterwards, and nobody else can put another one into its place. Errors are of type [*Error]
// where somebody else could, and of the file system otherwise.
func Dir(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	// Links on the way are the user's choice; what they lead to is what is checked.
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if err := checkOwn(path, info); err != nil {
		return err
	}
	if narrow(info) != info.Mode().Perm() {
		if err := os.Chmod(path, narrow(info)); err != nil {
			return err
		}
	}
	return checkParents(path)
}

func checkParents(path string) error {
	for range maxParents {
		parent := filepath.Dir(path)
		if parent == path {
			return nil
		}
		path = parent
		info, err := os.Lstat(path)
		if err != nil {
			return err
		}
		if err := checkParent(path, info); err != nil {
			return err
		}
	}
	return &Error{path, fmt.Sprintf("it is more than %d directories deep", maxParents)}
}

// Open opens a file to be read. It has to be a regular one that the user owns and nobody else can write;
// links are not followed, and nothing blocks. Errors are of type [*Error] where it is another one.
func Open(path string) (*os.File, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		err = CheckFile(path, info)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// CheckFile tells whether a file is a regular one that the user owns and nobody else can write.
func CheckFile(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return &Error{path, "it is no regular file"}
	}
	if err := checkOwn(path, info); err != nil {
		return err
	}
	return checkMode(path, info, 0o022, "can be written by others")
}

// CheckSecret tells whether a file is one that the user owns and nobody else can read or write.
func CheckSecret(path string, info fs.FileInfo) error {
	if err := CheckFile(path, info); err != nil {
		return err
	}
	return checkMode(path, info, 0o077, "can be read by others")
}
