package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/internal/bounded"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
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

// deviceError is a device given for a file: reading one may have no end.
type deviceError struct{ path, want string }

func (e *deviceError) Error() string { return e.path + " is a device, not " + e.want }

// checkDevice refuses what is a device. What is not there is no device.
func checkDevice(path, want string) error {
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeDevice != 0 {
		return &deviceError{path, want}
	}
	return nil
}

// loadComponent reads the component that a SPEC names: a file, or an artifact of a registry.
func (a *app) loadComponent(ctx context.Context, spec string) (chain.Source, error) {
	sources, err := a.loadComponents(ctx, load.Request{Spec: spec})
	if err != nil {
		return chain.Source{}, err
	}
	return sources[0], nil
}

// loadComponents reads several components, those of registries some at a time. What is wrong with
// any of them is told at once.
func (a *app) loadComponents(ctx context.Context, requests ...load.Request) ([]chain.Source, error) {
	loaded, err := a.loadInputs(ctx, nil, requests...)
	if err == nil {
		err = a.checkVerified()
	}
	if err != nil {
		return nil, err
	}
	sources := make([]chain.Source, len(loaded))
	for i, c := range loaded {
		sources[i] = sourceOf(c)
	}
	return sources, nil
}

// loadInputs reads components as loadComponents does, references as the lock has them, and checks that
// they are valid.
func (a *app) loadInputs(ctx context.Context, l *locking, requests ...load.Request) ([]load.Component, error) {
	loader := &load.Loader{ReadFile: a.readComponent, Digest: a.digest, Lock: l.file()}
	var remote []string
	for _, r := range requests {
		if r.Spec == "" {
			return nil, usagef("a component's name is empty: expected a file or a reference")
		}
		if isRemote(cmp.Or(r.At, r.Spec)) {
			remote = append(remote, cmp.Or(r.At, r.Spec))
		}
	}
	if remote != nil {
		r, err := a.registryAccess()
		if err != nil {
			return nil, err
		}
		loader.Client = r.client
		loader.Packages = func() (*wkg.Resolver, error) { return r.packages, nil }
		defer a.transfer(r, "fetching "+some(remote))()
	}
	loaded, err := loader.Load(ctx, requests...)
	if err == nil {
		err = a.checkValid(loaded)
	}
	return loaded, err
}

// sourceOf is a loaded component as compositions take it.
func sourceOf(c load.Component) chain.Source {
	return chain.Source{Name: c.Name, Bytes: c.Bytes, Digest: c.Digest.String()}
}

// readComponent reads a file.
func readComponent(path string) ([]byte, error) { return readComponentBy(os.ReadFile, path) }

func readComponentBy(read func(string) ([]byte, error), path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &missingFileError{path, components(filepath.Dir(path), "*.wasm")}
	case err != nil:
		return nil, fileError(path, err)
	case info.IsDir():
		return nil, &directoryError{path, components(path,
			"*.wasm", "dist/*.wasm", "build/*.wasm", "target/wasm32-wasip2/release/*.wasm")}
	}
	if err := checkDevice(path, "a component"); err != nil {
		return nil, err
	}
	var b []byte
	switch {
	case info.Size() > maxComponent:
		err = &bounded.TooLargeError{Most: maxComponent}
	case !info.Mode().IsRegular() || info.Size() == 0: // which says nothing of what is in it
		b, err = readUnknown(path)
	default:
		b, err = read(path)
	}
	if err != nil {
		return nil, fileError(path, err)
	}
	return b, nil
}

// maxComponent is how large a component may be: registries are given no more, either.
const maxComponent = 1 << 30

// readUnknown reads what tells its size in no way, such as a pipe or a file of /proc. It may be endless:
// what does not begin as WebAssembly is read no further.
func readUnknown(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	begin := make([]byte, 8)
	n, err := io.ReadFull(f, begin)
	if n < len(begin) || string(begin[:4]) != "\x00asm" {
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			err = nil
		}
		return begin[:n], err
	}
	const most = 256 << 20 // all of it is kept in memory
	rest, err := bounded.Read(f, most)
	return append(begin, rest...), err
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

// readSmall reads a file of settings, keys and the like.
func readSmall(path string) ([]byte, error) {
	const most = 1 << 20
	b, err := bounded.ReadFile(path, most)
	if err != nil {
		return nil, fileError(path, err)
	}
	return b, nil
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

// nameFromSpec is what a component is called in names made for it.
func nameFromSpec(spec string) string {
	s, err := oci.ParseSpec(spec, nil)
	switch {
	case err == nil && s.Package != nil:
		return s.Package.Name.Name
	case err == nil && s.Reference != nil && s.Reference.Repository != "":
		return path.Base(s.Reference.Repository)
	case err == nil && s.Reference != nil:
		return filepath.Base(s.Reference.Layout)
	}
	return nameFromFile(spec)
}

// nameFromFile is what a server is called where nobody named it.
func nameFromFile(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), ".wasm")
	if file == "" || file == "-" || name == "" {
		return "server"
	}
	return name
}
