// Command mkmanifest writes framework/dist/manifest.json. It runs in the root
// of the repository, after the components have been built.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/framework/internal/sources"
)

const dist = "framework/dist"

func main() {
	toolchain := flag.String("toolchain", "", "what the components were built with")
	flag.Parse()
	if err := run(*toolchain); err != nil {
		fmt.Fprintln(os.Stderr, "mkmanifest:", err)
		os.Exit(1)
	}
}

func run(toolchain string) error {
	version, err := version("framework/Cargo.toml")
	if err != nil {
		return err
	}
	manifest := framework.Manifest{Toolchain: toolchain}
	for _, name := range sources.Names {
		data, err := os.ReadFile(filepath.Join(dist, name+".wasm"))
		if err != nil {
			return err
		}
		digest, err := sources.Digest(os.DirFS("."), name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		manifest.Parts = append(manifest.Parts, framework.Part{
			Name:    name,
			Version: version,
			Size:    len(data),
			SHA256:  hex.EncodeToString(sum[:]),
			Sources: digest,
		})
	}
	text, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(text, '\n'), 0o644)
}

// version reads the version that all crates of the workspace share.
func version(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	found := regexp.MustCompile(`(?m)^version = "([^"]+)"$`).FindSubmatch(text)
	if found == nil {
		return "", fmt.Errorf("%s: no version", file)
	}
	return string(found[1]), nil
}
