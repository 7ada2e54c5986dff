package oci

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/opencontainers/go-digest"
	"oras.land/oras-go/v2/registry/remote/retry"
)

func (s *remoteStore) blob(ctx context.Context, r Reference, what string, d Descriptor) ([]byte, error) {
	f := &download{store: s, r: r, what: what, d: d}
	if err := f.bring(ctx); err != nil {
		return nil, err
	}
	return f.got, nil
}

func (s *remoteStore) writeBlob(ctx context.Context, r Reference, what string, d Descriptor, out Output) error {
	return (&download{store: s, r: r, what: what, d: d, out: out}).bring(ctx)
}

// bring takes the content from the cache or from the registry.
func (f *download) bring(ctx context.Context) error {
	c := f.store.c
	if err := checkDigest(f.r, f.what, f.d.Digest); err != nil {
		return err
	}
	if err := checkSize(f.r, f.what, f.d.Size, c.maxSize()); err != nil {
		return err
	}
	if ok, err := f.cached(); ok || err != nil {
		return err
	}
	if c.Offline {
		return &OfflineError{Reference: f.r, What: f.what}
	}
	if c.Cache != nil {
		unlock, err := c.Cache.lock(ctx, f.d.Digest)
		if err != nil {
			return err
		}
		defer unlock()
		if ok, err := f.cached(); ok || err != nil { // another process has just fetched it
			return err
		}
	}
	f.hash = f.d.Digest.Algorithm().Hash()
	err := f.run(ctx)
	f.close(err)
	if err != nil {
		return c.explain(ctx, f.r, "fetch the "+f.what, err)
	}
	return c.Cache.Trim()
}

// checkDigest refuses what a registry or a layout calls a digest and is none: nothing may be asked of it.
func checkDigest(r Reference, what string, d digest.Digest) error {
	if d.Validate() == nil {
		return nil
	}
	if r.Digest == d {
		r.Digest = ""
	}
	return &ManifestError{r, "the " + what + " has no usable digest", quote(d.String()), "sha256: and 64 hexadecimal digits"}
}

// checkSize refuses sizes in a manifest that can be none, or are larger than is allowed.
func checkSize(r Reference, what string, size, most int64) error {
	switch {
	case size < 0:
		return &ManifestError{r, "the " + what + " has no usable size", fmt.Sprint(size), "a number of bytes"}
	case size > most:
		return &SizeError{r, what, size, most, true}
	}
	return nil
}

// cached takes the content from the cache if it is there.
func (f *download) cached() (ok bool, err error) {
	cache := f.store.c.Cache
	if !cache.has(f.d) { // a manifest that gives another size is wrong, whatever the cache has
		return false, nil
	}
	if f.out == nil {
		f.got, ok = cache.Read(f.d.Digest)
	} else if ok, err = cache.copyTo(f.d.Digest, f.out); err != nil {
		return false, &OutputError{f.r, err}
	}
	if ok {
		f.store.c.report(Progress{Reference: f.r, Digest: f.d.Digest, Done: f.d.Size, Total: f.d.Size})
	}
	return ok, nil
}

// run asks the registry until all has come and is right.
func (f *download) run(ctx context.Context) error {
	if err := f.open(); err != nil {
		return err
	}
	wait := retry.ExponentialBackoff(f.store.c.backoff(), 2, 0.1)
	for failed, silent := 0, 0; ; {
		before := f.n
		err := f.request(ctx)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return ctx.Err()
		case !errors.As(err, new(*brokenError)):
			return err
		case f.n > before:
			failed, silent = 0, 0
		case errors.As(err, new(*StallError)):
			silent++
			failed++
		default:
			failed++
		}
		if err == nil {
			err = f.check()
			if err == nil {
				return f.keep()
			}
			if !f.inherited {
				return err
			}
			// What was left by an earlier attempt was wrong, or is of no use to this registry.
			if err := f.restart(); err != nil {
				return err
			}
			continue
		}
		if failed >= f.store.c.attempts() || silent >= maxSilences {
			return errors.Unwrap(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
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
	if f.n == f.d.Size && f.d.Size > 0 {
		return nil
	}
	header := map[string]string{}
	offset := f.n
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
	return f.take(resp.Body, f.file)
}

func startsAt(resp *http.Response, offset int64) bool {
	var start int64
	_, err := fmt.Sscanf(resp.Header.Get("Content-Range"), "bytes %d-", &start)
	return err == nil && start == offset
}
