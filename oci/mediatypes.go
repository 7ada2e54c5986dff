package oci

import ocispec "github.com/opencontainers/image-spec/specs-go/v1"

// Media types of the Wasm artifact. See [Wasm OCI Artifact].
//
// [Wasm OCI Artifact]: https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/
const (
	MediaTypeManifest = ocispec.MediaTypeImageManifest
	MediaTypeIndex    = ocispec.MediaTypeImageIndex
	MediaTypeConfig   = "application/vnd.wasm.config.v0+json"
	MediaTypeLayer    = "application/wasm"
	MediaTypeEmpty    = ocispec.MediaTypeEmptyJSON
)

// Annotations of manifests and layers.
const (
	AnnotationTitle       = ocispec.AnnotationTitle
	AnnotationVersion     = ocispec.AnnotationVersion
	AnnotationDescription = ocispec.AnnotationDescription
	AnnotationAuthors     = ocispec.AnnotationAuthors
	AnnotationLicenses    = ocispec.AnnotationLicenses
	AnnotationSource      = ocispec.AnnotationSource
	AnnotationURL         = ocispec.AnnotationURL
	AnnotationRevision    = ocispec.AnnotationRevision
	AnnotationCreated     = ocispec.AnnotationCreated
)

// Descriptor says what some content is, how long it is and what its digest is.
type Descriptor = ocispec.Descriptor

// Manifest is an image manifest.
type Manifest = ocispec.Manifest

// dockerManifest and dockerList are what registries that convert may answer with.
const (
	dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"
	dockerList     = "application/vnd.docker.distribution.manifest.list.v2+json"
)
