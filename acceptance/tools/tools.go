// Package tools finds what scripts/tools/install.sh has installed.
package tools

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Dir is the cache that the tools are installed into.
func Dir() string {
	if dir := os.Getenv("WASMCP_TOOLS"); dir != "" {
		return dir
	}
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		home, _ := os.UserHomeDir()
		cache = filepath.Join(home, ".cache")
	}
	return filepath.Join(cache, "wasmcp-tools")
}

// Path returns the path of a tool's binary: the pinned one, else one on PATH.
func Path(name string) (string, error) { return find(name, "prebuilt", "cargo") }

// Oracle is Path where it does not matter how fast the tool is.
func Oracle(name string) (string, error) { return find(name, "prebuilt", "cargo", "unoptimised") }

func find(name string, roots ...string) (string, error) {
	for _, root := range roots {
		if path := filepath.Join(Dir(), root, "bin", name); exists(path) {
			return path, nil
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", absent(name)
	}
	return path, nil
}

// Node returns the path of the pinned Node.
func Node() (string, error) {
	path := filepath.Join(Dir(), "node", "node_modules", "node", "bin", "node")
	if !exists(path) {
		return "", absent("node")
	}
	return path, nil
}

// Pinned returns the folder of a tool that was installed from what the file pins says.
func Pinned(tool, pins string) (string, error) {
	content, err := os.ReadFile(pins)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	key := tool + "-" + hex.EncodeToString(sum[:])[:16]
	if !exists(filepath.Join(Dir(), "stamps", key)) {
		return "", absent(tool)
	}
	return filepath.Join(Dir(), key), nil
}

func absent(tool string) error {
	return fmt.Errorf("%s is not installed, run: scripts/tools/install.sh %s", tool, tool)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
