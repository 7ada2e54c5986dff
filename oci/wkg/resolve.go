package wkg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit"
)

// MetadataPath is where registries say how they are used.
const MetadataPath = "/.well-known/wasm-pkg/registry.json"

// Metadata is what a registry says of itself.
type Metadata struct {
	Preferred string
	// OCI is nil where the registry does not say that it speaks OCI.
	OCI *OCI
}

// OCI is where in OCI registries a registry's packages are.
type OCI struct {
	Registry        string `json:"registry"`
	NamespacePrefix string `json:"namespacePrefix"`
}

// ParseMetadata reads what a registry says of itself, in the present form and in the one before.
func ParseMetadata(b []byte) (Metadata, error) {
	var text struct {
		Preferred string `json:"preferredProtocol"`
		OCI       *OCI   `json:"oci"`
		Registry  string `json:"ociRegistry"`
		Prefix    string `json:"ociNamespacePrefix"`
	}
	if err := json.Unmarshal(b, &text); err != nil {
		return Metadata{}, err
	}
	m := Metadata{Preferred: text.Preferred, OCI: text.OCI}
	if text.Registry != "" || text.Prefix != "" {
		if m.OCI == nil {
			m.OCI = &OCI{}
		}
		if text.Registry != "" {
			m.OCI.Registry = text.Registry
		}
		if text.Prefix != "" {
			m.OCI.NamespacePrefix = text.Prefix
		}
	}
	return m, nil
}

// Resolver turns packages into references. The fields are not changed once it is in use.
type Resolver struct {
	Config *Config
	Client *oci.Client
}

// Resolved is where a version of a package is: one of Reference and Path is set.
type Resolved struct {
	Reference *oci.Reference
	// Path is a file, for registries that are directories.
	Path    string
	Version string
}

// PackageError is a package that cannot be found.
type PackageError struct {
	Package oci.PackageSpec
	// Registry is where it was looked for; empty where nothing says where that would be.
	Registry string
	Problem  string
	// Versions are those that exist, the newest first.
	Versions []string
	Err      error
}

func (e *PackageError) Error() string {
	s := e.Package.String() + ": " + e.Problem
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	if len(e.Versions) > 0 {
		s += "\n  " + e.Registry + " has: " + strings.Join(e.Versions[:min(10, len(e.Versions))], ", ")
	}
	return s
}

func (e *PackageError) Unwrap() error { return e.Err }

// Resolve finds the newest version of a package that its range allows.
func (r *Resolver) Resolve(ctx context.Context, p oci.PackageSpec) (Resolved, error) {
	m, ok := r.Config.mapping(p.Name)
	if !ok {
		return Resolved{}, &PackageError{Package: p, Problem: "no registry is configured for namespace " + p.Name.Namespace}
	}
	if settings := r.Config.Registries[m.Registry]; settings.Local != nil && settings.Type != "oci" {
		return r.local(p, m.Registry, settings.Local.Root)
	}
	repository, err := r.repository(ctx, p, m)
	if err != nil {
		return Resolved{}, err
	}
	tags, err := r.Client.Tags(ctx, repository)
	if err != nil {
		if none := (*oci.NotFoundError)(nil); errors.As(err, &none) {
			return Resolved{}, &PackageError{Package: p, Registry: repository.Name(), Problem: repository.Name() + " does not exist"}
		}
		return Resolved{}, &PackageError{Package: p, Registry: repository.Name(), Problem: "cannot be looked for", Err: err}
	}
	tag, err := choose(p, repository.Name(), tags)
	if err != nil {
		return Resolved{}, err
	}
	ref := repository.WithTag(tag)
	return Resolved{Reference: &ref, Version: oci.VersionOf(tag)}, nil
}

// Repository returns the repository in which a package is or would be.
func (r *Resolver) Repository(ctx context.Context, name wit.PackageName) (oci.Reference, error) {
	p := oci.PackageSpec{Name: name}
	m, ok := r.Config.mapping(name)
	if !ok {
		return oci.Reference{}, &PackageError{Package: p, Problem: "no registry is configured for namespace " + name.Namespace}
	}
	return r.repository(ctx, p, m)
}

func (r *Resolver) repository(ctx context.Context, p oci.PackageSpec, m Mapping) (oci.Reference, error) {
	meta := m.Metadata
	if meta == nil {
		meta = &Metadata{}
		if b, ok := r.Client.WellKnown(ctx, m.Registry, MetadataPath); ok {
			// A registry whose word cannot be read is used as one that says nothing.
			if said, err := ParseMetadata(b); err == nil {
				meta = &said
			}
		}
	}
	if meta.OCI == nil && meta.Preferred != "" && meta.Preferred != "oci" {
		return oci.Reference{}, &PackageError{Package: p, Registry: m.Registry,
			Problem: fmt.Sprintf("%s speaks %q (want oci)", m.Registry, meta.Preferred)}
	}
	host, prefix := m.Registry, ""
	if meta.OCI != nil {
		prefix = meta.OCI.NamespacePrefix
		if meta.OCI.Registry != "" {
			host = meta.OCI.Registry
		}
	}
	path := prefix + strings.ReplaceAll(p.Name.Namespace, ":", "/") + "/" + p.Name.Name
	ref, err := oci.ParseReference(host + "/" + path)
	if err != nil {
		return ref, &PackageError{Package: p, Registry: m.Registry, Problem: "its registry maps it to no reference", Err: err}
	}
	return ref, nil
}

// local finds a package in a directory.
func (r *Resolver) local(p oci.PackageSpec, registry, root string) (Resolved, error) {
	dir := filepath.Join(root, p.Name.Namespace, p.Name.Name)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return Resolved{}, &PackageError{Package: p, Registry: registry, Problem: dir + " cannot be read", Err: err}
	}
	var versions []string
	for _, e := range entries {
		if v, ok := strings.CutSuffix(e.Name(), ".wasm"); ok {
			versions = append(versions, v)
		}
	}
	version, err := choose(p, dir, versions)
	if err != nil {
		return Resolved{}, err
	}
	return Resolved{Path: filepath.Join(dir, version+".wasm"), Version: version}, nil
}

func choose(p oci.PackageSpec, where string, tags []string) (string, error) {
	tag, ok, err := oci.SelectVersion(tags, p.Range)
	if err != nil {
		return "", &PackageError{Package: p, Registry: where, Problem: err.Error()}
	}
	if !ok {
		var versions []string
		for _, t := range oci.NewestFirst(tags) {
			versions = append(versions, oci.VersionOf(t))
		}
		return "", &PackageError{Package: p, Registry: where, Problem: "no version fits", Versions: versions}
	}
	return tag, nil
}
