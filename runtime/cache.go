package runtime

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/wasmcp/wasmcp-go/runtime/internal/codecache"
)

// PruneCache removes what was used longest ago from a cache directory until no more than limit bytes
// are left. Other processes may be using the directory: what they miss they compile again.
func PruneCache(dir string, limit int64) error {
	type entry struct {
		path string
		info fs.FileInfo
	}
	var entries []entry
	var size int64
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return ignoreMissing(err)
		}
		info, err := d.Info()
		if err != nil {
			return ignoreMissing(err)
		}
		entries = append(entries, entry{path, info})
		size += info.Size()
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.info.ModTime().UnixNano(), b.info.ModTime().UnixNano()) })
	for _, e := range entries {
		if size <= limit {
			break
		}
		if err := ignoreMissing(os.Remove(e.path)); err != nil {
			return err
		}
		size -= e.info.Size()
	}
	return nil
}

// ignoreMissing returns err unless it is that of a file that somebody else has removed.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Cache keeps compiled code in a directory, from one process to the next. It is safe for concurrent use,
// by any number of processes and versions.
//
// Compiled code is run as it is, with all rights of the process. So nothing is loaded that was not
// written by who has the key: what is damaged, or somebody else's, is compiled again.
type Cache = codecache.Cache

// CacheKeySize is the fewest bytes that the key of a cache has.
const CacheKeySize = codecache.MinKey

// OpenCache returns the cache in a directory, which is made if need be and has to be the user's alone:
// its mode becomes 0700, and an error is returned if others can change what is in it, or put another one
// into its place. The key authenticates what is in it. It should be random, and kept outside the
// directory where nobody else reads it.
func OpenCache(dir string, key []byte) (*Cache, error) { return codecache.Open(dir, key) }
