package oci

import (
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"

	"github.com/opencontainers/go-digest"
)

// download is one piece of content on its way, to memory or to an output. It goes on where an
// earlier one stopped, be it of this process or another.
type download struct {
	store *remoteStore
	r     Reference
	what  string
	d     Descriptor

	// out is where the content goes; where it is nil, got is the content.
	out Output
	got []byte
	// n is how much has come, and hash is of that.
	n    int64
	hash hash.Hash
	// file is what has arrived, for whoever goes on; nil where there is no cache.
	file *os.File
	// inherited says that what came first was in the file.
	inherited bool
}

// take takes what comes, up to a little more than should, and puts it into a file as well unless
// that is nil.
func (f *download) take(from io.Reader, file *os.File) error {
	var out io.Writer
	if f.out != nil {
		out = f.out
	}
	side := startPipe(f.hash, out)
	err := f.pieces(from, file, side)
	if err := side.end(); err != nil {
		return &OutputError{f.r, err}
	}
	return err
}

func (f *download) pieces(from io.Reader, file *os.File, side *pipe) error {
	for {
		p := f.room(side)
		if p == nil {
			return nil // the other side tells why
		}
		n, err := f.fill(p, from)
		p = p[:n]
		f.n += int64(n)
		if f.out == nil {
			f.got = f.got[:f.n]
		}
		if file != nil {
			if _, err := file.Write(p); err != nil {
				return f.store.c.Cache.error(err)
			}
		}
		side.send(p)
		switch {
		case f.n > f.d.Size, err == io.EOF:
			return nil
		case err != nil:
			return &brokenError{err}
		}
	}
}

// fill reads until there is no room any more: few large pieces take less time than many small ones.
func (f *download) fill(p []byte, from io.Reader) (n int, err error) {
	for n < len(p) && err == nil {
		var more int
		more, err = from.Read(p[n:])
		n += more
		if more > 0 {
			f.store.c.report(Progress{Reference: f.r, Digest: f.d.Digest, Done: min(f.n+int64(n), f.d.Size), Total: f.d.Size})
		}
	}
	return n, err
}

// room returns where the next bytes go to.
func (f *download) room(side *pipe) []byte {
	const most, believed = ringBuffer, 64 << 20
	if f.out != nil {
		return side.buffer()
	}
	if len(f.got) == cap(f.got) {
		// The size in the manifest is the registry's word: beyond what does no harm, room is made
		// as content comes.
		more := min(f.d.Size-f.n, max(believed, f.n)) + 1
		f.got = append(make([]byte, 0, f.n+max(more, 1)), f.got...)
	}
	return f.got[f.n:min(f.n+most, int64(cap(f.got)))]
}

// check compares what has come with what was asked for.
func (f *download) check() error {
	if f.n != f.d.Size {
		return &SizeError{f.r, f.what, f.n, f.d.Size, false}
	}
	if found := digest.NewDigest(f.d.Digest.Algorithm(), f.hash); found != f.d.Digest {
		return &DigestError{f.r, f.what, found, f.d.Digest, false}
	}
	return nil
}

// open finds what an earlier download left.
func (f *download) open() error {
	cache := f.store.c.Cache
	if cache == nil {
		return nil
	}
	var err error
	f.file, err = os.OpenFile(cache.partial(f.d.Digest), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return cache.error(err)
	}
	info, err := f.file.Stat()
	if err != nil {
		return cache.error(err)
	}
	if info.Size() == 0 || info.Size() > f.d.Size {
		return f.restart()
	}
	f.inherited = true
	err = f.take(f.file, nil)
	if broken := (*brokenError)(nil); errors.As(err, &broken) {
		return cache.error(broken.err)
	}
	return err
}

// restart forgets what has come.
func (f *download) restart() error {
	f.n, f.got, f.inherited = 0, f.got[:0], false
	f.hash.Reset()
	if f.out != nil {
		if err := empty(f.out); err != nil {
			return &OutputError{f.r, err}
		}
	}
	if f.file == nil {
		return nil
	}
	if err := empty(f.file); err != nil {
		return f.store.c.Cache.error(err)
	}
	return nil
}

// keep puts the file, which is whole now, where the cache has its content.
func (f *download) keep() error {
	if f.file == nil {
		return nil
	}
	cache := f.store.c.Cache
	name := f.file.Name()
	err := f.file.Close()
	f.file = nil
	if err == nil {
		err = os.MkdirAll(filepath.Dir(cache.blob(f.d.Digest)), 0o700)
	}
	if err == nil {
		err = os.Rename(name, cache.blob(f.d.Digest))
	}
	if err != nil {
		os.Remove(name)
		return cache.error(err)
	}
	return nil
}

// close leaves what has come for the next attempt if that can make use of it: what is wrong or has
// no room is removed.
func (f *download) close(err error) {
	if f.file == nil {
		return
	}
	name := f.file.Name()
	f.file.Close()
	var wrong *DigestError
	var size *SizeError
	var cache *CacheError
	if f.n == 0 || errors.As(err, &wrong) || errors.As(err, &size) || errors.As(err, &cache) {
		os.Remove(name)
	}
}
