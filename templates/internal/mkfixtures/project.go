package main

import (
	"os"
	"path/filepath"

	"github.com/wasmcp/wasmcp-go/templates"
)

// writeProject makes a project from the template of the provider's language and puts the
// provider's own files in place of the template's.
func writeProject(providers, name, dir string) error {
	own := filepath.Join(providers, name)
	language := "rust"
	if _, err := os.Stat(filepath.Join(own, "src", "tools.ts")); err == nil {
		language = "typescript"
	}
	err := templates.Render(dir, templates.Options{Name: name, Language: language, Type: "tools"})
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(own, "src", "*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "src", filepath.Base(file)), content, 0o666); err != nil {
			return err
		}
	}
	return nil
}
