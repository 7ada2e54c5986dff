package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/lock"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// localBuilder stands for whoever runs wasmcp on a machine of their own.
const localBuilder = "https://github.com/wasmcp/wasmcp-go/local"

// documents says of a file what it was composed of, and how, as far as options want it. Of what was
// not composed there is nothing to say. It depends on the file, on what options say and on the
// wasmcp.lock that is here, which knows where components came from.
func documents(file string, b []byte, o *attachOptions, build oci.BuildOptions) (*beside, error) {
	docs := &beside{}
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
	items, err := composedOf(c, d)
	if err != nil {
		return nil, err
	}
	name, version, _ := strings.Cut(d.Tool, " ")
	tool := materials.Tool{Name: name, Version: version}
	if !o.noSBOM {
		whole := materials.Item{Name: filepath.Base(file), Digest: digest.FromBytes(b), Metadata: component.ReadMetadata(c)}
		if d.Server != nil {
			whole.Name = d.Server.Name
			def(&whole.Metadata.Version, d.Server.Version)
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

// composedOf lists what went into a composed component: the links of the chain, libraries, and the
// framework.
func composedOf(c *component.Component, d *chain.Description) ([]materials.Item, error) {
	from, err := lockedReferences()
	if err != nil {
		return nil, err
	}
	inside := nestedMetadata(c)
	var items []materials.Item
	add := func(part string, c *chain.Component) {
		if c == nil {
			return
		}
		sum := digest.Digest(c.Digest)
		items = append(items, materials.Item{Name: c.Name, Part: part, Digest: sum, Reference: from[sum], Metadata: inside[sum]})
	}
	for _, l := range d.Links {
		add("", l.Middleware)
		for _, p := range l.Providers {
			add("", &p)
		}
	}
	for _, l := range d.Libraries {
		add("", &l)
	}
	for _, f := range d.Framework {
		add(string(f.Part), f.Component)
	}
	return items, nil
}

// lockedReferences are where components came from, by their digests, as the wasmcp.lock here has it.
func lockedReferences() (map[digest.Digest]*oci.Reference, error) {
	text, err := os.ReadFile(lock.FileName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fileError(lock.FileName, err)
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

// nestedMetadata is what components inside say of themselves, by their digests. Those that were
// changed on their way in, such as by storing what several have in common once, are not found.
func nestedMetadata(c *component.Component) map[digest.Digest]component.Metadata {
	found := map[digest.Digest]component.Metadata{}
	for _, s := range c.Sections {
		nested, ok := s.(*component.Nested)
		if !ok {
			continue
		}
		if inner, err := nested.Decode(); err == nil {
			found[digest.FromBytes(nested.Bytes)] = component.ReadMetadata(inner)
		}
	}
	return found
}
