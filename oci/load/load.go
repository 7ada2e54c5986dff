// Package load gets components by what people type for them: files, references and packages, with or
// without a lock.
package load

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
)

// Loader gets components. Its fields are not changed once it is in use.
type Loader struct {
	// Client fetches; its policy and its cache are everything's.
	Client *oci.Client
	// Packages returns what finds packages. It is called once, when the first package is asked for;
	// nil reads wkg's own configuration.
	Packages func() (*wkg.Resolver, error)
	// Lock says what specs stand for; nil is none. What it has is fetched by the digest in it,
	// whatever a tag stands for by now.
	Lock *lock.File
	// Locked refuses what the lock does not have.
	Locked bool
	// ReadFile reads a component from the file system; nil is [os.ReadFile].
	ReadFile func(path string) ([]byte, error)
	// Digest returns the digest of what ReadFile returned; nil is [digest.FromBytes].
	Digest func([]byte) (digest.Digest, error)
	// Exists is that of [oci.ParseSpec].
	Exists func(path string) bool

	once     sync.Once
	resolver *wkg.Resolver
	err      error
}

// Request is something that is asked for.
type Request struct {
	// Part and Spec are those of the entry in the lock; see [lock.Input].
	Part, Spec string
	// At is the path or reference of the component, where Spec is not.
	At string
}

// Component is what was got.
type Component struct {
	Request
	// Name is what messages call it: the file's name, or the last element of the repository.
	Name  string
	Bytes []byte
	// Digest is that of Bytes.
	Digest digest.Digest
	// Reference is where it came from, with tag and digest; nil for files.
	Reference *oci.Reference
	// Artifact is nil for files.
	Artifact *oci.Artifact
}

// Input is the component's entry in a lock, without definitions: those only the component knows.
func (c Component) Input() lock.Input {
	i := lock.Input{Part: c.Part, Spec: c.Spec, Layer: c.Digest}
	if c.Reference != nil {
		named := *c.Reference
		named.Digest = ""
		i.Reference, i.Manifest = named.String(), c.Reference.Digest
	}
	return i
}

// parallel is how many components are fetched at a time.
const parallel = 4

// Load gets all that is asked for. All errors are returned, joined, in the order of the requests.
func (l *Loader) Load(ctx context.Context, requests ...Request) ([]Component, error) {
	components, errs := make([]Component, len(requests)), make([]error, len(requests))
	free := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	for i, r := range requests {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			components[i], errs[i] = l.load(ctx, r)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return components, nil
}

func (l *Loader) load(ctx context.Context, r Request) (Component, error) {
	spec, err := oci.ParseSpec(cmp.Or(r.At, r.Spec), l.Exists)
	if err != nil {
		return Component{}, err
	}
	var entry lock.Input
	known := false
	if l.Lock != nil {
		entry, known = l.Lock.Find(r.Part, r.Spec)
	}
	if l.Locked && !known {
		return Component{}, &lock.NotLockedError{Spec: lock.Input{Part: r.Part, Spec: r.Spec}.Label()}
	}
	if spec.Path != "" {
		return l.file(r, spec.Path)
	}
	if known && entry.Reference != "" {
		return l.pullLocked(ctx, r, spec.Reference, entry)
	}
	if spec.Reference != nil {
		return l.pull(ctx, r, *spec.Reference)
	}
	packages, err := l.packages()
	if err != nil {
		return Component{}, err
	}
	found, err := packages.Resolve(ctx, *spec.Package)
	if err != nil {
		return Component{}, err
	}
	if found.Reference == nil {
		return l.file(r, found.Path)
	}
	return l.pull(ctx, r, *found.Reference)
}

func (l *Loader) file(r Request, name string) (Component, error) {
	read := l.ReadFile
	if read == nil {
		read = os.ReadFile
	}
	b, err := read(name)
	if err != nil {
		return Component{}, err
	}
	c := Component{Request: r, Name: filepath.Base(name), Bytes: b}
	if l.Digest == nil {
		c.Digest = digest.FromBytes(b)
	} else if c.Digest, err = l.Digest(b); err != nil {
		return Component{}, err
	}
	return c, nil
}

// pullLocked fetches what the lock has, and sees that it is the component which was locked with it.
//
// A reference is to be looked for where it says, and nowhere else: asked is nil for packages, of which
// only the registries' configuration knows where they are.
func (l *Loader) pullLocked(ctx context.Context, r Request, asked *oci.Reference, entry lock.Input) (Component, error) {
	ref, err := oci.ParseReference(entry.Reference)
	if err != nil {
		return Component{}, err
	}
	if asked != nil && (ref.WithDigest("") != asked.WithDigest("") || asked.Digest != "" && asked.Digest != entry.Manifest) {
		return Component{}, &lock.ChangedError{Spec: entry.Label(), What: "reference", Found: asked.String(),
			Expected: ref.WithDigest(entry.Manifest).String()}
	}
	c, err := l.pull(ctx, r, ref.WithDigest(entry.Manifest))
	if err == nil && c.Digest != entry.Layer {
		err = &lock.ChangedError{Spec: entry.Label(), What: "component", Found: c.Digest.String(), Expected: entry.Layer.String()}
	}
	return c, err
}

func (l *Loader) pull(ctx context.Context, r Request, ref oci.Reference) (Component, error) {
	a, err := l.Client.Pull(ctx, ref)
	if err != nil {
		return Component{}, err
	}
	return Component{Request: r, Name: nameOf(ref), Bytes: a.Bytes, Digest: a.Layer().Digest, Reference: &a.Reference, Artifact: a}, nil
}

func nameOf(r oci.Reference) string {
	if r.Layout != "" {
		return strings.TrimSuffix(filepath.Base(r.Layout), filepath.Ext(r.Layout))
	}
	return path.Base(r.Repository)
}

func (l *Loader) packages() (*wkg.Resolver, error) {
	l.once.Do(func() {
		if l.Packages != nil {
			l.resolver, l.err = l.Packages()
			return
		}
		config, err := wkg.ReadConfig(wkg.ConfigPath())
		l.resolver, l.err = &wkg.Resolver{Config: config, Client: l.Client}, err
	})
	return l.resolver, l.err
}
