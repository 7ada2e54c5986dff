//go:build linux || darwin

package wasi

import (
	"strings"

	"golang.org/x/sys/unix"
)

// Limits of one path, as Linux has them: its length in bytes, and the links on its way.
const (
	maxPath  = 4096
	maxLinks = 40
)

// maxSteps is how many directories are opened for one path, those opened again after ".." included.
const maxSteps = 10_000

// escape is the error of a path that leads out of its directory.
const escape = unix.EPERM

// last says what becomes of a path's last name if it is a symbolic link.
type last int

const (
	keepLast   last = iota // it is never followed
	slashLast              // it is followed where a slash comes after it
	followLast             // it is followed
	// dotLast is keepLast, but what ends in a slash is taken for the directory itself, as if "." came
	// after it, as wasmtime has it.
	dotLast
)

// place is where a path leads to: a name in a directory.
type place struct {
	dir  int // a descriptor
	own  bool
	name string // one name, or "." for the directory itself
	// slash is set where the path ends in a slash, so that it means a directory.
	slash bool
}

func (p *place) close() {
	if p.own {
		_ = unix.Close(p.dir)
	}
}

// walker follows a path one name after the other, and never leaves its root: no name that it opens
// is a link, and ".." begins anew with the names before.
type walker struct {
	root, dir    int
	above        []string // the names from root to dir
	steps, links int
}

// walk follows a path from a directory.
func walk(root int, path string, l last) (place, error) {
	switch {
	case path == "":
		return place{}, unix.ENOENT
	case strings.IndexByte(path, 0) >= 0:
		return place{}, unix.EINVAL
	case len(path) >= maxPath:
		return place{}, unix.ENAMETOOLONG
	}
	if l == dotLast && path[len(path)-1] == '/' {
		path += "."
	}
	w := walker{root: root, dir: root}
	p, err := w.walk(path, l)
	if err != nil {
		w.leave()
		return place{}, err
	}
	p.dir, p.own = w.dir, w.dir != w.root
	return p, nil
}

func (w *walker) walk(rest string, l last) (place, error) {
	for {
		if rest[0] == '/' {
			return place{}, escape
		}
		name, after, slash := strings.Cut(rest, "/")
		after = strings.TrimLeft(after, "/")
		ends := after == ""
		if name == "." || name == ".." {
			if name == ".." {
				if err := w.up(); err != nil {
					return place{}, err
				}
			}
			if ends {
				return place{name: ".", slash: slash}, nil
			}
			rest = after
			continue
		}
		follow := l == followLast || l == slashLast && slash
		if ends && !follow {
			return place{name: name, slash: slash}, nil
		}
		var failed error
		if !ends {
			if failed = w.enter(name); failed == nil {
				rest = after
				continue
			}
			if failed != unix.ENOTDIR && failed != unix.ELOOP {
				return place{}, failed
			}
		}
		target, err := readlink(w.dir, name)
		switch {
		case err != nil && ends:
			return place{name: name, slash: slash}, nil // no link, or nothing
		case err != nil:
			return place{}, unix.ENOTDIR
		case target == "":
			return place{}, unix.ENOENT
		}
		if w.links++; w.links > maxLinks {
			return place{}, unix.ELOOP
		}
		rest = target + rest[len(name):]
	}
}

// enter goes into a directory.
func (w *walker) enter(name string) error {
	if w.steps++; w.steps > maxSteps {
		return unix.ENAMETOOLONG
	}
	fd, err := openat(w.dir, name, pathOnly|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	w.leave()
	w.dir, w.above = fd, append(w.above, name)
	return nil
}

// leave closes the directory that was reached.
func (w *walker) leave() {
	if w.dir != w.root {
		_ = unix.Close(w.dir)
	}
}

// up goes to the directory above.
func (w *walker) up() error {
	if len(w.above) == 0 {
		return escape
	}
	names := w.above[:len(w.above)-1]
	w.leave()
	w.dir, w.above = w.root, nil
	for _, name := range names {
		if err := w.enter(name); err != nil {
			return err
		}
	}
	return nil
}

func openat(dir int, name string, flags int, mode uint32) (int, error) {
	for {
		fd, err := unix.Openat(dir, name, flags|unix.O_CLOEXEC, mode)
		if err != unix.EINTR {
			return fd, err
		}
	}
}

// readlink returns where a link leads to.
func readlink(dir int, name string) (string, error) {
	b := make([]byte, maxPath)
	n, err := unix.Readlinkat(dir, name, b)
	if err != nil {
		return "", err
	}
	return string(b[:n]), nil
}
