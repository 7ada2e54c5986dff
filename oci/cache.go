package oci

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/atomicfile"

	"github.com/gofrs/flock"
	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// Cache keeps what was fetched, in a directory that any number of processes may share. Content is
// stored under its digest and checked against it whenever it is read, so a damaged file costs a
// download and nothing else; files appear under their names when they are whole. Tags are kept as
// well, as what they stood for when last seen, for work without a network.
//
//	blobs/sha256/<hex>            content
//	partial/sha256-<hex>          what has arrived of it
//	tags/<host>/<path>/_/<tag>    the descriptor that a tag stood for
//	notes/<kind>/<hex>            answers of other kinds, by the digest of the question
//	locks/<xx>                    held while content is fetched, by the first byte of its digest
type Cache struct {
	dir   string
	limit int64
}

// DefaultCacheLimit is how many bytes of content a cache keeps by default.
const DefaultCacheLimit = 4 << 30

// DefaultCacheDir is where caches of a user are: $WASMCP_CACHE, or wasmcp/oci in the directory
// that the system has for caches.
func DefaultCacheDir() (string, error) {
	if dir := os.Getenv("WASMCP_CACHE"); dir != "" {
		return filepath.Join(dir, "oci"), nil
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", &CacheError{Dir: "wasmcp/oci", Err: err}
	}
	return filepath.Join(dir, "wasmcp", "oci"), nil
}

// OpenCache returns the cache in a directory, which is made if need be. It is kept below limit
// bytes; 0 is [DefaultCacheLimit].
func OpenCache(dir string, limit int64) (*Cache, error) {
	if limit == 0 {
		limit = DefaultCacheLimit
	}
	c := &Cache{dir: dir, limit: limit}
	for _, d := range []string{"blobs/sha256", "partial", "tags", "notes", "locks"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(d)), 0o700); err != nil {
			return nil, c.error(err)
		}
	}
	return c, nil
}

// Dir is the directory of the cache.
func (c *Cache) Dir() string { return c.dir }

func (c *Cache) error(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	if l := (*os.LinkError)(nil); errors.As(err, &l) {
		err = l.Err
	}
	return &CacheError{Dir: c.dir, Err: err}
}

func (c *Cache) blob(d digest.Digest) string {
	return filepath.Join(c.dir, "blobs", d.Algorithm().String(), d.Encoded())
}

func (c *Cache) partial(d digest.Digest) string {
	return filepath.Join(c.dir, "partial", d.Algorithm().String()+"-"+d.Encoded())
}

// Read returns content by its digest, or false where the cache does not have it whole. Content that
// was damaged is removed.
func (c *Cache) Read(d digest.Digest) ([]byte, bool) {
	if c == nil || d.Validate() != nil {
		return nil, false
	}
	path := c.blob(d)
	b, found, err := readAndDigest(path, d.Algorithm())
	if err != nil {
		return nil, false
	}
	if found != d {
		os.Remove(path)
		return nil, false
	}
	c.touch(path)
	return b, true
}

// has tells whether content of that size is there; it may be damaged.
func (c *Cache) has(d Descriptor) bool {
	if c == nil {
		return false
	}
	info, err := os.Stat(c.blob(d.Digest))
	return err == nil && info.Size() == d.Size
}

// copyTo writes content, by its digest, to a file. It returns false where the cache does not have it
// whole: the file is empty then, and what was damaged is removed. An error is one of writing.
func (c *Cache) copyTo(d digest.Digest, out Output) (bool, error) {
	if c == nil || d.Validate() != nil {
		return false, nil
	}
	path := c.blob(d)
	found, err, writeErr := copyAndDigest(path, d.Algorithm(), out)
	switch {
	case writeErr != nil:
		return false, writeErr
	case err != nil:
		return false, empty(out)
	case found != d:
		os.Remove(path)
		return false, empty(out)
	}
	c.touch(path)
	return true, nil
}

// touch makes content the last to be removed for want of room.
func (c *Cache) touch(path string) {
	const fresh = time.Hour // one write an hour is enough
	if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > fresh {
		now := time.Now()
		_ = os.Chtimes(path, now, now) // a cache that cannot be written can still be read
	}
}

// Write keeps content. It is the caller who has checked it.
func (c *Cache) Write(d digest.Digest, b []byte) error {
	if c == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(c.blob(d)), 0o700); err != nil {
		return c.error(err)
	}
	if err := c.replace(c.blob(d), b); err != nil {
		return err
	}
	return c.Trim()
}

// replace writes a file, which appears when it is whole.
func (c *Cache) replace(path string, b []byte) error {
	if err := atomicfile.WriteIn(filepath.Join(c.dir, "partial"), path, 0o600, atomicfile.Bytes(b)); err != nil {
		return c.error(err)
	}
	return nil
}

// lock keeps other processes, and other goroutines of this one, from fetching the same content. It
// is never held while another lock is waited for.
func (c *Cache) lock(ctx context.Context, d digest.Digest) (unlock func(), err error) {
	const poll = 20 * time.Millisecond
	l := flock.New(filepath.Join(c.dir, "locks", d.Encoded()[:2]))
	if _, err := l.TryLockContext(ctx, poll); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, c.error(err)
	}
	return func() { _ = l.Unlock() }, nil
}

// rememberTag keeps what a tag stands for. Beside a digest, a tag says nothing: it may have moved.
func (c *Cache) rememberTag(r Reference, d Descriptor) error {
	if c == nil || r.Layout != "" || r.Tag == "" || r.Digest != "" {
		return nil
	}
	path := c.tagPath(r)
	kept := jsontext.Encode(Descriptor{MediaType: d.MediaType, Digest: d.Digest, Size: d.Size})
	if old, err := os.ReadFile(path); err == nil && string(old) == string(kept) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return c.error(err)
	}
	return c.replace(path, kept)
}

// recallTag returns what a tag stood for when last seen.
func (c *Cache) recallTag(r Reference) (Descriptor, bool) {
	var d Descriptor
	if c == nil || r.Layout != "" || r.Tag == "" {
		return d, false
	}
	b, err := os.ReadFile(c.tagPath(r))
	if err != nil || json.Unmarshal(b, &d) != nil || d.Digest.Validate() != nil {
		return Descriptor{}, false
	}
	return d, true
}

// recallTags lists the tags that were ever seen of a repository.
func (c *Cache) recallTags(r Reference) []string {
	if c == nil || r.Layout != "" {
		return nil
	}
	entries, _ := os.ReadDir(filepath.Dir(c.tagPath(r.WithTag(DefaultTag))))
	var tags []string
	for _, e := range entries {
		tags = append(tags, e.Name())
	}
	return tags
}

// tagPath is unambiguous, since no element of a repository's path begins with an underscore. Ports
// are written with one: file names have no colons everywhere.
func (c *Cache) tagPath(r Reference) string {
	host := strings.NewReplacer(":", "_", "[", "", "]", "").Replace(r.Registry)
	return filepath.Join(c.dir, "tags", host, filepath.FromSlash(r.Repository), "_", r.Tag)
}

// Note returns an answer that was kept by [Cache.Keep].
func (c *Cache) Note(kind, question string) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	b, err := os.ReadFile(c.notePath(kind, question))
	return b, err == nil
}

// Keep keeps the answer to a question that is not content, for work without a network.
func (c *Cache) Keep(kind, question string, answer []byte) error {
	if c == nil {
		return nil
	}
	if old, ok := c.Note(kind, question); ok && string(old) == string(answer) {
		return nil
	}
	path := c.notePath(kind, question)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return c.error(err)
	}
	return c.replace(path, answer)
}

func (c *Cache) notePath(kind, question string) string {
	sum := sha256.Sum256([]byte(question))
	return filepath.Join(c.dir, "notes", kind, hex.EncodeToString(sum[:]))
}

// Trim removes what was not used for longest until the cache is within its limit, and what is left
// of downloads that nobody has gone on with for a day. One process at a time does it.
func (c *Cache) Trim() error {
	if c == nil {
		return nil
	}
	l := flock.New(filepath.Join(c.dir, "locks", "trim"))
	if ok, err := l.TryLock(); err != nil || !ok {
		return nil // another process is at it, or the next one will be
	}
	defer func() { _ = l.Unlock() }()
	const abandoned = 24 * time.Hour
	for _, f := range c.files("partial") {
		if time.Since(f.used) > abandoned {
			os.Remove(f.path)
		}
	}
	blobs := append(c.files("blobs/sha256"), c.files("blobs/sha512")...)
	var total int64
	for _, f := range blobs {
		total += f.size
	}
	slices.SortFunc(blobs, func(a, b cached) int { return a.used.Compare(b.used) })
	for _, f := range blobs {
		if total <= c.limit {
			break
		}
		if os.Remove(f.path) == nil {
			total -= f.size
		}
	}
	return nil
}

type cached struct {
	path string
	size int64
	used time.Time
}

func (c *Cache) files(dir string) []cached {
	dir = filepath.Join(c.dir, filepath.FromSlash(dir))
	entries, _ := os.ReadDir(dir)
	var files []cached
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, cached{filepath.Join(dir, e.Name()), info.Size(), info.ModTime()})
		}
	}
	return files
}
