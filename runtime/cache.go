package runtime

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
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

// compiling calls compile, which compiles a module and may take it from the cache, and tells the cache
// that the module was used. The names of files are wazero's secret, so that those which come to be the
// first time are noted.
func compiling(dir string, module []byte, compile func() error) error {
	if dir == "" {
		return compile()
	}
	digest := sha256.Sum256(module)
	note := filepath.Join(dir, "used", hex.EncodeToString(digest[:]))
	noted, err := os.ReadFile(note)
	known := err == nil
	var before map[string]bool
	if !known {
		before = cached(dir)
	}
	if err := compile(); err != nil {
		return err
	}
	// What goes wrong from here on costs the module its place in the cache at worst.
	if !known {
		var made []string
		for name := range cached(dir) {
			if !before[name] {
				made = append(made, name)
			}
		}
		slices.Sort(made)
		noted = []byte(strings.Join(made, "\n"))
		if len(made) > 0 && os.MkdirAll(filepath.Dir(note), 0o755) == nil {
			_ = os.WriteFile(note, noted, 0o644)
		}
	}
	now := time.Now()
	_ = os.Chtimes(note, now, now)
	for name := range strings.Lines(string(noted)) {
		if name = strings.TrimSpace(name); filepath.IsLocal(name) {
			_ = os.Chtimes(filepath.Join(dir, name), now, now)
		}
	}
	return nil
}

// cached returns the files of compiled modules in a cache, relative to it.
func cached(dir string) map[string]bool {
	files, _ := filepath.Glob(filepath.Join(dir, "wazero-*", "*"))
	names := make(map[string]bool, len(files))
	for _, f := range files {
		if name, err := filepath.Rel(dir, f); err == nil {
			names[name] = true
		}
	}
	return names
}
