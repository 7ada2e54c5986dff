package runtime

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// PruneCache removes what was compiled longest ago from a cache directory until no more than limit
// bytes are left. Other processes may be using the directory: what they miss they compile again.
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
