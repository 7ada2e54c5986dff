package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// entry is what the manifest says of one provider.
type entry struct {
	// Sources is the digest of everything that the component was built from.
	Sources string `json:"sources"`
	// Component is the digest of the component.
	Component string `json:"component"`
	Size      int    `json:"size"`
}

// manifest is the text of the manifest for the components as they are.
func manifest(providers string) ([]byte, error) {
	entries := map[string]entry{}
	dirs, err := os.ReadDir(providers)
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		if !dir.IsDir() {
			continue
		}
		name := dir.Name()
		component, err := os.ReadFile(filepath.Join(providers, name, name+".wasm"))
		if err != nil {
			return nil, err
		}
		sources, err := sourcesDigest(providers, name)
		if err != nil {
			return nil, err
		}
		digest := sha256.Sum256(component)
		entries[name] = entry{sources, "sha256:" + hex.EncodeToString(digest[:]), len(component)}
	}
	// Written with its keys sorted.
	b, err := json.MarshalIndent(entries, "", "  ")
	return append(b, '\n'), err
}

// sourcesDigest is the digest of the files of a provider's project that make a difference to its
// component.
func sourcesDigest(providers, name string) (string, error) {
	temp, err := os.MkdirTemp("", "mkfixtures-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(temp)
	project := filepath.Join(temp, name)
	if err := writeProject(providers, name, project); err != nil {
		return "", err
	}
	hash := sha256.New()
	err = filepath.WalkDir(project, func(path string, file fs.DirEntry, err error) error {
		if err != nil || file.IsDir() || irrelevant(file.Name()) {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(project, path)
		if err != nil {
			return err
		}
		if filepath.Ext(rel) == ".wit" {
			content = withoutComments(content)
		}
		fmt.Fprintf(hash, "%s\n%d\n", filepath.ToSlash(rel), len(content))
		_, err = hash.Write(content)
		return err
	})
	return "sha256:" + hex.EncodeToString(hash.Sum(nil)), err
}

func irrelevant(name string) bool {
	switch name {
	case "README.md", "Makefile", ".gitignore":
		return true
	}
	return strings.HasSuffix(name, ".test.ts")
}

// withoutComments leaves out the lines of a WIT file that are comments, of which nothing is built.
func withoutComments(wit []byte) []byte {
	var out strings.Builder
	for line := range strings.Lines(string(wit)) {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			io.WriteString(&out, line)
		}
	}
	return []byte(out.String())
}
