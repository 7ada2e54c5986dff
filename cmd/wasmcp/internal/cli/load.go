package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain"
)

// missingFileError is a component that is not where it should be.
type missingFileError struct {
	path string
	// near are components that are in the same directory.
	near []string
}

func (e *missingFileError) Error() string { return e.path + " does not exist" }

// directoryError is a directory given for a component.
type directoryError struct {
	path string
	// built are components found where the templates' builds leave them.
	built []string
}

func (e *directoryError) Error() string { return e.path + " is a directory, not a component" }

// loadComponent reads the component that a SPEC names.
func loadComponent(spec string) (chain.Source, error) {
	info, err := os.Stat(spec)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return chain.Source{}, &missingFileError{spec, components(filepath.Dir(spec), "*.wasm")}
	case err != nil:
		return chain.Source{}, fileError(spec, err)
	case info.IsDir():
		return chain.Source{}, &directoryError{spec, components(spec,
			"*.wasm", "dist/*.wasm", "build/*.wasm", "target/wasm32-wasip2/release/*.wasm")}
	}
	b, err := os.ReadFile(spec)
	if err != nil {
		return chain.Source{}, fileError(spec, err)
	}
	return chain.Source{Name: filepath.Base(spec), Bytes: b, Digest: chain.Digest(b)}, nil
}

// components lists the files under dir that match the patterns, as paths to type.
func components(dir string, patterns ...string) []string {
	var found []string
	for _, pattern := range patterns {
		matches, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		found = append(found, matches...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// fileError names the file once, and says what the system said.
func fileError(path string, err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		err = p.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// errorList collects errors so that all are told at once.
type errorList struct{ errs []error }

func (l *errorList) add(err error) {
	if err != nil {
		l.errs = append(l.errs, err)
	}
}

func (l *errorList) err() error { return errors.Join(l.errs...) }

// nameFromFile is what a server is called where nobody named it.
func nameFromFile(path string) string {
	name := strings.TrimSuffix(filepath.Base(path), ".wasm")
	if path == "" || path == "-" || name == "" {
		return "server"
	}
	return name
}
