package filemap

import (
	"bufio"
	"io"
	"iter"
	"os"
)

// window is how much of a file takes memory at a time where it is read through.
const window = 1 << 20

// buffered is the size of the buffer that small parts are collected in.
const buffered = 64 << 10

// WriteTo writes parts one after another. Those of mapped files go from file to file if w is one.
func (f *Files) WriteTo(w io.Writer, parts iter.Seq[[]byte]) error {
	b := bufio.NewWriterSize(w, buffered)
	to, isFile := w.(*os.File)
	for part := range parts {
		from, at, mapped := f.Find(part)
		switch {
		case mapped && isFile:
			if err := b.Flush(); err != nil {
				return err
			}
			if err := copyRange(to, from, at, int64(len(part))); err != nil {
				return err
			}
		case mapped:
			for w := range Windows(part) {
				if _, err := b.Write(w); err != nil {
					return err
				}
				f.Release(w)
			}
		default:
			if _, err := b.Write(part); err != nil {
				return err
			}
		}
	}
	return b.Flush()
}

// copyRange appends n bytes of a file, from an offset on.
func copyRange(to, from *os.File, at, n int64) error {
	if _, err := from.Seek(at, io.SeekStart); err != nil {
		return err
	}
	copied, err := to.ReadFrom(io.LimitReader(from, n))
	if err == nil && copied < n {
		err = &ChangedError{from.Name()}
	}
	return err
}

// Windows yields b in pieces that are small enough to take memory.
func Windows(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			n := min(window, len(b))
			if !yield(b[:n]) {
				return
			}
			b = b[n:]
		}
	}
}
