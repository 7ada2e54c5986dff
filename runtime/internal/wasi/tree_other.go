//go:build !linux && !darwin

package wasi

import (
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// tree is a directory that no path leads out of, which is what [os.Root] is. What that cannot do is
// unsupported here: to link or rename between two directories, and to set the times of a link.
type tree struct {
	root   *os.Root
	shared bool // it is a grant, which stays open
}

// openTree opens a directory that was granted.
func openTree(root *os.Root) (*tree, error) { return &tree{root, true}, nil }

func (t *tree) close() {
	if !t.shared {
		_ = t.root.Close()
	}
}

// local checks a path, and tells whether it means a directory.
func local(p string) (clean string, slash bool, err error) {
	switch {
	case p == "":
		return "", false, fsError("no-entry")
	case strings.ContainsRune(p, 0):
		return "", false, fsError("invalid")
	case strings.HasPrefix(p, "/"):
		return "", false, fsError("not-permitted")
	}
	return path.Clean(p), strings.HasSuffix(p, "/"), nil
}

func (t *tree) open(p string, o opening) (*openFile, *tree, error) {
	name, slash, err := local(p)
	if err != nil {
		return nil, nil, err
	}
	s, err := t.stat(name, o.follow && !o.exclusive)
	switch {
	case err == nil && o.exclusive:
		return nil, nil, fsError("exist")
	case o.create && slash:
		return nil, nil, fsError("is-directory")
	case err == nil && s.kind == typeLink:
		return nil, nil, fsError("loop")
	case err == nil && s.kind == typeDirectory:
		if o.write {
			return nil, nil, fsError("is-directory")
		}
		sub, err := t.root.OpenRoot(name)
		if err != nil {
			return nil, nil, err
		}
		return nil, &tree{root: sub}, nil
	case err == nil && (slash || o.directory):
		return nil, nil, fsError("not-directory")
	case err == nil && s.kind != typeFile:
		return nil, nil, fsError("unsupported")
	case err != nil && !o.create:
		return nil, nil, err
	}
	mode := os.O_RDONLY
	switch {
	case o.read && o.write:
		mode = os.O_RDWR
	case o.write:
		mode = os.O_WRONLY
	}
	for flag, set := range map[int]bool{os.O_CREATE: o.create, os.O_EXCL: o.exclusive, os.O_TRUNC: o.truncate} {
		if set {
			mode |= flag
		}
	}
	f, err := t.root.OpenFile(name, mode, 0o666)
	if err != nil {
		return nil, nil, err
	}
	return &openFile{f, t.root, name}, nil, nil
}

func statusOf(info fs.FileInfo) *status {
	s := &status{kind: kindOf(info.Mode()), links: 1, size: uint64(info.Size()), modified: info.ModTime()}
	s.id[0] = maphash.String(hashSeed, info.Name()) // which is all that can be seen
	s.info = info
	return s
}

// same tells whether two are one file.
func same(a, b *status) bool { return os.SameFile(a.info.(fs.FileInfo), b.info.(fs.FileInfo)) }

func kindOf(m fs.FileMode) uint32 {
	switch {
	case m.IsRegular():
		return typeFile
	case m.IsDir():
		return typeDirectory
	case m&fs.ModeSymlink != 0:
		return typeLink
	case m&fs.ModeNamedPipe != 0:
		return typeFIFO
	case m&fs.ModeSocket != 0:
		return typeSocket
	case m&fs.ModeCharDevice != 0:
		return typeCharacterDevice
	case m&fs.ModeDevice != 0:
		return typeBlockDevice
	}
	return typeUnknown
}

func (t *tree) stat(p string, follow bool) (*status, error) {
	name, slash, err := local(p)
	if err != nil {
		return nil, err
	}
	stat := t.root.Lstat
	if follow || slash {
		stat = t.root.Stat
	}
	info, err := stat(name)
	switch {
	case err != nil:
		return nil, err
	case slash && !info.IsDir():
		return nil, fsError("not-directory")
	}
	return statusOf(info), nil
}

func (t *tree) setTimes(p string, follow bool, access, modification newTime) error {
	s, err := t.stat(p, follow)
	switch {
	case err != nil:
		return err
	case s.kind == typeLink:
		return fsError("unsupported")
	}
	return setTimes(t.root, path.Clean(p), access, modification)
}

func setTimes(root *os.Root, name string, access, modification newTime) error {
	at := func(t newTime) time.Time {
		if t.now {
			return time.Now()
		}
		return t.at // the zero time for no change
	}
	return root.Chtimes(name, at(access), at(modification))
}

func (t *tree) makeDirectory(p string) error {
	name, _, err := local(p)
	if err != nil {
		return err
	}
	return t.root.Mkdir(name, 0o777)
}

// remove removes what is a directory, or what is none.
func (t *tree) remove(p string, directory bool) error {
	name, slash, err := local(p)
	if err != nil {
		return err
	}
	info, err := t.root.Lstat(name)
	switch {
	case err != nil:
		return err
	case !directory && info.IsDir():
		return fsError("is-directory")
	case directory != info.IsDir() || slash && !info.IsDir():
		return fsError("not-directory")
	}
	return t.root.Remove(name)
}

func (t *tree) removeDirectory(p string) error { return t.remove(p, true) }
func (t *tree) unlink(p string) error          { return t.remove(p, false) }

// vacant checks a path at which no directory is to be made.
func (t *tree) vacant(p string) (string, error) {
	name, slash, err := local(p)
	if err == nil && slash {
		if _, err = t.root.Lstat(name); err == nil {
			err = fsError("exist")
		}
	}
	return name, err
}

func (t *tree) symlink(target, p string) error {
	if _, _, err := local(target); err != nil {
		return err
	}
	name, err := t.vacant(p)
	if err != nil {
		return err
	}
	return t.root.Symlink(target, name)
}

func (t *tree) readlink(p string) (string, error) {
	name, slash, err := local(p)
	if err == nil && slash {
		err = fsError("invalid")
	}
	if err != nil {
		return "", err
	}
	return t.root.Readlink(name)
}

// within checks that two directories are one.
func (t *tree) within(to *tree) error {
	if t.root.Name() != to.root.Name() {
		return fsError("cross-device")
	}
	return nil
}

func (t *tree) link(old string, to *tree, p string) error {
	from, slash, err := local(old)
	if err == nil && slash {
		err = fsError("not-directory")
	}
	if err != nil {
		return err
	}
	name, err := to.vacant(p)
	if err == nil {
		err = t.within(to)
	}
	if err != nil {
		return err
	}
	return t.root.Link(from, name)
}

func (t *tree) rename(old string, to *tree, p string) error {
	from, slash, err := local(old)
	if err != nil {
		return err
	}
	name, slashTo, err := local(p)
	if err == nil {
		err = t.within(to)
	}
	if err != nil {
		return err
	}
	if info, err := t.root.Lstat(from); err != nil || (slash || slashTo) && !info.IsDir() {
		if err == nil {
			err = fsError("not-directory")
		}
		return err
	}
	return t.root.Rename(from, name)
}

func (t *tree) sync(bool) error { return nil }

// list opens the directory to list it.
func (t *tree) list() (*listing, error) {
	f, err := t.root.Open(".")
	if err != nil {
		return nil, err
	}
	return &listing{f}, nil
}

// listing is a directory that is being listed.
type listing struct{ f *os.File }

func (l *listing) close() { _ = l.f.Close() }

// next returns up to n more entries, and io.EOF with the last.
func (l *listing) next(n int) ([]entry, error) {
	list, err := l.f.ReadDir(n)
	if err == nil && len(list) < n {
		err = io.EOF
	}
	out := make([]entry, len(list))
	for i, e := range list {
		out[i] = entry{e.Name(), kindOf(e.Type())}
	}
	return out, err
}
