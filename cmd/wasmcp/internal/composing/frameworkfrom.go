package composing

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/oci/parts"
	"github.com/wasmcp/wasmcp-go/server"
	contract "github.com/wasmcp/wasmcp-go/wit/mcp"
)

// frameworkFrom is where the framework's components are: in wasmcp itself, in a directory, or under a
// prefix in a registry or layout.
type frameworkFrom struct {
	// Spec is what was asked for.
	Spec   string
	dir    string
	prefix *oci.Reference
}

func ParseFramework(text string) (frameworkFrom, error) {
	if text == "" || text == server.Embedded {
		return frameworkFrom{Spec: server.Embedded}, nil
	}
	s, err := oci.ParseSpec(text, nil)
	switch {
	case err != nil:
		return frameworkFrom{}, err
	case s.Package != nil:
		return frameworkFrom{}, cli.Usagef("the framework %q is a package, expected a prefix such as ghcr.io/wasmcp, or a directory", text)
	}
	return frameworkFrom{text, s.Path, s.Reference}, nil
}

func (f frameworkFrom) Embedded() bool { return f.dir == "" && f.prefix == nil }

// contractError is a framework that speaks another version of the contract.
type contractError struct{ from, found, expected string }

func (e *contractError) Error() string {
	return fmt.Sprintf("%s speaks another version of the contract\n  found:    wasmcp:mcp@%s\n  expected: wasmcp:mcp@%s", e.from, e.found, e.expected)
}

// checkContract refuses a framework whose contract is not compatible with that of the composer.
func checkContract(from, found string) error {
	track := func(version string) string { return compose.Track("wasmcp:mcp/types@" + version) }
	if track(found) != track(contract.Version) {
		return &contractError{from, found, contract.Version}
	}
	return nil
}

// frameworkAt says of every component of the framework where it is. Those that are locked need no
// index to be read.
func frameworkAt(ctx context.Context, a *cli.App, from frameworkFrom, requests []load.Request, l *server.Lock) ([]load.Request, error) {
	locked := l.File()
	var index *parts.Index
	var all []load.Request
	for _, r := range requests {
		switch {
		case r.Part == "" || r.Spec != from.Spec || from.Embedded():
		case from.dir != "":
			r.At = filepath.Join(from.dir, r.Part+".wasm")
		default:
			if at, ok := lockedPart(locked, from, r); ok {
				r.At = at
				break
			}
			if index == nil {
				var err error
				if index, err = FrameworkIndex(ctx, a, from); err != nil {
					return nil, err
				}
			}
			part, ok := index.Part(r.Part)
			if !ok {
				return nil, noPart(from, r.Part, index)
			}
			r.At = part.Reference(*from.prefix).String()
		}
		all = append(all, r)
	}
	return all, nil
}

// lockedPart is where a part of the framework was when it was locked.
func lockedPart(l *lock.File, from frameworkFrom, r load.Request) (string, bool) {
	if l == nil {
		return "", false
	}
	known, ok := l.Find(r.Part, r.Spec)
	ref, err := oci.ParseReference(known.Reference)
	if !ok || err != nil {
		return "", false
	}
	return parts.At(*from.prefix, r.Part).WithTag(ref.Tag).String(), true
}

func noPart(from frameworkFrom, name string, x *parts.Index) error {
	e := &parts.NoPartError{Framework: from.Spec, Name: name}
	for _, p := range x.Parts {
		e.Known = append(e.Known, p.Name)
	}
	return e
}

// FrameworkIndex reads what a framework is made of.
func FrameworkIndex(ctx context.Context, a *cli.App, from frameworkFrom) (*parts.Index, error) {
	switch {
	case from.Embedded():
		return embeddedIndex()
	case from.dir != "":
		return directoryIndex(from.dir)
	}
	r, err := a.RegistryAccess()
	if err != nil {
		return nil, err
	}
	defer a.Transfer(r, "looking for "+from.Spec)()
	index, err := parts.Find(ctx, r.Client, *from.prefix, contract.Version)
	if err != nil {
		return nil, err
	}
	return index, checkContract(from.Spec, index.Contract)
}

// embeddedIndex describes the embedded framework.
func embeddedIndex() (*parts.Index, error) {
	m, err := framework.Load()
	if err != nil {
		return nil, err
	}
	return indexOf(m), nil
}

func indexOf(m framework.Manifest) *parts.Index {
	x := &parts.Index{Contract: cmp.Or(m.Contract, contract.Version), Toolchain: m.Toolchain}
	for _, p := range m.Parts {
		x.Version = p.Version // all have the same
		x.Parts = append(x.Parts, parts.Part{Name: p.Name, Version: p.Version, Size: int64(p.Size),
			Layer: digest.NewDigestFromEncoded(digest.SHA256, p.SHA256), Sources: p.Sources})
	}
	return x
}

// ManifestName is the file that says what the components in a directory are.
const ManifestName = "manifest.json"

// directoryIndex reads the manifest in a directory.
func directoryIndex(dir string) (*parts.Index, error) {
	name := filepath.Join(dir, ManifestName)
	text, err := cli.ReadSmall(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &noManifestError{dir}
	}
	if err != nil {
		return nil, err
	}
	var m framework.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, fmt.Errorf("%s is not the manifest of a framework", name)
	}
	x := indexOf(m)
	if err := checkContract(dir, x.Contract); err != nil {
		return nil, err
	}
	if err := x.CheckNames(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return x, nil
}

// noManifestError is a directory that is no framework.
type noManifestError struct{ dir string }

func (e *noManifestError) Error() string {
	return e.dir + " is no framework: it has no " + ManifestName
}

// embeddedPart is a component of the embedded framework.
func embeddedPart(r load.Request) (load.Component, error) {
	b, info, err := framework.Component(r.Part)
	if err != nil {
		return load.Component{}, err
	}
	return load.Component{Request: r, Name: info.Name + " " + info.Version, Bytes: b,
		Digest: digest.NewDigestFromEncoded(digest.SHA256, info.SHA256)}, nil
}

// partsOf are components of the framework as compositions take them: by name and version, wherever
// they came from.
func (f frameworkFrom) partsOf(components []load.Component) []chain.Source {
	var index *parts.Index
	if f.dir != "" {
		index, _ = directoryIndex(f.dir) // files that no manifest describes go by their own names
	}
	all := make([]chain.Source, len(components))
	for i, c := range components {
		all[i] = cli.SourceOf(c)
		if c.Artifact != nil {
			all[i].Name = c.Part + " " + c.Artifact.Version()
		}
		if index == nil {
			continue
		}
		if p, ok := index.Part(c.Part); ok && p.Layer == c.Digest {
			all[i].Name = p.Name + " " + p.Version
		}
	}
	return all
}

// explainFramework explains what goes wrong with frameworks.
func explainFramework(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	var none *parts.NoFrameworkError
	switch {
	case errors.As(err, &none) && none.Tags != nil:
		x.Hint = "use " + none.Prefix.WithTag(none.Tags[0]).String()
	case errors.As(err, &none):
		x.Hint = "publish one with a wasmcp that speaks that contract: wasmcp framework push"
	case errors.As(err, new(*contractError)):
		x.Hint = "use a framework for wasmcp:mcp@" + contract.Version + ", or leave out --framework for the one in wasmcp itself"
	case errors.As(err, new(*noManifestError)):
		x.Hint = "wasmcp framework pull -o DIRECTORY writes one"
	default:
		return x, false
	}
	return x, true
}
