//go:build unix

package private

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// nobody owns what belongs to users that a container's user namespace does not know.
const nobody = 65534

func open(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK) { // BSDs say the second one
		return nil, &Error{path, "it is a link"}
	}
	return f, err
}

func narrow(fs.FileInfo) fs.FileMode { return 0o700 }

func checkOwn(path string, info fs.FileInfo) error {
	if s, ok := info.Sys().(*syscall.Stat_t); ok && int(s.Uid) != os.Geteuid() {
		return &Error{path, fmt.Sprintf("its owner is user %d, expected %d, who runs this", s.Uid, os.Geteuid())}
	}
	return nil
}

func checkMode(path string, info fs.FileInfo, unwanted fs.FileMode, why string) error {
	if info.Mode().Perm()&unwanted != 0 {
		return &Error{path, fmt.Sprintf("it %s: its mode is %#o", why, info.Mode().Perm())}
	}
	return nil
}

// checkParent refuses a directory in which others can rename what is in it.
func checkParent(path string, info fs.FileInfo) error {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	if uid := int(s.Uid); uid != 0 && uid != nobody && uid != os.Geteuid() {
		return &Error{path, fmt.Sprintf("its owner is user %d, expected %d, who runs this, or root", uid, os.Geteuid())}
	}
	writers := fs.FileMode(0o022)
	if int(s.Gid) == os.Getegid() && s.Gid == s.Uid {
		writers = 0o002 // many systems give each user a group of the same number, and have it write
	}
	if info.Mode()&fs.ModeSticky == 0 && info.Mode().Perm()&writers != 0 {
		return &Error{path, fmt.Sprintf("it can be written by others: its mode is %#o", info.Mode().Perm())}
	}
	return nil
}
