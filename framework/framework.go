// Package framework holds the components that servers are composed with:
// transport, context and capabilities are in every one, sessions-keyvalue (in a
// build for each dialect of wasi:keyvalue) with context-streams in the place of
// context, and state-key-environment, in those that ask for them. The rest of a server the composer writes.
//
// They are written in Rust, in the directories beside this file, and built by
// build.sh into dist, which is committed: building wasmcp needs Go alone.
package framework

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed dist/manifest.json dist/*.wasm
var dist embed.FS

// Manifest says what is in dist and what it was built from.
type Manifest struct {
	// Contract is the version of the contract that the parts speak; empty is that of this module.
	Contract string `json:"contract,omitempty"`
	// Toolchain names the compiler, the linker and the component tools.
	Toolchain string `json:"toolchain"`
	// Parts are the components, sorted by name.
	Parts []Part `json:"parts"`
}

// Part describes one framework component.
type Part struct {
	// Name is the component's name, for example "transport".
	Name string `json:"name"`
	// Version is the version of the component's crate.
	Version string `json:"version"`
	// Size counts the bytes of the component.
	Size int `json:"size"`
	// SHA256 is the digest of the component, in hexadecimal.
	SHA256 string `json:"sha256"`
	// Sources is the digest over the files that the component was built from.
	Sources string `json:"sources"`
}

var manifest = sync.OnceValues(func() (Manifest, error) {
	var m Manifest
	text, err := dist.ReadFile("dist/manifest.json")
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
})

// Load returns the manifest of the embedded components.
func Load() (Manifest, error) { return manifest() }

// Component returns the bytes of the named component and its description.
func Component(name string) ([]byte, Part, error) {
	m, err := manifest()
	if err != nil {
		return nil, Part{}, err
	}
	for _, part := range m.Parts {
		if part.Name == name {
			data, err := dist.ReadFile("dist/" + name + ".wasm")
			return data, part, err
		}
	}
	return nil, Part{}, fmt.Errorf("%s: not a framework component", name)
}
