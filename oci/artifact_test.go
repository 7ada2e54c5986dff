package oci_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// provider reads a component that is shared between the packages' tests.
func provider(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "providers", name, name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// emptyComponent is the smallest component, with what it says of itself.
func emptyComponent(meta component.Metadata) []byte {
	c := &component.Component{}
	for _, s := range meta.Customs() {
		c.Sections = append(c.Sections, s)
	}
	return c.Encode()
}

func build(t testing.TB, b []byte, o oci.BuildOptions) *oci.Artifact {
	t.Helper()
	a, err := oci.Build("test.wasm", b, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestBuild_manifestAndConfig(t *testing.T) {
	b := emptyComponent(component.Metadata{
		Version: "1.2.0+7", Description: "Weather & more", Authors: "Acme <a@acme.example>", Licenses: "MIT", Homepage: "https://acme.example"})
	a := build(t, b, oci.BuildOptions{
		Title:  "weather.wasm",
		Author: "Acme",
		Target: "acme:weather/service@1.0.0",
		Labels: map[string]string{oci.ServerNameLabel: "io.github.acme/weather"},
		Checkout: oci.Checkout{Source: "https://github.com/acme/weather",
			Revision: "0123456789012345678901234567890123456789"},
		Annotations: map[string]string{"com.acme.team": "sky", oci.AnnotationURL: ""},
	})
	manifest, config := a.Encoded()
	got := string(manifest) + "\n" + string(config) + "\n"
	golden(t, "build.txt", got)
	if a.Version() != "1.2.0+7" {
		t.Errorf("Version() = %q, want 1.2.0+7", a.Version())
	}
}

func TestBuild_isReproducible(t *testing.T) {
	b := provider(t, "calculator")
	o := oci.BuildOptions{Title: "calculator.wasm", Annotations: map[string]string{"a": "1", "b": "2", "c": "3"}}
	first := build(t, b, o)
	for range 5 {
		if again := build(t, b, o); again.Descriptor.Digest != first.Descriptor.Digest {
			t.Fatalf("digests differ: %s and %s", first.Descriptor.Digest, again.Descriptor.Digest)
		}
	}
	synctest.Test(t, func(t *testing.T) { // whose clock begins with the year 2000
		time.Sleep(400 * 24 * time.Hour)
		if other := build(t, b, o); other.Descriptor.Digest != first.Descriptor.Digest {
			t.Errorf("on %s the digest is %s, want %s", time.Now(), other.Descriptor.Digest, first.Descriptor.Digest)
		}
	})
	o.Created = time.Date(2026, 1, 2, 3, 4, 5, 999, time.FixedZone("", 3600))
	if build(t, b, o).Descriptor.Digest == first.Descriptor.Digest {
		t.Error("the time that was given is not recorded")
	}
}

func TestInspect(t *testing.T) {
	world, _, err := oci.Inspect("calculator.wasm", provider(t, "calculator"))
	if err != nil {
		t.Fatal(err)
	}
	imports := []string{"wasmcp:mcp/types@0.1.0", "wasi:io/error@0.2.12", "wasi:io/streams@0.2.12", "wasi:cli/stderr@0.2.12"}
	want := oci.World{Imports: imports, Exports: []string{"wasmcp:mcp/tools@0.1.0"}}
	if diff := cmp.Diff(want, world); diff != "" {
		t.Error(diff)
	}
}

func TestBuild_coreModule(t *testing.T) {
	a := build(t, []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{})
	_, config := a.Encoded()
	if s := string(config); !strings.Contains(s, `"os":"wasip1"`) || strings.Contains(s, `"component"`) {
		t.Errorf("config of a core module: %s", s)
	}
}

func TestBuild_refusesOtherFiles(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "x is not WebAssembly\n  found:    empty, not WebAssembly\n",
		"#!/bin/sh\n":                 "x is not WebAssembly\n  found:    begins with",
		"\x00asm\x0d\x00\x01\x00\xff": "x: ",
	} {
		_, err := oci.Build("x", []byte(text), oci.BuildOptions{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("Build(%q): %v, want %q", text, err, want)
		}
	}
}

// TestBuild_labelAsTheRegistryReadsIt reads the label as the MCP registry does: with the library for
// container images.
func TestBuild_labelAsTheRegistryReadsIt(t *testing.T) {
	a := build(t, provider(t, "text"), oci.BuildOptions{Labels: map[string]string{oci.ServerNameLabel: "io.github.acme/text"}})
	_, config := a.Encoded()
	image, err := v1.ParseConfigFile(bytes.NewReader(config))
	if err != nil {
		t.Fatal(err)
	}
	if got := image.Config.Labels[oci.ServerNameLabel]; got != "io.github.acme/text" {
		t.Errorf("the label is %q", got)
	}
}

// TestBuild_package builds an artifact of a WIT package.
func TestBuild_package(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "package.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	world, meta, err := oci.Inspect("package.wasm", b)
	if err != nil {
		t.Fatal(err)
	}
	if meta.Version != "1.0.0" {
		t.Errorf("the version is %q, want 1.0.0", meta.Version)
	}
	want := oci.World{Imports: []string{}, Exports: []string{"acme:weather/types@1.0.0", "acme:weather/forecast@1.0.0", "acme:weather/service@1.0.0", "acme:weather/station@1.0.0", "run"}}
	if diff := cmp.Diff(want, world); diff != "" {
		t.Error(diff)
	}
}

func TestInspect_target(t *testing.T) {
	for want, w := range map[string][2][]string{
		"wasi:http/proxy@0.2.0":  {{"wasi:http/incoming-handler@0.2.0", "wasi:cli/run@0.2.0"}, {"wasi:io/streams@0.2.0", "wasi:cli/stdin@0.2.0"}},
		"wasi:cli/command@0.2.3": {{"wasi:cli/run@0.2.3"}, {"wasi:filesystem/types@0.2.3"}},
		"":                       {{"wasi:http/incoming-handler@0.2.0"}, {"wasi:keyvalue/store@0.2.0-draft"}},
	} {
		c := &component.Component{}
		var types component.Types
		types = append(types, component.InstanceType{})
		c.Sections = append(c.Sections, types)
		var imports component.Imports
		for _, name := range w[1] {
			imports = append(imports, component.Import{Name: component.Name{Name: name}, Type: component.ExternType{Sort: component.SortInstance}})
		}
		var exports component.Exports
		for i, name := range w[0] {
			exports = append(exports, component.Export{Name: component.Name{Name: name}, Item: component.SortIndex{Sort: component.SortInstance, Index: uint32(i % len(w[1]))}})
		}
		c.Sections = append(c.Sections, imports, exports)
		got, _, err := oci.Inspect("x", c.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if got.Target == nil && want != "" || got.Target != nil && *got.Target != want {
			t.Errorf("imports %v, exports %v: target %v, want %q", got.Imports, got.Exports, got.Target, want)
		}
	}
}
