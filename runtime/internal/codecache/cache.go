// Package codecache keeps compiled code from one process to the next. Whoever can write a file of
// compiled code decides what the process runs that loads it, so each one is authenticated by a key of
// the user's before the compiler may read it.
//
// The compiler reads and writes files by itself, in a directory that it is given. It is given a [View]:
// a directory of one process, which has nothing in it but what was authenticated.
//
//	code/<hex>          compiled code of one core module, and what authenticates it
//	views/<random>/     what a process that is compiling sees
package codecache

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/internal/private"
)

// MinKey is the fewest bytes that a key has.
const MinKey = 32

// purpose keeps the tags of this format apart from all others that the key is used for.
const purpose = "wasmcp compiled code 1\n"

// An entry is what the compiler wrote, followed by the name that it gave the file and the tag. The
// compiler does not look at what follows its own.
const (
	nameSize    = 2 * sha256.Size
	trailerSize = nameSize + sha256.Size
)

// maxEntry is how many bytes an entry has at most: more is not even read.
const maxEntry = 1 << 30

// abandoned is how long a view is left alone that nobody has written to.
const abandoned = time.Hour

// Cache is a directory of compiled code. It is safe for concurrent use, by any number of processes.
type Cache struct {
	dir string
	key []byte
}

// KeyError is a key that is too short.
type KeyError struct{ Size int }

// Error tells both sizes.
func (e *KeyError) Error() string {
	return fmt.Sprintf("the key of the cache has %d bytes, expected %d or more", e.Size, MinKey)
}

// Open returns the cache in a directory, which is made if need be. Errors are of type [*KeyError], of
// type [*private.Error] where others than the user can change what is in the directory, or of the file
// system.
func Open(dir string, key []byte) (*Cache, error) {
	if len(key) < MinKey {
		return nil, &KeyError{len(key)}
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := private.Dir(dir); err != nil {
		return nil, err
	}
	return &Cache{dir, append([]byte(nil), key...)}, nil
}

// Forget erases the key: nothing is taken from the cache any more, or kept in it. A process does that which
// is about to run what is not trusted. Nothing may be using the cache.
func (c *Cache) Forget() {
	clear(c.key)
	c.key = nil
}

// Dir is the directory of the cache.
func (c *Cache) Dir() string { return c.dir }

// View makes a directory for the compiler. Close it when nothing is compiled any more.
func (c *Cache) View() (*View, error) {
	views := filepath.Join(c.dir, "views")
	err := private.Dir(views)
	if err == nil {
		c.sweep(views)
	}
	var dir string
	if err == nil {
		dir, err = os.MkdirTemp(views, "")
	}
	if err != nil {
		// What cannot be written can be read all the same.
		if dir, err = os.MkdirTemp("", "wasmcp-code-"); err != nil {
			return nil, err
		}
		if err := private.Dir(dir); err != nil {
			return nil, errors.Join(err, os.Remove(dir))
		}
	}
	return &View{cache: c, dir: dir}, nil
}

// sweep removes views of processes that were killed.
func (c *Cache) sweep(views string) {
	entries, err := os.ReadDir(views)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(filepath.Join(views, e.Name()))
		}
	}
}

// View is what a compiler sees of a cache. It is used by one goroutine.
type View struct {
	cache *Cache
	dir   string
	// inner is the directory in it that the compiler has made for its version.
	inner string
	// seen are the names of the files that are accounted for.
	seen map[string]bool
}

// Dir is the directory to give to the compiler.
func (v *View) Dir() string { return v.dir }

// Close removes the view.
func (v *View) Close() error { return os.RemoveAll(v.dir) }

// Take lets the compiler see the code of a core module, by the digest of its bytes. It returns false
// where there is none that is authentic.
func (v *View) Take(module [sha256.Size]byte) bool {
	entry, ok := v.entry(module)
	if !ok {
		return false
	}
	name, err := v.take(entry)
	if err != nil {
		return false
	}
	v.seen[name] = true
	now := time.Now()
	_ = os.Chtimes(entry, now, now) // what was used longest ago is the first to be removed
	return true
}

// Keep keeps what the compiler has written since the last call, as the code of a core module. What goes
// wrong costs the module its place in the cache, and nothing else.
func (v *View) Keep(module [sha256.Size]byte) {
	entry, ok := v.entry(module)
	if !ok {
		return
	}
	name, ok := v.written()
	if !ok {
		return
	}
	v.seen[name] = true
	_ = v.keep(name, entry)
}

// entry is where the code of a module is kept: other versions of the compiler have other places, and so
// have other keys, or those who have them would take turns in making everything again.
func (v *View) entry(module [sha256.Size]byte) (string, bool) {
	if len(v.cache.key) == 0 {
		return "", false
	}
	if v.inner == "" {
		found, err := os.ReadDir(v.dir)
		if err != nil || len(found) != 1 || !found[0].IsDir() {
			return "", false
		}
		v.inner, v.seen = found[0].Name(), map[string]bool{}
	}
	h := hmac.New(sha256.New, v.cache.key)
	fmt.Fprintf(h, "wasmcp compiled code's place\n%s\n%x", v.inner, module)
	return filepath.Join(v.cache.dir, "code", hex.EncodeToString(h.Sum(nil))), true
}

// written is the one file in the view that is new.
func (v *View) written() (string, bool) {
	found, err := os.ReadDir(filepath.Join(v.dir, v.inner))
	if err != nil {
		return "", false
	}
	name := ""
	for _, e := range found {
		if v.seen[e.Name()] || !isName(e.Name()) {
			continue
		}
		if name != "" {
			return "", false
		}
		name = e.Name()
	}
	return name, name != ""
}

// isName tells whether a file can be one of the compiler's, and nowhere else than in its directory.
func isName(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && strings.ToLower(s) == s
}

// tag begins what authenticates an entry; its content is written to it.
func (c *Cache) tag(entry, name string) hash.Hash {
	h := hmac.New(sha256.New, c.key)
	_, _ = io.WriteString(h, purpose+filepath.Base(entry)+"\n"+name+"\n")
	return h
}

// errForged is an entry that the key does not authenticate.
var errForged = errors.New("it is not authentic")

// errLarge is code that is not kept.
var errLarge = errors.New("it is too large")

// take puts an entry into the view under the name that it was written by.
func (v *View) take(entry string) (name string, err error) {
	f, err := private.Open(entry)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	size := info.Size() - trailerSize
	if size <= 0 || size > maxEntry {
		return "", errForged
	}
	var trailer [trailerSize]byte
	if _, err := f.ReadAt(trailer[:], size); err != nil {
		return "", err
	}
	name = string(trailer[:nameSize])
	if !isName(name) {
		return "", errForged
	}
	h := v.cache.tag(entry, name)
	if _, err := io.CopyBuffer(onlyWriter{h}, io.NewSectionReader(f, 0, size), make([]byte, 256<<10)); err != nil {
		return "", err
	}
	if !hmac.Equal(h.Sum(nil), trailer[nameSize:]) {
		return "", errForged
	}
	return name, v.show(entry, info, f, size, name)
}

// onlyWriter hides what else a writer can do, so that the buffer is used.
type onlyWriter struct{ io.Writer }

// show links an entry into the view, or copies it where the system cannot link.
func (v *View) show(entry string, info fs.FileInfo, f *os.File, size int64, name string) error {
	path := filepath.Join(v.dir, v.inner, name)
	if os.Link(entry, path) == nil {
		linked, err := os.Lstat(path)
		if err == nil && os.SameFile(info, linked) {
			return nil
		}
		// Another process has put another one into its place meanwhile.
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return v.copy(f, size, path, v.cache.tag(entry, name))
}

// copy copies an entry, and authenticates what is copied.
func (v *View) copy(f *os.File, size int64, path string, h hash.Hash) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.MultiWriter(out, h), io.NewSectionReader(f, 0, size))
	var want [sha256.Size]byte
	if err == nil {
		_, err = f.ReadAt(want[:], size+nameSize)
	}
	if err == nil && !hmac.Equal(h.Sum(nil), want[:]) {
		err = errForged
	}
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// keep authenticates what the compiler has written and puts it into its place, where it appears whole.
func (v *View) keep(name, entry string) error {
	if err := private.Dir(filepath.Dir(entry)); err != nil {
		return err
	}
	path := filepath.Join(v.dir, v.inner, name)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	h := v.cache.tag(entry, name)
	size, err := io.CopyBuffer(onlyWriter{h}, io.NewSectionReader(f, 0, maxEntry+1), make([]byte, 256<<10))
	if err == nil && size > maxEntry {
		err = errLarge
	}
	if err == nil {
		_, err = f.WriteAt(append([]byte(name), h.Sum(nil)...), size)
	}
	if err == nil {
		err = f.Chmod(0o600)
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	err = os.Rename(path, entry)
	if info, statErr := os.Lstat(entry); err != nil && statErr == nil && info.IsDir() {
		// A directory in its place is nothing that was put there by us.
		if err = os.RemoveAll(entry); err == nil {
			err = os.Rename(path, entry)
		}
	}
	return err
}
