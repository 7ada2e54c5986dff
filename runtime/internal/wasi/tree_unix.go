//go:build linux || darwin

package wasi

import (
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// tree is a directory that no path leads out of. What is done with a name in it is done by system
// calls that follow no link, so that a link put there meanwhile leads nowhere.
type tree struct{ fd int }

// openTree opens a directory that was granted.
func openTree(root *os.Root) (*tree, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	fd, err := openat(int(f.Fd()), ".", unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	return &tree{fd}, nil
}

func (t *tree) close() { _ = unix.Close(t.fd) }

// at calls f with where a path leads to.
func (t *tree) at(path string, l last, f func(p *place) error) error {
	p, err := walk(t.fd, path, l)
	if err != nil {
		return err
	}
	defer p.close()
	return f(&p)
}

// existing is last for what is there already.
func existing(follow bool) last {
	if follow {
		return followLast
	}
	return slashLast
}

// errSpecial is what a guest is told that opens a pipe, a socket or a device: reading and writing
// them may take for ever, and they do more than to keep bytes.
var errSpecial error = fsError("unsupported")

// open opens a file or a directory.
func (t *tree) open(path string, o opening) (*openFile, *tree, error) {
	fd, directory, l := -1, false, existing(o.follow && !o.exclusive)
	if o.create && strings.HasSuffix(path, "/") {
		l = keepLast
	}
	err := t.at(path, l, func(p *place) (err error) {
		fd, directory, err = p.open(o)
		return err
	})
	switch {
	case err != nil:
		return nil, nil, err
	case directory:
		return nil, &tree{fd}, nil
	default:
		return &openFile{fd}, nil, nil
	}
}

func (p *place) open(o opening) (fd int, directory bool, err error) {
	// What is there now is looked at first, for opening a device does something; and again
	// afterwards, for it may be another by then.
	s, err := p.stat()
	switch {
	case p.slash && o.create && p.name != ".":
		return 0, false, unix.EISDIR
	case err == unix.ENOENT && o.create:
	case err != nil:
		return 0, false, err
	case o.exclusive:
		return 0, false, unix.EEXIST
	case s.kind == typeDirectory:
	case p.slash:
		return 0, false, unix.ENOTDIR
	case s.kind == typeLink:
		return 0, false, unix.ELOOP
	case o.directory:
		return 0, false, unix.ENOTDIR
	case s.kind != typeFile:
		return 0, false, errSpecial
	}
	flags := unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_NOCTTY
	switch {
	case o.read && o.write:
		flags |= unix.O_RDWR
	case o.write:
		flags |= unix.O_WRONLY
	}
	if o.create {
		flags |= unix.O_CREAT
	}
	if o.exclusive {
		flags |= unix.O_EXCL
	}
	if o.truncate {
		flags |= unix.O_TRUNC
	}
	if o.directory {
		flags |= unix.O_DIRECTORY
	}
	if fd, err = openat(p.dir, p.name, flags, 0o666); err != nil {
		return 0, false, err
	}
	s, err = statFile(fd)
	if err == nil && s.kind != typeFile && s.kind != typeDirectory {
		err = errSpecial
	}
	if err != nil {
		_ = unix.Close(fd)
		return 0, false, err
	}
	return fd, s.kind == typeDirectory, nil
}

// stat tells what is there, without following a link.
func (p *place) stat() (*status, error) {
	var s unix.Stat_t
	if err := unix.Fstatat(p.dir, p.name, &s, unix.AT_SYMLINK_NOFOLLOW); err != nil {
		return nil, err
	}
	return statusOf(&s), nil
}

func statFile(fd int) (*status, error) {
	var s unix.Stat_t
	if err := unix.Fstat(fd, &s); err != nil {
		return nil, err
	}
	return statusOf(&s), nil
}

func statusOf(s *unix.Stat_t) *status {
	at := func(t unix.Timespec) time.Time { return time.Unix(t.Unix()) }
	out := &status{
		links: uint64(s.Nlink), size: uint64(max(s.Size, 0)),
		accessed: at(s.Atim), modified: at(s.Mtim), changed: at(s.Ctim),
		id: [2]uint64{uint64(s.Dev), s.Ino},
	}
	switch s.Mode & unix.S_IFMT {
	case unix.S_IFREG:
		out.kind = typeFile
	case unix.S_IFDIR:
		out.kind = typeDirectory
	case unix.S_IFLNK:
		out.kind = typeLink
	case unix.S_IFCHR:
		out.kind = typeCharacterDevice
	case unix.S_IFBLK:
		out.kind = typeBlockDevice
	case unix.S_IFIFO:
		out.kind = typeFIFO
	case unix.S_IFSOCK:
		out.kind = typeSocket
	}
	return out
}

// same tells whether two are one file.
func same(a, b *status) bool { return a.id == b.id }

// is checks that a path that ends in a slash leads to a directory.
func (p *place) is() error {
	if !p.slash {
		return nil
	}
	s, err := p.stat()
	if err == nil && s.kind != typeDirectory {
		err = unix.ENOTDIR
	}
	return err
}

func (t *tree) stat(path string, follow bool) (s *status, err error) {
	l := existing(follow)
	if short := trimLast(path); !follow && !strings.Contains(short, "/") {
		// As on wasmtime, a slash after the only name then says nothing.
		l, path = keepLast, short
	}
	err = t.at(path, l, func(p *place) error {
		if s, err = p.stat(); err == nil && p.slash && s.kind != typeDirectory {
			err = unix.ENOTDIR
		}
		return err
	})
	return s, err
}

// trimLast removes slashes and names "." from the end of a path, as far as another name is left.
func trimLast(path string) string {
	for {
		short := strings.TrimRight(path, "/")
		short = strings.TrimSuffix(short, "/.")
		if short == path || short == "" {
			return path
		}
		path = short
	}
}

func (t *tree) setTimes(path string, follow bool, access, modification newTime) error {
	return t.at(path, existing(follow), func(p *place) error {
		if err := p.is(); err != nil {
			return err
		}
		return setTimesAt(p.dir, p.name, access, modification)
	})
}

func setTimesAt(dir int, name string, access, modification newTime) error {
	a, err := timespec(access)
	if err != nil {
		return err
	}
	m, err := timespec(modification)
	if err != nil {
		return err
	}
	return unix.UtimesNanoAt(dir, name, []unix.Timespec{a, m}, unix.AT_SYMLINK_NOFOLLOW)
}

func timespec(t newTime) (unix.Timespec, error) {
	switch {
	case t.keep:
		return unix.Timespec{Nsec: timeOmit}, nil
	case t.now:
		return unix.Timespec{Nsec: timeNow}, nil
	}
	return unix.TimeToTimespec(t.at)
}

func (t *tree) makeDirectory(path string) error {
	return t.at(path, keepLast, func(p *place) error {
		return unix.Mkdirat(p.dir, p.name, 0o777)
	})
}

func (t *tree) removeDirectory(path string) error {
	return t.at(path, dotLast, func(p *place) error {
		return unix.Unlinkat(p.dir, p.name, unix.AT_REMOVEDIR)
	})
}

func (t *tree) unlink(path string) error {
	return t.at(path, dotLast, func(p *place) error {
		s, err := p.stat()
		if err == nil && s.kind == typeDirectory {
			err = unix.EISDIR
		}
		if err != nil {
			return err
		}
		return unix.Unlinkat(p.dir, p.name, 0)
	})
}

func (t *tree) symlink(target, path string) error {
	switch {
	case target == "":
		return unix.ENOENT
	case target[0] == '/':
		return escape // it would lead outside
	}
	return t.at(path, dotLast, func(p *place) error {
		return unix.Symlinkat(target, p.dir, p.name)
	})
}

func (t *tree) readlink(path string) (target string, err error) {
	err = t.at(path, slashLast, func(p *place) error {
		if err := p.is(); err != nil {
			return err
		}
		target, err = readlink(p.dir, p.name)
		return err
	})
	return target, err
}

// link makes a second name, in this directory or in another one.
func (t *tree) link(old string, to *tree, path string) error {
	return t.at(old, slashLast, func(from *place) error {
		if err := from.is(); err != nil {
			return err
		}
		return to.at(path, dotLast, func(p *place) error {
			return unix.Linkat(from.dir, from.name, p.dir, p.name, 0)
		})
	})
}

// rename moves what is there, within this directory or to another one.
func (t *tree) rename(old string, to *tree, path string) error {
	return t.at(old, keepLast, func(from *place) error {
		return to.at(path, keepLast, func(p *place) error {
			if from.name == "." || p.name == "." {
				return unix.EBUSY
			}
			from.slash = from.slash || p.slash
			if err := from.is(); err != nil {
				return err
			}
			return unix.Renameat(from.dir, from.name, p.dir, p.name)
		})
	})
}

func (t *tree) sync(bool) error { return unix.Fsync(t.fd) }

// list opens the directory to list it.
func (t *tree) list() (*listing, error) {
	fd, err := openat(t.fd, ".", unix.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	return &listing{os.NewFile(uintptr(fd), "directory"), fd}, nil
}

// listing is a directory that is being listed.
type listing struct {
	names *os.File
	fd    int
}

func (l *listing) close() { _ = l.names.Close() }

// next returns up to n more entries, and io.EOF with the last.
func (l *listing) next(n int) ([]entry, error) {
	names, err := l.names.Readdirnames(n)
	if err == nil && len(names) < n || errors.Is(err, unix.ENOENT) { // it was removed
		err = io.EOF
	}
	out := make([]entry, 0, len(names))
	for _, name := range names {
		p := place{dir: l.fd, name: name}
		if s, err := p.stat(); err == nil { // or it is gone by now
			out = append(out, entry{name, s.kind})
		}
	}
	return out, err
}
