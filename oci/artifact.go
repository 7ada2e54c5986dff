package oci

import (
	"maps"
	"time"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
	"github.com/wasmcp/wasmcp-go/wit/component"
)

// Artifact is an artifact of one layer, such as a component. [Build] makes them and [Client.Pull]
// brings them.
type Artifact struct {
	// Reference names the artifact with its digest. It is empty in what [Build] returns.
	Reference Reference
	// Descriptor is that of the manifest.
	Descriptor Descriptor
	Manifest   Manifest
	// Bytes is the layer: the component.
	Bytes []byte

	// manifest and config are the blobs as they are sent.
	manifest, config []byte
}

// BuildOptions say what [Build] cannot read from the component. The zero value is useful.
type BuildOptions struct {
	// Created is the time recorded, by default the beginning of 1970: a component's digest must not
	// depend on when it was pushed. Fractions of seconds are dropped.
	Created time.Time
	// Author is recorded in the configuration.
	Author string
	// Title is the file name that the layer gets where it is pulled to a directory.
	Title string
	// Target is the world that the component was built for. By default it is a world of WASI, where
	// one fits.
	Target string
	// Labels are recorded in the configuration, see [ServerNameLabel].
	Labels map[string]string
	// Checkout is where the component's sources are.
	Checkout Checkout
	// Annotations are added to those of the component's own metadata, and replace them. An empty
	// value takes one away.
	Annotations map[string]string
	// ConfigMediaType replaces [MediaTypeConfig] for registries that refuse it.
	ConfigMediaType string
}

// Checkout is the state of a working tree, for annotations. A tree with changes has no revision.
type Checkout struct {
	Source, Revision string
}

// Build makes an artifact of a component, a WIT package or a core module. name is what errors call
// it. The same bytes and options give the same digest.
func Build(name string, b []byte, o BuildOptions) (*Artifact, error) {
	layer := Descriptor{MediaType: MediaTypeLayer, Digest: digest.FromBytes(b), Size: int64(len(b))}
	if o.Title != "" {
		layer.Annotations = map[string]string{AnnotationTitle: o.Title}
	}
	created := o.Created
	if created.IsZero() {
		created = time.Unix(0, 0)
	}
	config := Config{
		Created: created.UTC().Truncate(time.Second), Architecture: "wasm", OS: "wasip2",
		LayerDigests: []digest.Digest{layer.Digest},
	}
	if o.Author != "" {
		config.Author = &o.Author
	}
	if len(o.Labels) > 0 {
		config.Config = &ImageConfig{Labels: o.Labels}
	}
	var meta component.Metadata
	switch {
	case component.IsComponent(b):
		w, m, err := Inspect(name, b)
		if err != nil {
			return nil, err
		}
		if o.Target != "" {
			w.Target = &o.Target
		}
		config.Component, meta = &w, m
	case component.IsCoreModule(b):
		config.OS = "wasip1"
	default:
		return nil, &ContentError{Name: name, Found: headerText(b)}
	}
	a := &Artifact{Bytes: b, config: jsontext.Encode(config)}
	a.Manifest = Manifest{
		Versioned: specs.Versioned{SchemaVersion: 2},
		MediaType: MediaTypeManifest,
		Config: Descriptor{MediaType: MediaTypeConfig, Digest: digest.FromBytes(a.config),
			Size: int64(len(a.config))},
		Layers:      []Descriptor{layer},
		Annotations: annotations(meta, o),
	}
	if o.ConfigMediaType != "" {
		a.Manifest.Config.MediaType = o.ConfigMediaType
	}
	a.seal()
	return a, nil
}

// seal encodes the manifest.
func (a *Artifact) seal() {
	a.manifest = jsontext.Encode(a.Manifest)
	a.Descriptor = Descriptor{MediaType: MediaTypeManifest, Digest: digest.FromBytes(a.manifest),
		Size: int64(len(a.manifest)), ArtifactType: a.Manifest.ArtifactType}
}

// Layer is the descriptor of the layer.
func (a *Artifact) Layer() Descriptor { return a.Manifest.Layers[0] }

// Version is the version that the artifact says it has, else the one of the tag it was pulled by.
func (a *Artifact) Version() string {
	if v := a.Manifest.Annotations[AnnotationVersion]; v != "" {
		return v
	}
	return VersionOf(a.Reference.Tag)
}

func annotations(meta component.Metadata, o BuildOptions) map[string]string {
	all := map[string]string{}
	set := func(key, value string) {
		if value != "" {
			all[key] = value
		}
	}
	set(AnnotationSource, o.Checkout.Source)
	set(AnnotationRevision, o.Checkout.Revision)
	set(AnnotationVersion, meta.Version)
	set(AnnotationDescription, meta.Description)
	set(AnnotationAuthors, meta.Authors)
	set(AnnotationLicenses, meta.Licenses)
	set(AnnotationURL, meta.Homepage)
	if meta.Source != "" || meta.Revision != "" { // the component knows better than the directory it lies in
		delete(all, AnnotationRevision)
		set(AnnotationSource, meta.Source)
		set(AnnotationRevision, meta.Revision)
	}
	maps.Copy(all, o.Annotations)
	maps.DeleteFunc(all, func(_, value string) bool { return value == "" })
	if len(all) == 0 {
		return nil
	}
	return all
}

// Encoded returns manifest and configuration as they are sent. The configuration is nil in what was
// pulled.
func (a *Artifact) Encoded() (manifest, config []byte) { return a.manifest, a.config }
