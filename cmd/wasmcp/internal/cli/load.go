package cli

import (
	"cmp"
	"context"
	"errors"
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
	"github.com/wasmcp/wasmcp-go/oci/lock"
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

// CheckDevice refuses what is a device. What is not there is no device.
func CheckDevice(path, want string) error {
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeDevice != 0 {
		return &deviceError{path, want}
	}
	return nil
}

// LoadComponent reads the component that a SPEC names: a file, or an artifact of a registry.
func (a *App) LoadComponent(ctx context.Context, spec string) (chain.Source, error) {
	sources, err := a.LoadComponents(ctx, load.Request{Spec: spec})
	if err != nil {
		return chain.Source{}, err
	}
	return sources[0], nil
}

// LoadComponents reads several components, those of registries some at a time. What is wrong with
// any of them is told at once.
func (a *App) LoadComponents(ctx context.Context, requests ...load.Request) ([]chain.Source, error) {
	loaded, err := a.LoadInputs(ctx, nil, requests...)
	if err == nil {
		err = a.CheckVerified()
	}
	if err != nil {
		return nil, err
	}
	sources := make([]chain.Source, len(loaded))
	for i, c := range loaded {
		sources[i] = SourceOf(c)
	}
	return sources, nil
}

// LoadInputs reads components as loadComponents does, references as the lock has them, and checks that
// they are valid.
func (a *App) LoadInputs(ctx context.Context, l *lock.File, requests ...load.Request) ([]load.Component, error) {
	loader := &load.Loader{ReadFile: a.readComponent, Digest: a.digest, Lock: l}
	var remote []string
	if given := func(r load.Request) bool { return r.Spec == stdin }; a.StdinComponent {
		if first := slices.IndexFunc(requests, given); first >= 0 && slices.ContainsFunc(requests[first+1:], given) {
			return nil, Usagef("standard input (-) can be one component only")
		}
	}
	for _, r := range requests {
		if r.Spec == "" {
			return nil, Usagef("a component's name is empty: expected a file or a reference")
		}
		if IsRemote(cmp.Or(r.At, r.Spec)) {
			remote = append(remote, cmp.Or(r.At, r.Spec))
		}
	}
	if remote != nil {
		r, err := a.RegistryAccess()
		if err != nil {
			return nil, err
		}
		loader.Client = r.Client
		loader.Packages = func() (*wkg.Resolver, error) { return r.Packages, nil }
		defer a.Transfer(r, "fetching "+FirstNames(remote))()
	}
	a.typed = append(a.typed, requests...)
	loaded, err := loader.Load(ctx, requests...)
	for i := range loaded {
		if loaded[i].Name == stdin {
			loaded[i].Name = stdinName
		}
	}
	if err == nil {
		err = a.checkValid(loaded)
	}
	return loaded, err
}

// Typed returns what was typed for a component that errors call name, so that a hint can repeat it: the only one
// that ends with this name, or else name itself.
func (a *App) Typed(name string) string {
	typed := name
	for _, r := range a.typed {
		switch spec := cmp.Or(r.At, r.Spec); {
		case spec == name:
			return name
		case filepath.Base(spec) != name:
		case typed != name && typed != spec:
			return name
		default:
			typed = spec
		}
	}
	return typed
}

// SourceOf is a loaded component as compositions take it.
func SourceOf(c load.Component) chain.Source {
	return chain.Source{Name: c.Name, Bytes: c.Bytes, Digest: c.Digest.String()}
}

// ReadComponent reads a file.
func ReadComponent(path string) ([]byte, error) { return readComponentBy(os.ReadFile, path) }

func readComponentBy(read func(string) ([]byte, error), path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &missingFileError{path, Components(filepath.Dir(path), "*.wasm")}
	case err != nil:
		return nil, FileError(path, err)
	case info.IsDir():
		return nil, &directoryError{path, Components(path,
			"*.wasm", "dist/*.wasm", "build/*.wasm", "target/wasm32-wasip2/release/*.wasm")}
	}
	if err := CheckDevice(path, "a component"); err != nil {
		return nil, err
	}
	var b []byte
	switch {
	case info.Size() > maxComponent:
		err = &bounded.TooLargeError{Most: maxComponent}
	case !info.Mode().IsRegular() || info.Size() == 0: // which says nothing of what is in it
		b, err = readUnknownFile(path)
	default:
		b, err = read(path)
	}
	if err != nil {
		return nil, FileError(path, err)
	}
	return b, nil
}

// maxComponent is how large a component may be: registries are given no more, either.
const maxComponent = 1 << 30

func readUnknownFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readUnknown(f)
}

// readUnknown reads what tells its size in no way, such as a pipe or a file of /proc. It may be endless:
// what does not begin as WebAssembly is read no further.
func readUnknown(f io.Reader) ([]byte, error) {
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

// Components lists the files under dir that match the patterns, as paths to type.
func Components(dir string, patterns ...string) []string {
	var found []string
	for _, pattern := range patterns {
		matches, _ := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		found = append(found, matches...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// ReadSmall reads a file of settings, keys and the like.
func ReadSmall(path string) ([]byte, error) {
	const most = 1 << 20
	b, err := bounded.ReadFile(path, most)
	if err != nil {
		return nil, FileError(path, err)
	}
	return b, nil
}

// NameFromSpec is what a component is called in names made for it.
func NameFromSpec(spec string) string {
	if spec == stdin {
		return stdinName
	}
	s, err := oci.ParseSpec(spec, nil)
	switch {
	case err == nil && s.Package != nil:
		return s.Package.Name.Name
	case err == nil && s.Reference != nil && s.Reference.Repository != "":
		return path.Base(s.Reference.Repository)
	case err == nil && s.Reference != nil:
		return filepath.Base(s.Reference.Layout)
	}
	return strings.TrimSuffix(filepath.Base(spec), ".wasm")
}
