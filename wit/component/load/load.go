// Package load reads WIT packages from files and folders.
package load

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Path reads a WIT package: a file of WIT, a folder of such files with the packages that they refer
// to in the folder deps, or a binary. In deps each folder is a package, and so is each file, be it
// WIT or a binary. Of a component that is no package its world is read, as [component.World] does.
//
// Errors in WIT are a [wit.SourceErrors], whose files are called as path has them.
func Path(path string, opts wit.Options) (*wit.Resolution, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, plain(path, err)
	}
	if !info.IsDir() {
		return file(path, opts)
	}
	files, err := sources(path)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no files of WIT in this folder", path)
	}
	deps, known, err := dependencies(filepath.Join(path, "deps"))
	if err != nil {
		return nil, err
	}
	opts.Known = append(append([]*wit.Package(nil), opts.Known...), known...)
	return opts.Parse(files, deps...)
}

// Bytes reads what is in one file; name is what errors call it.
func Bytes(name string, b []byte, opts wit.Options) (*wit.Resolution, error) {
	if !isBinary(b) {
		return opts.Parse([]wit.Source{{Name: name, Text: string(b)}})
	}
	p, err := binary(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return wit.NewResolution(p), nil
}

func file(path string, opts wit.Options) (*wit.Resolution, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, plain(path, err)
	}
	return Bytes(path, b, opts)
}

// binary returns the package that a binary is, or that the world of a component is in.
func binary(b []byte) (*wit.Package, error) {
	c, err := component.Decode(b)
	if err != nil {
		return nil, err
	}
	if component.IsPackage(c) {
		return component.Package(c)
	}
	w, err := component.World(c)
	if err != nil {
		return nil, err
	}
	return w.Package, nil
}

// sources reads the files of WIT in a folder.
func sources(folder string) ([]wit.Source, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, plain(folder, err)
	}
	var files []wit.Source
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if filepath.Ext(path) != ".wit" || isDir(path) {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, plain(path, err)
		}
		files = append(files, wit.Source{Name: path, Text: string(b)})
	}
	return files, nil
}

// dependencies reads the packages in a folder, which may be absent: those in WIT, and those from
// binaries with what they refer to.
func dependencies(folder string) (deps [][]wit.Source, known []*wit.Package, err error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, plain(folder, err)
	}
	var found binaries
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if isDir(path) {
			files, err := sources(path)
			if err != nil {
				return nil, nil, err
			}
			if len(files) == 0 {
				return nil, nil, fmt.Errorf("%s: no files of WIT in this folder", path)
			}
			deps = append(deps, files)
			continue
		}
		switch filepath.Ext(path) {
		case ".wit", ".wasm":
			b, err := os.ReadFile(path)
			if err != nil {
				return nil, nil, plain(path, err)
			}
			if !isBinary(b) {
				deps = append(deps, []wit.Source{{Name: path, Text: string(b)}})
			} else if err := found.add(path, b); err != nil {
				return nil, nil, err
			}
		case ".wat":
			return nil, nil, fmt.Errorf("%s: the text format of components is not read; make it a binary: wasm-tools parse", path)
		}
	}
	known, err = found.packages()
	return deps, known, err
}

// binaries are WIT packages in binary form, and where each is.
type binaries struct {
	paths      []string
	components []*component.Component
}

func (d *binaries) add(path string, b []byte) error {
	c, err := component.Decode(b)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if !component.IsPackage(c) {
		return fmt.Errorf("%s: a component, where a WIT package is expected", path)
	}
	d.paths, d.components = append(d.paths, path), append(d.components, c)
	return nil
}

// packages returns the packages with all that they refer to.
func (d *binaries) packages() ([]*wit.Package, error) {
	list, err := component.Packages(d.components...)
	if e := (*component.PackageError)(nil); errors.As(err, &e) {
		return nil, fmt.Errorf("%s: %w", d.paths[e.Index], e.Err)
	}
	var all []*wit.Package
	for _, p := range list {
		all = append(append(all, p.Dependencies()...), p)
	}
	return all, err
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// plain returns an error of the file system without the name of the call.
func plain(path string, err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %w", strings.TrimSuffix(path, string(filepath.Separator)), e.Err)
	}
	return err
}

// isBinary reports whether b begins as WebAssembly does. A core module is then refused as one.
func isBinary(b []byte) bool {
	_, err := component.ReadHeader(b)
	return err == nil
}
