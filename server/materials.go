package server

import (
	"cmp"
	"strings"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/compose/chain"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// MadeOf lists what went into a composed component, and then what went into those of its components
// that were composed themselves. from has the references that are known, by digest.
func MadeOf(c *component.Component, d *chain.Description, from map[digest.Digest]*oci.Reference) []materials.Item {
	inside := Nested(c)
	described := []*chain.Description{d}
	about := map[digest.Digest]component.Metadata{}
	for _, inner := range inside {
		about[inner.Digest()] = component.ReadMetadata(inner.Component)
		if d, err := chain.Describe(inner.Component); err == nil && d != nil {
			described = append(described, d)
		}
	}
	var items []materials.Item
	for _, d := range described {
		for _, i := range listed(d) {
			version := i.Metadata.Version
			i.Reference, i.Metadata = from[i.Digest], about[i.Digest]
			i.Metadata.Version = cmp.Or(i.Metadata.Version, version)
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
