package tools

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
)

// A Recipe is what something depends on that takes long to make: sources, tools, and how it is made.
type Recipe struct{ sum hash.Hash }

// NewRecipe returns a recipe of these texts.
func NewRecipe(texts ...string) *Recipe {
	r := &Recipe{sha256.New()}
	for _, text := range texts {
		r.add("text", []byte(text))
	}
	return r
}

// add enters a part so that no other sequence of parts gives the same sum.
func (r *Recipe) add(name string, content []byte) {
	fmt.Fprintf(r.sum, "%d %s %d ", len(name), name, len(content))
	r.sum.Write(content)
}

// Files enters what is under a path: a file, or all of a folder for which leave is not true. Their names
// count from the folder. What is reached by links in it is not looked at.
func (r *Recipe) Files(root string, leave func(name string) bool) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case leave != nil && leave(filepath.ToSlash(name)):
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		r.add(filepath.ToSlash(name), content)
		return nil
	})
}

// Kept returns the folder of the cache that holds what is made by a recipe: filled before by the same
// recipe, or else by fill. Where fill fails nothing is kept.
func (r *Recipe) Kept(name string, fill func(dir string) error) (string, error) {
	parent := filepath.Join(Dir(), "kept")
	dir := filepath.Join(parent, name+"-"+hex.EncodeToString(r.sum.Sum(nil))[:16])
	if exists(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(parent, "making-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if err := fill(work); err != nil {
		return "", err
	}
	// Another process may have been faster: then its folder is as good.
	if err := os.Rename(work, dir); err != nil && !exists(dir) {
		return "", err
	}
	return dir, nil
}
