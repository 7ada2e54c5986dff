package ship

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// localBuilder stands for whoever runs wasmcp on a machine of their own.
const localBuilder = "https://github.com/wasmcp/wasmcp-go/local"

// composedDocuments says of a file what it was composed of, and how, as far as options want it. Of what was
// not composed there is nothing to say. It depends on the file, on what options say and on the
// wasmcp.lock that is here, which knows where components came from.
func composedDocuments(file string, b []byte, o *attachOptions, build oci.BuildOptions) (*attachments, error) {
	docs := &attachments{}
	if o.noSBOM && o.noProvenance || !component.IsComponent(b) {
		return docs, nil
	}
	c, err := component.Decode(b)
	if err != nil {
		return nil, &chain.DamagedError{Name: filepath.Base(file), Err: err}
	}
	d, err := chain.Describe(c)
	if err != nil || d == nil {
		return docs, err
	}
	from, err := lockedReferences()
	if err != nil {
		return nil, err
	}
	items := composedOf(c, d, from)
	name, version, _ := strings.Cut(d.Tool, " ")
	tool := materials.Tool{Name: name, Version: version}
	if !o.noSBOM {
		whole := materials.Item{Name: filepath.Base(file), Digest: digest.FromBytes(b), Metadata: component.ReadMetadata(c)}
		if d.Server != nil {
			whole.Name = d.Server.Name
			cli.SetDefault(&whole.Metadata.Version, d.Server.Version)
		}
		if docs.sbom, err = materials.CycloneDX(whole, items, tool, build.Created); err != nil {
			return nil, err
		}
	}
	if !o.noProvenance {
		docs.provenance = materials.Provenance(items, materials.Build{
			Builder: o.builder, Tool: tool, Source: build.Checkout,
			Parameters: struct {
				Composition *chain.Description `json:"composition"`
			}{d},
		})
	}
	return docs, nil
}

// composedOf lists what went into a composed component, and then what went into those of its components
// that were composed themselves.
func composedOf(c *component.Component, d *chain.Description, from map[digest.Digest]*oci.Reference) []materials.Item {
	inside := cli.Nested(c)
	described := []*chain.Description{d}
	about := map[digest.Digest]component.Metadata{}
	for _, inner := range inside {
		about[inner.Digest] = component.ReadMetadata(inner.Component)
		if d, err := chain.Describe(inner.Component); err == nil && d != nil {
			described = append(described, d)
		}
	}
	var items []materials.Item
	for _, d := range described {
		for _, i := range listed(d) {
			version := i.Metadata.Version
			i.Reference, i.Metadata = from[i.Digest], about[i.Digest]
			cli.SetDefault(&i.Metadata.Version, version)
			items = append(items, i)
		}
	}
	return items
}

// listed are the links of a chain, the libraries, and the framework.
func listed(d *chain.Description) []materials.Item {
	var items []materials.Item
	add := func(c *chain.Component) {
		if c != nil {
			items = append(items, materials.Item{Name: c.Name, Digest: digest.Digest(c.Digest)})
		}
	}
	for _, l := range d.Links {
		add(l.Middleware)
		for _, p := range l.Providers {
			add(&p)
		}
	}
	for _, l := range d.Libraries {
		add(&l)
	}
	for _, f := range d.Framework {
		if f.Component == nil {
			continue
		}
		i := materials.Item{Name: f.Component.Name, Part: string(f.Part), Digest: digest.Digest(f.Component.Digest)}
		if !f.Override { // ours are called by name and version
			i.Name, i.Metadata.Version, _ = strings.Cut(i.Name, " ")
		}
		items = append(items, i)
	}
	return items
}

// lockedReferences are where components came from, by their digests, as the wasmcp.lock here has it.
func lockedReferences() (map[digest.Digest]*oci.Reference, error) {
	text, err := os.ReadFile(lock.FileName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, cli.FileError(lock.FileName, err)
	}
	f, err := lock.Parse(lock.FileName, text)
	if err != nil {
		return nil, err
	}
	from := map[digest.Digest]*oci.Reference{}
	for _, i := range f.Inputs {
		if i.Reference == "" || from[i.Layer] != nil {
			continue
		}
		r, err := oci.ParseReference(i.Reference)
		if err != nil {
			return nil, err
		}
		r.Digest = i.Manifest
		from[i.Layer] = &r
	}
	return from, nil
}
