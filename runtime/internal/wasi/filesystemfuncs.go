package wasi

import (
	"errors"
	"io"
	"os"

	"github.com/wasmcp/wasmcp-go/runtime/internal/canon"
)

var preopenFuncs = table{
	"get-directories": func(c *Call, _ []any) any {
		out := []any{}
		for _, d := range c.Dirs {
			flags := uint32(flagRead | flagMutate)
			if d.ReadOnly {
				flags = flagRead
			}
			out = append(out, []any{&Descriptor{root: d.Root, flags: flags, shared: true}, d.Guest})
		}
		return out
	},
}

// entries is wasi:filesystem's directory-entry-stream.
type entries struct{ list []os.DirEntry }

// file makes a function of one of a descriptor.
func file(f func(d *Descriptor, args []any) (any, error)) Func {
	return func(_ *Call, args []any) any {
		v, err := f(args[0].(*Descriptor), args[1:])
		return fsResult(v, err)
	}
}

// change makes a function of one that changes a directory by a path in it.
func change(f func(root *os.Root, path string) error) Func {
	return file(func(d *Descriptor, args []any) (any, error) {
		root, err := d.dir(true)
		if err != nil {
			return nil, err
		}
		p, err := local(args[0].(string))
		if err != nil {
			return nil, err
		}
		return nil, f(root, p)
	})
}

// pair makes a function of one that takes a path here and one in another directory. At are where
// the arguments are: a path, a descriptor and a path.
func pair(at [3]int, f func(from *os.Root, old, new string) error) Func {
	return file(func(d *Descriptor, args []any) (any, error) {
		other := args[at[1]].(*Descriptor)
		from, err := d.dir(true)
		if err != nil {
			return nil, err
		}
		to, err := other.dir(true)
		if err != nil {
			return nil, err
		}
		old, err := local(args[at[0]].(string))
		if err != nil {
			return nil, err
		}
		name, err := local(args[at[2]].(string))
		if err != nil {
			return nil, err
		}
		if to.Name() != from.Name() {
			return nil, fsError("cross-device")
		}
		return nil, f(from, old, name)
	})
}

// maxFileRead is what one read of a file returns at most.
const maxFileRead = 1 << 20

var filesystemFuncs = table{
	"filesystem-error-code": func(_ *Call, args []any) any {
		err := args[0].(*Error).Err
		var perr *os.PathError
		if errors.As(err, &perr) {
			return canon.Some(canon.Case{Index: fsCode(err)})
		}
		return canon.None()
	},
	"[method]descriptor.read-via-stream": file(func(d *Descriptor, args []any) (any, error) {
		f, err := d.need(flagRead)
		return NewInputStream(&fileReader{f, int64(args[0].(uint64))}, true), err
	}),
	"[method]descriptor.write-via-stream": file(func(d *Descriptor, args []any) (any, error) {
		f, err := d.need(flagWrite)
		return NewOutputStream(&fileWriter{f, int64(args[0].(uint64))}), err
	}),
	"[method]descriptor.append-via-stream": file(func(d *Descriptor, _ []any) (any, error) {
		f, err := d.need(flagWrite)
		return NewOutputStream(&fileWriter{f, -1}), err
	}),
	"[method]descriptor.advise":    file(func(*Descriptor, []any) (any, error) { return nil, nil }),
	"[method]descriptor.sync":      file(syncFile),
	"[method]descriptor.sync-data": file(syncFile),
	"[method]descriptor.get-flags": file(func(d *Descriptor, _ []any) (any, error) { return d.flags, nil }),
	"[method]descriptor.get-type": file(func(d *Descriptor, _ []any) (any, error) {
		info, err := d.stat()
		if err != nil {
			return nil, err
		}
		return descriptorType(info.Mode()), nil
	}),
	"[method]descriptor.set-size": file(func(d *Descriptor, args []any) (any, error) {
		f, err := d.need(flagWrite)
		if err != nil {
			return nil, err
		}
		return nil, f.Truncate(int64(args[0].(uint64)))
	}),
	"[method]descriptor.set-times": file(func(d *Descriptor, args []any) (any, error) {
		// By its path, which may be another file's by now but leads nowhere outside.
		if _, err := d.need(flagWrite); err != nil {
			return nil, err
		}
		return nil, d.in.Chtimes(d.path, timeOf(args[0]), timeOf(args[1]))
	}),
	"[method]descriptor.set-times-at": file(func(d *Descriptor, args []any) (any, error) {
		root, err := d.dir(true)
		if err != nil {
			return nil, err
		}
		p, err := local(args[1].(string))
		if err != nil {
			return nil, err
		}
		return nil, root.Chtimes(p, timeOf(args[2]), timeOf(args[3]))
	}),
	"[method]descriptor.read": file(func(d *Descriptor, args []any) (any, error) {
		f, err := d.need(flagRead)
		if err != nil {
			return nil, err
		}
		b := make([]byte, min(args[0].(uint64), maxFileRead))
		n, err := f.ReadAt(b, int64(args[1].(uint64)))
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return []any{b[:n], err != nil}, nil
	}),
	"[method]descriptor.write": file(func(d *Descriptor, args []any) (any, error) {
		f, err := d.need(flagWrite)
		if err != nil {
			return nil, err
		}
		n, err := f.WriteAt(args[0].([]byte), int64(args[1].(uint64)))
		return uint64(n), err
	}),
	"[method]descriptor.read-directory": file(func(d *Descriptor, _ []any) (any, error) {
		root, err := d.dir(false)
		if err != nil {
			return nil, err
		}
		f, err := root.Open(".")
		if err != nil {
			return nil, err
		}
		defer f.Close()
		list, err := f.ReadDir(-1)
		return &entries{list}, err
	}),
	"[method]directory-entry-stream.read-directory-entry": func(_ *Call, args []any) any {
		e := args[0].(*entries)
		if len(e.list) == 0 {
			return canon.OK(canon.None())
		}
		next := e.list[0]
		e.list = e.list[1:]
		return canon.OK(canon.Some([]any{descriptorType(next.Type()), next.Name()}))
	},
	"[method]descriptor.create-directory-at": change(func(r *os.Root, p string) error { return r.Mkdir(p, 0o777) }),
	"[method]descriptor.remove-directory-at": change(func(r *os.Root, p string) error {
		info, err := r.Lstat(p)
		if err == nil && !info.IsDir() {
			err = fsError("not-directory")
		}
		if err != nil {
			return err
		}
		return r.Remove(p)
	}),
	"[method]descriptor.unlink-file-at": change(func(r *os.Root, p string) error {
		info, err := r.Lstat(p)
		if err == nil && info.IsDir() {
			err = fsError("is-directory")
		}
		if err != nil {
			return err
		}
		return r.Remove(p)
	}),
	"[method]descriptor.stat": file(func(d *Descriptor, _ []any) (any, error) {
		info, err := d.stat()
		if err != nil {
			return nil, err
		}
		return statOf(info), nil
	}),
	"[method]descriptor.stat-at": file(func(d *Descriptor, args []any) (any, error) {
		info, err := d.statAt(args[0].(uint32), args[1].(string))
		if err != nil {
			return nil, err
		}
		return statOf(info), nil
	}),
	"[method]descriptor.open-at": file(func(d *Descriptor, args []any) (any, error) {
		return d.open(args[1].(string), args[0].(uint32), args[2].(uint32), args[3].(uint32))
	}),
	"[method]descriptor.readlink-at": file(func(d *Descriptor, args []any) (any, error) {
		root, err := d.dir(false)
		if err != nil {
			return nil, err
		}
		p, err := local(args[0].(string))
		if err != nil {
			return nil, err
		}
		return root.Readlink(p)
	}),
	"[method]descriptor.link-at":   pair([3]int{1, 2, 3}, (*os.Root).Link),
	"[method]descriptor.rename-at": pair([3]int{0, 1, 2}, (*os.Root).Rename),
	"[method]descriptor.symlink-at": file(func(d *Descriptor, args []any) (any, error) {
		root, err := d.dir(true)
		if err != nil {
			return nil, err
		}
		target, err := local(args[0].(string)) // absolute targets lead outside
		if err != nil {
			return nil, err
		}
		p, err := local(args[1].(string))
		if err != nil {
			return nil, err
		}
		return nil, root.Symlink(target, p)
	}),
	"[method]descriptor.is-same-object": func(_ *Call, args []any) any {
		a, errA := args[0].(*Descriptor).stat()
		b, errB := args[1].(*Descriptor).stat()
		return errA == nil && errB == nil && os.SameFile(a, b)
	},
	"[method]descriptor.metadata-hash": func(_ *Call, args []any) any {
		return metadataHash(args[0].(*Descriptor).stat())
	},
	"[method]descriptor.metadata-hash-at": func(_ *Call, args []any) any {
		return metadataHash(args[0].(*Descriptor).statAt(args[1].(uint32), args[2].(string)))
	},
}

func syncFile(d *Descriptor, _ []any) (any, error) {
	if d.file == nil {
		return nil, nil
	}
	return nil, d.file.Sync()
}
