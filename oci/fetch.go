package oci

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/opencontainers/go-digest"
	"oras.land/oras-go/v2/registry/remote/retry"
)

func (s *remoteStore) blob(ctx context.Context, r Reference, what string, d Descriptor) ([]byte, error) {
	progress := Progress{Reference: r, Digest: d.Digest, Done: d.Size, Total: d.Size}
	if err := d.Digest.Validate(); err != nil {
		return nil, &ManifestError{r, "the " + what + " has no usable digest", quote(d.Digest.String()),
			"sha256: and 64 hexadecimal digits"}
	}
	if d.Size < 0 || d.Size > s.c.maxSize() {
		return nil, &SizeError{r, what, d.Size, s.c.maxSize(), true}
	}
	if b, ok := s.c.Cache.Read(d.Digest); ok {
		s.c.report(progress)
		return b, nil
	}
	if s.c.Offline {
		return nil, &OfflineError{r, what}
	}
	if s.c.Cache != nil {
		unlock, err := s.c.Cache.lock(ctx, d.Digest)
		if err != nil {
			return nil, err
		}
		defer unlock()
		if b, ok := s.c.Cache.Read(d.Digest); ok { // another process has just fetched it
			s.c.report(progress)
			return b, nil
		}
	}
	f := &download{store: s, r: r, what: what, d: d, hash: d.Digest.Algorithm().Hash()}
	b, err := f.run(ctx)
	f.close(err)
	if err != nil {
		return nil, s.c.explain(ctx, r, "fetch the "+what, err)
	}
	if s.c.Cache != nil {
		return b, s.c.Cache.Trim()
	}
	return b, nil
}

// download is one piece of content on its way. It goes on where an earlier one stopped, be it of
// this process or another.
type download struct {
	store *remoteStore
	r     Reference
	what  string
	d     Descriptor

	got  []byte
	hash hash.Hash
	// file is what has arrived, for whoever goes on; nil where there is no cache.
	file *os.File
	// inherited says that got began with what was in the file.
	inherited bool
}

func (f *download) run(ctx context.Context) ([]byte, error) {
	if err := f.open(); err != nil {
		return nil, err
	}
	wait := retry.ExponentialBackoff(f.store.c.backoff(), 2, 0.1)
	for failed := 0; ; {
		before := len(f.got)
		err := f.request(ctx)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case !errors.As(err, new(*brokenError)):
			return nil, err
		case len(f.got) > before:
			failed = 0
		default:
			failed++
		}
		if err == nil {
			err = f.check()
			if err == nil {
				return f.got, f.keep()
			}
			if !f.inherited {
				return nil, err
			}
			// What was left by an earlier attempt was wrong, or is of no use to this registry.
			if err := f.restart(); err != nil {
				return nil, err
			}
			continue
		}
		if failed >= f.store.c.attempts() {
			return nil, errors.Unwrap(err)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait(failed, nil)):
		}
	}
}

// brokenError is a connection that broke while content came over it.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// request fetches what is missing.
func (f *download) request(ctx context.Context) error {
	if int64(len(f.got)) == f.d.Size && f.d.Size > 0 {
		return nil
	}
	header := map[string]string{}
	offset := len(f.got)
	if offset > 0 {
		header["Range"] = fmt.Sprintf("bytes=%d-%d", offset, f.d.Size-1)
	}
	resp, err := f.store.do(ctx, http.MethodGet, "blobs/"+f.d.Digest.String(), header)
	if err != nil {
		return err
	}
	switch {
	case offset > 0 && resp.StatusCode == http.StatusPartialContent && startsAt(resp, offset):
	case resp.StatusCode == http.StatusOK:
		if err := f.restart(); err != nil { // it has no ranges: all over again
			resp.Body.Close()
			return err
		}
	case offset > 0 && (resp.StatusCode == http.StatusPartialContent || resp.StatusCode == http.StatusRequestedRangeNotSatisfiable):
		resp.Body.Close()
		return f.restart()
	default:
		return refused(resp)
	}
	defer resp.Body.Close()
	return f.read(resp.Body)
}

func startsAt(resp *http.Response, offset int) bool {
	var start int
	_, err := fmt.Sscanf(resp.Header.Get("Content-Range"), "bytes %d-", &start)
	return err == nil && start == offset
}

// read takes what comes, up to one byte more than should.
func (f *download) read(body io.Reader) error {
	const most, believed = 1 << 20, 64 << 20
	for {
		if len(f.got) == cap(f.got) {
			// The size in the manifest is the registry's word: beyond what does no harm, room is made
			// as content comes.
			room := min(f.d.Size-int64(len(f.got)), int64(max(believed, len(f.got)))) + 1
			f.got = append(make([]byte, 0, int64(len(f.got))+max(room, 1)), f.got...)
		}
		end := min(len(f.got)+most, cap(f.got))
		n, err := body.Read(f.got[len(f.got):end])
		piece := f.got[len(f.got) : len(f.got)+n]
		f.got = f.got[:len(f.got)+n]
		f.hash.Write(piece)
		if f.file != nil {
			if _, err := f.file.Write(piece); err != nil {
				return f.store.c.Cache.error(err)
			}
		}
		if n > 0 {
			f.store.c.report(Progress{Reference: f.r, Digest: f.d.Digest,
				Done: min(int64(len(f.got)), f.d.Size), Total: f.d.Size})
		}
		switch {
		case int64(len(f.got)) > f.d.Size, err == io.EOF:
			return nil
		case err != nil:
			return &brokenError{err}
		}
	}
}

// check compares what has come with what was asked for.
func (f *download) check() error {
	if n := int64(len(f.got)); n != f.d.Size {
		return &SizeError{f.r, f.what, n, f.d.Size, false}
	}
	if found := digest.NewDigest(f.d.Digest.Algorithm(), f.hash); found != f.d.Digest {
		return &DigestError{f.r, f.what, found, f.d.Digest}
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
	f.file, err = os.OpenFile(cache.partial(f.d.Digest), os.O_RDWR|os.O_CREATE, 0o644)
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
	if f.got, err = io.ReadAll(f.file); err != nil {
		return cache.error(err)
	}
	f.hash.Write(f.got)
	f.inherited = true
	return nil
}

// restart forgets what has come.
func (f *download) restart() error {
	f.got, f.inherited = f.got[:0], false
	f.hash.Reset()
	if f.file == nil {
		return nil
	}
	err := f.file.Truncate(0)
	if err == nil {
		_, err = f.file.Seek(0, io.SeekStart)
	}
	if err != nil {
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
		err = os.MkdirAll(filepath.Dir(cache.blob(f.d.Digest)), 0o755)
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
	if len(f.got) == 0 || errors.As(err, &wrong) || errors.As(err, &size) || errors.As(err, &cache) {
		os.Remove(name)
	}
}
