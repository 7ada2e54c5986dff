// Package sources computes a digest over everything that a framework
// component is built from, so that a component can be told from one that was
// built from other sources.
package sources

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Names lists the framework components in the order of the manifest.
var Names = []string{
	"capabilities",
	"context",
	"context-streams",
	"sessions-keyvalue-draft",
	"sessions-keyvalue-draft2",
	"state-key-environment",
	"transport",
}

// crates are the directories of components that are not called like theirs.
var crates = map[string]string{
	"context-streams":          "context",
	"sessions-keyvalue-draft":  "sessions-keyvalue",
	"sessions-keyvalue-draft2": "sessions-keyvalue",
}

// shared is what feeds every component, besides its own directory.
var shared = []string{
	"framework/Cargo.lock",
	"framework/Cargo.toml",
	"framework/build.sh",
	"framework/heap",
	"framework/internal/direct",
	"framework/json",
	"wit/mcp",
}

// Digest returns the SHA-256 over the sources of the named component, in
// hexadecimal. The root of fsys is the root of the repository.
func Digest(fsys fs.FS, name string) (string, error) {
	crate, ok := crates[name]
	if !ok {
		crate = name
	}
	files, err := list(fsys, append([]string{"framework/" + crate}, shared...))
	if err != nil {
		return "", err
	}
	all := sha256.New()
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(all, "%s %x\n", file, sha256.Sum256(data))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// list returns the files under roots, sorted. Tests are no part of what is
// built, nor is Go outside what rewrites the components.
func list(fsys fs.FS, roots []string) ([]string, error) {
	var files []string
	for _, root := range roots {
		err := fs.WalkDir(fsys, root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if entry.IsDir() {
				if base := path.Base(name); base == "tests" || base == "testdata" {
					return fs.SkipDir
				}
				return nil
			}
			if strings.HasSuffix(name, "_test.go") || path.Base(name) == "embed.go" {
				return nil
			}
			files = append(files, name)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	sort.Strings(files)
	return files, nil
}
