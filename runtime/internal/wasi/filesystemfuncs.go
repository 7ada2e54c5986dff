package wasi

import (
	"errors"
	"hash/maphash"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

var preopenFuncs = table{
	"get-directories": func(c *Call, _ []any) any {
		out := []any{}
		for _, d := range c.Dirs {
			opened, err := c.openGrant(d)
			if err != nil {
				canon.Trapf("opening the directory %q: %v", d.Guest, err)
			}
			out = append(out, []any{opened, d.Guest})
		}
		return out
	},
}

// openGrant opens a directory that was granted.
func (c *Call) openGrant(d Dir) (*Descriptor, error) {
	release, err := c.reserveFile()
	if err != nil {
		return nil, err
	}
	t, err := openTree(d.Root)
	if err != nil {
		release()
		return nil, err
	}
	return &Descriptor{tree: t, readOnly: d.ReadOnly, reads: true, writes: !d.ReadOnly, release: release}, nil
}

// file makes a function of one of a descriptor.
func file(f func(c *Call, d *Descriptor, args []any) (any, error)) Func {
	return func(c *Call, args []any) any {
		v, err := f(c, args[0].(*Descriptor), args[1:])
		return fsResult(v, err)
	}
}

// look makes a function of one that reads a directory.
func look(f func(t *tree, args []any) (any, error)) Func {
	return file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		t, err := d.directory()
		if err != nil {
			return nil, err
		}
		return f(t, args)
	})
}

// change makes a function of one that changes a directory.
func change(f func(t *tree, args []any) error) Func {
	return file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		t, err := d.changing()
		if err != nil {
			return nil, err
		}
		return nil, f(t, args)
	})
}

// pair makes a function of one that changes two directories, the other of which is an argument.
func pair(other int, f func(from, to *tree, args []any) error) Func {
	return file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		from, err := d.directory()
		if err != nil {
			return nil, err
		}
		to, err := args[other].(*Descriptor).directory()
		if err != nil {
			return nil, err
		}
		if d.readOnly || args[other].(*Descriptor).readOnly {
			return nil, errReadOnly
		}
		return nil, f(from, to, args)
	})
}

// maxFileRead is what one read of a file returns at most.
const maxFileRead = 1 << 20

var filesystemFuncs = table{
	"filesystem-error-code": func(_ *Call, args []any) any {
		if err := (*fileError)(nil); errors.As(args[0].(*Error).Err, &err) {
			return canon.Some(canon.Case{Index: fsCode(err)})
		}
		return canon.None()
	},
	"[method]descriptor.read-via-stream": file(func(c *Call, d *Descriptor, args []any) (any, error) {
		f, err := d.regular()
		if err != nil {
			return nil, fsError("is-directory")
		}
		in := NewInputStream(&fileReader{f.use(), args[0].(uint64)}, true).of(c.State)
		in.drop = f.drop
		return in, nil
	}),
	"[method]descriptor.write-via-stream": file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		at := args[0].(uint64)
		return d.writer(func(f *sharedFile, b []byte) (int, error) {
			n, err := f.writeAt(b, at)
			at += uint64(n)
			return n, err
		})
	}),
	"[method]descriptor.append-via-stream": file(func(_ *Call, d *Descriptor, _ []any) (any, error) {
		return d.writer(func(f *sharedFile, b []byte) (int, error) { return f.append(b) })
	}),
	"[method]descriptor.advise": file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		f, err := d.regular()
		if err != nil {
			return nil, err
		}
		return nil, f.advise(args[0].(uint64), args[1].(uint64), args[2].(canon.Case).Index)
	}),
	"[method]descriptor.sync":      syncing(false),
	"[method]descriptor.sync-data": syncing(true),
	"[method]descriptor.get-flags": file(func(_ *Call, d *Descriptor, _ []any) (any, error) { return d.flags(), nil }),
	"[method]descriptor.get-type": file(func(_ *Call, d *Descriptor, _ []any) (any, error) {
		if d.tree != nil {
			return canon.Case{Index: typeDirectory}, nil
		}
		return canon.Case{Index: typeFile}, nil
	}),
	"[method]descriptor.set-size": file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		f, err := d.regular()
		switch {
		case err != nil:
			return nil, err
		case d.readOnly:
			return nil, errReadOnly
		}
		size := args[0].(uint64)
		if size > math.MaxInt64 {
			return nil, fsError("invalid")
		}
		return nil, f.truncate(int64(size))
	}),
	"[method]descriptor.set-times": file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		access, modification, err := newTimesOf(args[0], args[1])
		switch {
		case err != nil:
			return nil, err
		case d.readOnly:
			return nil, errReadOnly
		case d.tree != nil:
			return nil, d.tree.setTimes(".", false, access, modification)
		}
		return nil, d.file.setTimes(access, modification)
	}),
	"[method]descriptor.set-times-at": file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		if _, err := d.directory(); err != nil {
			return nil, err
		}
		access, modification, err := newTimesOf(args[2], args[3])
		if err != nil {
			return nil, err
		}
		t, err := d.changing()
		if err != nil {
			return nil, err
		}
		return nil, t.setTimes(args[1].(string), args[0].(uint32)&followLinks != 0, access, modification)
	}),
	"[method]descriptor.read": file(func(c *Call, d *Descriptor, args []any) (any, error) {
		f, err := d.regular()
		if err != nil {
			return nil, err
		}
		size := min(args[0].(uint64), maxFileRead)
		c.pass(size, "a part of a file")
		b := make([]byte, size)
		n, err := f.readAt(b, args[1].(uint64))
		if err != nil {
			return nil, err
		}
		return []any{b[:n], n == 0}, nil
	}),
	"[method]descriptor.write": file(func(_ *Call, d *Descriptor, args []any) (any, error) {
		f, err := d.regular()
		switch {
		case err != nil:
			return nil, err
		case d.readOnly:
			return nil, errReadOnly
		}
		n, err := f.writeAt(args[0].([]byte), args[1].(uint64))
		if err != nil {
			return nil, err
		}
		return uint64(n), nil
	}),
	"[method]descriptor.read-directory":                   file(readDirectory),
	"[method]directory-entry-stream.read-directory-entry": readEntry,
	"[method]descriptor.create-directory-at": change(func(t *tree, args []any) error {
		return t.makeDirectory(args[0].(string))
	}),
	"[method]descriptor.remove-directory-at": change(func(t *tree, args []any) error {
		return t.removeDirectory(args[0].(string))
	}),
	"[method]descriptor.unlink-file-at": change(func(t *tree, args []any) error {
		return t.unlink(args[0].(string))
	}),
	"[method]descriptor.stat": file(func(_ *Call, d *Descriptor, _ []any) (any, error) {
		s, err := d.stat()
		if err != nil {
			return nil, err
		}
		return s.record(), nil
	}),
	"[method]descriptor.stat-at": look(func(t *tree, args []any) (any, error) {
		s, err := t.stat(args[1].(string), args[0].(uint32)&followLinks != 0)
		if err != nil {
			return nil, err
		}
		return s.record(), nil
	}),
	"[method]descriptor.open-at": file(func(c *Call, d *Descriptor, args []any) (any, error) {
		return d.openAt(c, args[1].(string), args[0].(uint32), args[2].(uint32), args[3].(uint32))
	}),
	"[method]descriptor.readlink-at": look(func(t *tree, args []any) (any, error) {
		target, err := t.readlink(args[0].(string))
		switch {
		case err != nil:
			return nil, err
		case strings.HasPrefix(target, "/"):
			return nil, fsError("not-permitted") // it leads outside
		case !utf8.ValidString(target):
			return nil, fsError("illegal-byte-sequence")
		}
		return target, nil
	}),
	"[method]descriptor.link-at": pair(2, func(from, to *tree, args []any) error {
		if args[0].(uint32)&followLinks != 0 {
			return fsError("invalid")
		}
		return from.link(args[1].(string), to, args[3].(string))
	}),
	"[method]descriptor.rename-at": pair(1, func(from, to *tree, args []any) error {
		return from.rename(args[0].(string), to, args[2].(string))
	}),
	"[method]descriptor.symlink-at": change(func(t *tree, args []any) error {
		return t.symlink(args[0].(string), args[1].(string))
	}),
	"[method]descriptor.is-same-object": func(_ *Call, args []any) any {
		a, errA := args[0].(*Descriptor).stat()
		b, errB := args[1].(*Descriptor).stat()
		return errA == nil && errB == nil && same(a, b)
	},
	"[method]descriptor.metadata-hash": file(func(_ *Call, d *Descriptor, _ []any) (any, error) {
		return metadataHash(d.stat())
	}),
	"[method]descriptor.metadata-hash-at": look(func(t *tree, args []any) (any, error) {
		return metadataHash(t.stat(args[1].(string), args[0].(uint32)&followLinks != 0))
	}),
}

var hashSeed = maphash.MakeSeed()

// metadataHash tells files apart, and states of one file.
func metadataHash(s *status, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	var h maphash.Hash
	h.SetSeed(hashSeed)
	maphash.WriteComparable(&h, s.id)
	lower := h.Sum64()
	maphash.WriteComparable(&h, s.modified.UnixNano())
	maphash.WriteComparable(&h, s.size)
	return []any{lower, h.Sum64()}, nil
}

func syncing(dataOnly bool) Func {
	return file(func(_ *Call, d *Descriptor, _ []any) (any, error) {
		if d.tree != nil {
			return nil, d.tree.sync(dataOnly)
		}
		return nil, d.file.sync(dataOnly)
	})
}
