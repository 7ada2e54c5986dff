package oci

import (
	"strings"
	"time"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/wit"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Config is the configuration of a Wasm artifact.
type Config struct {
	Created time.Time `json:"created"`
	Author  *string   `json:"author"`
	// Architecture is "wasm".
	Architecture string `json:"architecture"`
	// OS is "wasip2" for components and WIT packages, "wasip1" for core modules.
	OS           string          `json:"os"`
	LayerDigests []digest.Digest `json:"layerDigests"`
	// Component is nil for core modules.
	Component *World `json:"component,omitempty"`
	// Config is what container images have there, for readers that look for labels.
	Config *ImageConfig `json:"config,omitempty"`
}

// World is what a component imports and exports, by the names that they have in it.
type World struct {
	Exports []string `json:"exports"`
	Imports []string `json:"imports"`
	// Target is the world that the component was built for, nil where that is not known.
	Target *string `json:"target"`
}

// ImageConfig is the part of a container image's configuration that a Wasm artifact has use for.
type ImageConfig struct {
	Labels map[string]string `json:"Labels,omitempty"`
}

// ServerNameLabel is the label by which the MCP registry sees that an artifact belongs to a server.
const ServerNameLabel = "io.modelcontextprotocol.server.name"

// Inspect returns what a component or WIT package imports and exports, as [Config] has it, and what
// it says of itself.
//
// A WIT package exports its interfaces and worlds and what those worlds export, and has the version
// that is in its name. Items of a world are in its order.
func Inspect(name string, b []byte) (World, component.Metadata, error) {
	c, err := component.Decode(b)
	if err != nil {
		return World{}, component.Metadata{}, &ContentError{Name: name, Err: err}
	}
	meta := component.ReadMetadata(c)
	if component.IsPackage(c) {
		p, err := component.Package(c)
		if err != nil {
			return World{}, meta, &ContentError{Name: name, Err: err}
		}
		if meta.Version == "" {
			meta.Version = p.Name.Version
		}
		return packageWorld(p), meta, nil
	}
	w := World{Exports: []string{}, Imports: []string{}}
	if world, err := component.World(c); err == nil {
		for _, i := range world.Imports {
			if _, isType := i.Item.(*wit.TypeDef); !isType {
				w.Imports = append(w.Imports, i.ExternName())
			}
		}
		for _, e := range world.Exports {
			w.Exports = append(w.Exports, e.ExternName())
		}
	} else { // valid, but not to be told in WIT
		for i := range c.Imports() {
			w.Imports = append(w.Imports, i.Name.Name)
		}
		for e := range c.Exports() {
			w.Exports = append(w.Exports, e.Name.Name)
		}
	}
	if t := target(w); t != "" {
		w.Target = &t
	}
	return w, meta, nil
}

func packageWorld(p *wit.Package) World {
	w := World{Exports: []string{}, Imports: []string{}}
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			w.Exports = append(w.Exports, name)
		}
	}
	for _, i := range p.Interfaces {
		add(wit.ID{Package: p.Name, Name: i.Name}.String())
	}
	for _, world := range p.Worlds {
		add(wit.ID{Package: p.Name, Name: world.Name}.String())
		for _, e := range world.Exports {
			add(e.ExternName())
		}
	}
	return w
}

// proxyImports are the packages and interfaces that wasi:http/proxy gives.
var proxyImports = []string{"wasi:io/", "wasi:clocks/", "wasi:random/", "wasi:http/", "wasi:cli/stdin",
	"wasi:cli/stdout", "wasi:cli/stderr"}

// target returns the world of WASI that a component fits into, the one with the fewest imports:
// hosts choose by it how they run a component.
func target(w World) string {
	version := func(export string) (string, bool) {
		for _, e := range w.Exports {
			if v, ok := strings.CutPrefix(e, export+"@"); ok {
				return v, true
			}
		}
		return "", false
	}
	if v, ok := version("wasi:http/incoming-handler"); ok && within(w.Imports, proxyImports) {
		return "wasi:http/proxy@" + v
	}
	if v, ok := version("wasi:cli/run"); ok && within(w.Imports, []string{"wasi:cli/", "wasi:io/",
		"wasi:clocks/", "wasi:random/", "wasi:filesystem/", "wasi:sockets/"}) {
		return "wasi:cli/command@" + v
	}
	return ""
}

func within(names, prefixes []string) bool {
	for _, n := range names {
		found := false
		for _, p := range prefixes {
			if base, _, _ := strings.Cut(n, "@"); base == p || strings.HasSuffix(p, "/") && strings.HasPrefix(n, p) {
				found = true
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// headerText tells what bytes are that no component begins with.
func headerText(b []byte) string {
	h, err := component.ReadHeader(b)
	if err != nil {
		return strings.TrimPrefix(err.Error(), "not WebAssembly: ") // which the error says already
	}
	return h.String()
}
