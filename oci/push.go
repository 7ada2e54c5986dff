package oci

import (
	"context"
	"fmt"
	"maps"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// Push stores an artifact under every one of the references, which may be in several repositories.
// It returns the descriptor of its manifest. A reference without a tag gets [DefaultTag].
//
// The manifest goes last: while it is not there, nothing is.
func (c *Client) Push(ctx context.Context, a *Artifact, refs ...Reference) (Descriptor, error) {
	blobs := []content{{"config", a.Manifest.Config, a.config}, {"layer", a.Layer(), a.Bytes}}
	done := map[string]bool{}
	for _, r := range refs {
		if r.Digest != "" && r.Digest != a.Descriptor.Digest {
			return Descriptor{}, &DigestError{r, "manifest", a.Descriptor.Digest, r.Digest, true}
		}
		if r.Digest == "" && r.Tag == "" {
			r.Tag = DefaultTag
		}
		s, err := c.writable(ctx, r)
		if err != nil {
			return Descriptor{}, err
		}
		if !done[r.Name()] {
			if err := pushBlobs(ctx, s, r, blobs); err != nil {
				return Descriptor{}, err
			}
			done[r.Name()] = true
		}
		if err := s.pushManifest(ctx, r, a.Descriptor, a.manifest); err != nil {
			return Descriptor{}, err
		}
	}
	return a.Descriptor, nil
}

// content is a blob on its way out.
type content struct {
	what string
	d    Descriptor
	b    []byte
}

func pushBlobs(ctx context.Context, s store, r Reference, blobs []content) error {
	for _, b := range blobs {
		has, err := s.hasBlob(ctx, r, b.d)
		if err != nil {
			return err
		}
		if has {
			continue
		}
		if err := s.pushBlob(ctx, r, b.what, b.d, b.b); err != nil {
			return err
		}
	}
	return nil
}

// writable is a store that may be written to.
func (c *Client) writable(ctx context.Context, r Reference) (store, error) {
	if c.Offline && r.Layout == "" {
		return nil, &OfflineError{Reference: r, Push: true}
	}
	return c.store(ctx, r)
}

// Data is an artifact that is no WebAssembly, such as a signature or a bill of materials.
type Data struct {
	// ArtifactType is what registries list it by.
	ArtifactType string
	// MediaType is that of the bytes.
	MediaType string
	Bytes     []byte
	// Annotations are the manifest's, LayerAnnotations the layer's.
	Annotations, LayerAnnotations map[string]string
	// Subject is the manifest that it is about, if it is about one.
	Subject *Descriptor
}

// Artifact returns the artifact of one layer that holds the data. The same data gives the same
// digest.
func (d Data) Artifact() *Artifact {
	empty := []byte("{}")
	a := &Artifact{Bytes: d.Bytes, config: empty}
	a.Manifest = Manifest{
		Versioned:    specs.Versioned{SchemaVersion: 2},
		MediaType:    MediaTypeManifest,
		ArtifactType: d.ArtifactType,
		Config:       Descriptor{MediaType: MediaTypeEmpty, Digest: digest.FromBytes(empty), Size: int64(len(empty))},
		Layers: []Descriptor{{MediaType: d.MediaType, Digest: digest.FromBytes(d.Bytes), Size: int64(len(d.Bytes)),
			Annotations: maps.Clone(d.LayerAnnotations)}},
		Annotations: maps.Clone(d.Annotations),
	}
	if d.Subject != nil {
		a.Manifest.Subject = &Descriptor{MediaType: d.Subject.MediaType, Digest: d.Subject.Digest, Size: d.Subject.Size}
	}
	a.seal()
	return a
}

// Attach stores data as a referrer of an artifact: registries list it with the artifact's digest.
// Registries that do not are given an index under a tag made of the digest, as the distribution
// specification has it.
func (c *Client) Attach(ctx context.Context, subject Reference, d Data) (Descriptor, error) {
	s, err := c.writable(ctx, subject)
	if err != nil {
		return Descriptor{}, err
	}
	of, _, err := s.manifest(ctx, subject)
	if err != nil {
		return Descriptor{}, err
	}
	d.Subject = &of
	a := d.Artifact()
	r := subject.ByDigest(a.Descriptor.Digest)
	if _, err := c.Push(ctx, a, r); err != nil {
		return Descriptor{}, fmt.Errorf("attach to %s: %w", subject, err)
	}
	return a.Descriptor, nil
}

// Referrers lists the manifests that are about an artifact, by digest. An empty type is all types.
func (c *Client) Referrers(ctx context.Context, r Reference, artifactType string) ([]Descriptor, error) {
	s, err := c.store(ctx, r)
	if err != nil {
		return nil, err
	}
	d, err := s.resolve(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.referrers(ctx, r.ByDigest(d.Digest), d, artifactType)
}

// PushManifest stores a manifest of any number of layers, with those of its blobs that are given.
// The others must be there already.
func (c *Client) PushManifest(ctx context.Context, r Reference, m Manifest, blobs map[digest.Digest][]byte) error {
	s, err := c.writable(ctx, r)
	if err != nil {
		return err
	}
	var given []content
	for _, d := range append([]Descriptor{m.Config}, m.Layers...) {
		if b, ok := blobs[d.Digest]; ok {
			given = append(given, content{"layer", d, b})
		}
	}
	if err := pushBlobs(ctx, s, r, given); err != nil {
		return err
	}
	raw := jsontext.Encode(m)
	return s.pushManifest(ctx, r, Descriptor{MediaType: m.MediaType, Digest: digest.FromBytes(raw), Size: int64(len(raw))}, raw)
}
