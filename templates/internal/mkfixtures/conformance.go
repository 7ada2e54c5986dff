package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// conformance is where the fixtures of the conformance suite are, from the root of the module.
const conformance = "testdata/conformance"

// fixtures says what the fixtures in Rust were built from, which is the same for all of them, and
// what came of it.
type fixtures struct {
	Sources    string            `json:"sources"`
	Components map[string]string `json:"components"`
}

// conformanceManifest is the text of the manifest for the fixtures as they are. root is the
// module's.
func conformanceManifest(root string) ([]byte, error) {
	dir := filepath.Join(root, conformance)
	patterns := []string{
		filepath.Join(dir, "Cargo.*"),
		filepath.Join(dir, "*", "Cargo.toml"),
		filepath.Join(dir, "*", "src", "*.rs"),
		filepath.Join(root, "templates", "rust", "tools", "src", "wasi.rs"),
		filepath.Join(root, "wit", "mcp", "mcp.wit"),
	}
	hash := sha256.New()
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		if len(names) == 0 {
			return nil, fmt.Errorf("%s: no such file", pattern)
		}
		for _, name := range names {
			content, err := os.ReadFile(name)
			if err != nil {
				return nil, err
			}
			if filepath.Ext(name) == ".wit" {
				content = withoutComments(content)
			}
			rel, err := filepath.Rel(root, name)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(hash, "%s\n%d\n%s", filepath.ToSlash(rel), len(content), content)
		}
	}
	out := fixtures{"sha256:" + hex.EncodeToString(hash.Sum(nil)), map[string]string{}}
	components, err := fs.Glob(os.DirFS(dir), "*/*.wasm")
	if err != nil {
		return nil, err
	}
	for _, name := range components {
		content, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		out.Components[name] = fmt.Sprintf("sha256:%x", sha256.Sum256(content))
	}
	// Written with its keys sorted.
	b, err := json.MarshalIndent(out, "", "  ")
	return append(b, '\n'), err
}
