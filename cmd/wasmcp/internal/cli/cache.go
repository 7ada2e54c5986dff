package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/runtime"
)

// The directories of the cache.
const (
	compiledDir     = "compiled"
	IntrospectedDir = "introspected"
	fetchedDir      = "oci"
)

// cachePart is a directory of the cache. Everything in it can be made again.
type cachePart struct {
	dir, what string
}

// cacheParts lists them.
func cacheParts() []cachePart {
	return []cachePart{
		{compiledDir, "compiled code"},
		{IntrospectedDir, "what providers offer"},
		{fetchedDir, "what registries gave"},
	}
}

// cached is what the cache holds, in the form that cache prints as JSON.
type cached struct {
	Directory string        `json:"directory"`
	Size      int64         `json:"size"`
	Parts     []cachedFiles `json:"parts"`
}

// cachedFiles are the files of one part.
type cachedFiles struct {
	Name  string `json:"name"`
	What  string `json:"what"`
	Files int    `json:"files"`
	Size  int64  `json:"size"`
}

// CacheCommand shows what is in the cache, and cleans it.
func CacheCommand(a *App) *cobra.Command {
	var asJSON bool
	c := Parent("cache", "Show where the cache is and how large it is", a.cacheCleanCommand())
	c.Long = `Shows the cache: compiled code, what providers list, and downloads from registries. It is in your user
cache directory, or in ` + cacheVariable + `. Missing or damaged entries are made or downloaded again.`
	c.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		found, err := a.cached()
		if err != nil {
			return err
		}
		if asJSON {
			return a.PrintJSON(found)
		}
		a.Out.Line(found.Directory)
		var rows [][]string
		for _, p := range found.Parts {
			rows = append(rows, []string{p.What, fmt.Sprintf("%d files", p.Files), ui.Size(p.Size)})
		}
		a.Out.Table(nil, rows)
		return nil
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (a *App) cacheCleanCommand() *cobra.Command {
	var keep ByteSize
	c := &cobra.Command{
		Use:   "clean",
		Short: "Empty the cache",
		Long: `Empties the cache. With --keep, it removes the oldest entries until each part is at most that size.
Running servers are not affected.`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return Usagef("cache clean takes no arguments, found %d", len(args))
			}
			before, err := a.cached()
			if err != nil {
				return err
			}
			for _, p := range before.Parts {
				if err := runtime.PruneCache(filepath.Join(before.Directory, p.Name), int64(keep)); err != nil {
					return &cacheError{before.Directory, err}
				}
			}
			after, err := a.cached()
			if err != nil || a.Quiet {
				return err
			}
			a.Err.Line("removed " + ui.Size(max(before.Size-after.Size, 0)) + " from " + before.Directory)
			return nil
		},
	}
	c.Flags().Var(&keep, "keep", "keep up to `SIZE` in each part of the cache, such as 500MiB")
	return c
}

// cacheError is a cache that cannot be read or written.
type cacheError struct {
	dir string
	err error
}

func (e *cacheError) Error() string { return "cache: " + FileError(e.dir, e.err).Error() }

// ErrNoCache is a system that has no place for a cache.
var ErrNoCache = errors.New("there is no place for a cache: neither HOME nor " + cacheVariable + " is set")

// cached counts what the cache holds.
func (a *App) cached() (*cached, error) {
	c := &cached{Directory: a.CacheDir()}
	if c.Directory == "" {
		return nil, ErrNoCache
	}
	for _, p := range cacheParts() {
		files := cachedFiles{Name: p.dir, What: p.what}
		err := filepath.WalkDir(filepath.Join(c.Directory, p.dir), func(_ string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return ignoreMissing(err)
			}
			info, err := d.Info()
			if err != nil {
				return ignoreMissing(err)
			}
			files.Files++
			files.Size += info.Size()
			return nil
		})
		if err != nil {
			return nil, &cacheError{c.Directory, err}
		}
		c.Size += files.Size
		c.Parts = append(c.Parts, files)
	}
	return c, nil
}

// ignoreMissing returns err unless it is that of a file that somebody else has removed.
func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
