package cli

import (
	"context"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/wkg"
)

// registryOptions are what all commands are told about registries.
type registryOptions struct {
	Offline    bool
	plainHTTP  []string
	verifyKeys []string
	identities []string
}

func (o *registryOptions) flags(f *pflag.FlagSet) {
	f.BoolVar(&o.Offline, "offline", false, "do not contact registries; use the cache only")
	f.StringArrayVar(&o.verifyKeys, "verify-key", nil, "only accept registry artifacts signed with the public key in `FILE`. Repeatable; any one match suffices")
	f.StringArrayVar(&o.identities, "verify-identity", nil, "with --verify-key: only accept artifacts signed as `PATTERN`, such as ghcr.io/acme/*:1.*. Repeatable; any one match suffices")
	f.StringArrayVar(&o.plainHTTP, "plain-http", nil, "use plain HTTP, without TLS, for the registry `HOST`. Repeatable")
}

// Registries are what a command has of registries. There is one of them in a process, so that what
// a registry said at first, such as who may pull, is asked once.
type Registries struct {
	Client   *oci.Client
	Packages *wkg.Resolver
	trust    func() ([]*policy.Policy, error)

	mu    sync.Mutex
	line  *progress
	parts map[transferred]oci.Progress
	// done and total are the sums of parts.
	done, total int64
}

// transferred is content on its way, one way or the other.
type transferred struct {
	digest string
	push   bool
}

// RegistryAccess returns what speaks to registries. Commands that only read files never call it, and
// need neither a cache nor a configuration.
func (a *App) RegistryAccess() (*Registries, error) {
	if a.Registries != nil {
		return a.Registries, nil
	}
	config, err := wkg.ReadConfig(wkg.ConfigPath())
	if err != nil {
		return nil, err
	}
	hosts := map[string]oci.Host{}
	for _, h := range a.Registry.plainHTTP {
		if h == "" || strings.Contains(h, "/") {
			return nil, Usagef("--plain-http %q is not a host, such as registry.local:5000", h)
		}
		hosts[h] = oci.Host{Scheme: oci.HTTP}
	}
	if err := config.Hosts(hosts, a.Environ); err != nil {
		return nil, err
	}
	cache, err := a.fetchedCache()
	if err != nil {
		return nil, err
	}
	r := &Registries{trust: a.trust()}
	r.Client = &oci.Client{
		Cache:       cache,
		Credentials: oci.UserCredentials(a.Getenv),
		Warn:        a.warnOf,
		Hosts:       hosts,
		Offline:     a.Registry.Offline,
		Progress:    r.moved,
		UserAgent:   "wasmcp/" + Version(),
		Verify:      r.accept,
	}
	r.Packages = &wkg.Resolver{Config: config, Client: r.Client}
	a.Registries = r
	return r, nil
}

// fetchedCache opens the cache of what was fetched. Where there can be none, everything is fetched
// each time, which -v tells; offline there must be one.
func (a *App) fetchedCache() (*oci.Cache, error) {
	base := a.CacheDir()
	if base == "" {
		if a.Registry.Offline {
			return nil, ErrNoCache
		}
		return nil, nil
	}
	cache, err := oci.OpenCache(filepath.Join(base, fetchedDir), 0)
	if err == nil || a.Registry.Offline {
		return cache, err
	}
	if a.Verbose {
		a.Warn("downloads are not cached: " + err.Error())
	}
	return nil, nil
}

// Warn tells of something that is wrong and stops nothing.
func (a *App) Warn(text string) {
	if a.Quiet {
		return
	}
	if a.showing.Load() {
		a.Err.EndStatus()
	}
	a.Err.Line("warning: " + text)
}

// warnOf warns of errors.
func (a *App) warnOf(err error) {
	for _, e := range errlist.Flatten(err) {
		a.Warn(e.Error())
	}
}

func (a *App) Getenv(name string) string {
	for _, pair := range a.Environ {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// Transfer shows how far content has come until end is called.
func (a *App) Transfer(r *Registries, what string) (end func()) {
	line := a.Progress(what)
	r.watch(line)
	return func() {
		r.watch(nil)
		line.End()
	}
}

func (r *Registries) watch(line *progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.line, r.parts, r.done, r.total = line, map[transferred]oci.Progress{}, 0, 0
}

// moved is told what has come, or gone, of some content.
func (r *Registries) moved(p oci.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.line == nil {
		return
	}
	key := transferred{p.Digest.String(), p.Push}
	before := r.parts[key]
	r.parts[key] = p
	r.done += p.Done - before.Done
	r.total += p.Total - before.Total
	r.line.Step(int(r.done), int(r.total))
}

// IsRemote tells whether a SPEC names something outside the file system. What cannot be read as a
// SPEC is told where it is loaded.
func IsRemote(spec string) bool {
	s, err := oci.ParseSpec(spec, nil)
	return err == nil && s.Path == ""
}

// Reference is what a reference or a package stands for.
func (r *Registries) Reference(ctx context.Context, spec string) (oci.Reference, error) {
	s, err := oci.ParseSpec(spec, NoFiles)
	if err != nil || s.Package == nil {
		return ParseReference(spec)
	}
	found, err := r.Packages.Resolve(ctx, *s.Package)
	if err == nil && found.Reference == nil {
		err = &localPackageError{spec, found.Path}
	}
	if err != nil {
		return oci.Reference{}, err
	}
	return *found.Reference, nil
}

// Resolve is reference with the digest that it stands for now.
func (r *Registries) Resolve(ctx context.Context, spec string) (oci.Reference, oci.Descriptor, error) {
	ref, err := r.Reference(ctx, spec)
	if err != nil {
		return oci.Reference{}, oci.Descriptor{}, err
	}
	return r.Client.Resolve(ctx, ref)
}

// ParseReference reads what can be nothing but a reference.
func ParseReference(text string) (oci.Reference, error) {
	s, err := oci.ParseSpec(text, NoFiles)
	switch {
	case err != nil:
		return oci.Reference{}, err
	case s.Reference == nil:
		return oci.Reference{}, Usagef("%q is not a reference: a reference begins with a host, such as ghcr.io/acme/weather:1.0.0", text)
	}
	return *s.Reference, nil
}

// NoFiles says that no file has the name, where none is meant.
func NoFiles(string) bool { return false }

// localPackageError is a package that is in no registry but in a directory.
type localPackageError struct{ spec, path string }

func (e *localPackageError) Error() string { return e.spec + " is a local file: " + e.path }
