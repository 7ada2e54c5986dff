package wasi

import "io"

// fileError is an error of a stream of a file.
type fileError struct{ err error }

// Error tells what went wrong.
func (e *fileError) Error() string { return e.err.Error() }

// Unwrap returns the system's error.
func (e *fileError) Unwrap() error { return e.err }

// fileReader reads a file from a position on.
type fileReader struct {
	f  *sharedFile
	at uint64
}

func (r *fileReader) Read(b []byte) (int, error) {
	n, err := r.f.readAt(b, r.at)
	r.at += uint64(n)
	switch {
	case err != nil:
		return n, &fileError{err}
	case n == 0 && len(b) > 0:
		return 0, io.EOF
	}
	return n, nil
}

// writer returns a stream that writes to a file, by a function that writes some bytes.
func (d *Descriptor) writer(write func(f *sharedFile, b []byte) (int, error)) (any, error) {
	f, err := d.regular()
	switch {
	case err != nil:
		return nil, err
	case d.readOnly:
		return nil, fsError("bad-descriptor")
	}
	out := NewOutputStream(&fileWriter{f.use(), write})
	out.drop = f.drop
	return out, nil
}

// fileWriter writes to a file.
type fileWriter struct {
	f     *sharedFile
	write func(f *sharedFile, b []byte) (int, error)
}

func (w *fileWriter) Write(b []byte) (n int, err error) {
	for n < len(b) {
		k, err := w.write(w.f, b[n:])
		if n += k; err != nil {
			return n, &fileError{err}
		}
		if k == 0 {
			return n, &fileError{io.ErrShortWrite}
		}
	}
	return n, nil
}

func (*fileWriter) Flush() error { return nil }
