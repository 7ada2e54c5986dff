package oci

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/opencontainers/go-digest"
	"oras.land/oras-go/v2/registry"
)

// CopyOptions say what [Client.Copy] copies.
type CopyOptions struct {
	// NoReferrers leaves signatures, bills of materials and the like behind.
	NoReferrers bool
}

// Copy copies an artifact, or a whole list of them, between registries and layouts, as it is: the
// digest stays. What refers to it goes along, by the list of referrers and by cosign's tags.
//
// A destination without a tag gets the source's.
func (c *Client) Copy(ctx context.Context, from, to Reference, o CopyOptions) (Descriptor, error) {
	if to.Tag == "" && to.Digest == "" {
		to.Tag = from.Tag
	}
	src, err := c.store(ctx, from)
	if err != nil {
		return Descriptor{}, err
	}
	dst, err := c.writable(ctx, to)
	if err != nil {
		return Descriptor{}, err
	}
	d, raw, err := src.manifest(ctx, from)
	if err != nil {
		return Descriptor{}, err
	}
	if to.Digest != "" && to.Digest != d.Digest {
		return Descriptor{}, &DigestError{to, "manifest", d.Digest, to.Digest, true}
	}
	if c.Verify != nil {
		var m Manifest
		_ = json.Unmarshal(raw, &m) // a policy is about digests and names; a list has no layers
		if err := c.Verify(ctx, asked(from, d), m); err != nil {
			return Descriptor{}, err
		}
	}
	w := &copier{c: c, src: src, dst: dst, from: from, to: to, referrers: !o.NoReferrers, done: map[digest.Digest]bool{}}
	return d, w.manifest(ctx, d, raw, to, 0)
}

type copier struct {
	c         *Client
	src, dst  store
	from, to  Reference
	referrers bool
	done      map[digest.Digest]bool
}

// maxNesting is how deep lists of lists, and referrers of referrers, may go.
const maxNesting = 8

// manifest copies what a manifest needs, then it, then what refers to it.
func (w *copier) manifest(ctx context.Context, d Descriptor, raw []byte, to Reference, depth int) error {
	if depth > maxNesting {
		return &ManifestError{w.from, "manifests are nested too deeply", "more than 8 levels", "at most 8"}
	}
	if w.done[d.Digest] && to.Tag == "" {
		return nil
	}
	w.done[d.Digest] = true
	var m struct {
		Config    *Descriptor  `json:"config"`
		Layers    []Descriptor `json:"layers"`
		Manifests []Descriptor `json:"manifests"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return &ManifestError{w.from, "the manifest cannot be read", quote(string(raw)), "an image manifest or index"}
	}
	if m.Config != nil {
		if err := w.blob(ctx, "config", *m.Config); err != nil {
			return err
		}
	}
	for _, l := range m.Layers {
		if err := w.blob(ctx, "layer", l); err != nil {
			return err
		}
	}
	for _, child := range m.Manifests {
		if err := w.byDigest(ctx, child, depth+1); err != nil {
			return err
		}
	}
	if !w.referrers {
		return w.dst.pushManifest(ctx, to, d, raw)
	}
	// No tag stands for the artifact before its signatures are there.
	last := depth == 0 && to.Tag != ""
	first := to
	if last {
		first = to.ByDigest(d.Digest)
	}
	if err := w.dst.pushManifest(ctx, first, d, raw); err != nil {
		return err
	}
	if err := w.referring(ctx, d, depth+1); err != nil || !last {
		return err
	}
	return w.dst.pushManifest(ctx, to, d, raw)
}

func (w *copier) byDigest(ctx context.Context, d Descriptor, depth int) error {
	got, raw, err := w.src.manifest(ctx, w.from.ByDigest(d.Digest))
	if err != nil {
		return err
	}
	return w.manifest(ctx, got, raw, w.to.ByDigest(d.Digest), depth)
}

// referring copies the referrers of a manifest, and what cosign keeps under tags made of its digest.
func (w *copier) referring(ctx context.Context, d Descriptor, depth int) error {
	found, err := w.src.referrers(ctx, w.from.ByDigest(d.Digest), d, "")
	if err != nil {
		return err
	}
	for _, r := range found {
		if err := w.byDigest(ctx, r, depth); err != nil {
			return err
		}
	}
	for _, suffix := range []string{"sig", "att", "sbom"} {
		tag := CosignTag(d.Digest, suffix)
		got, raw, err := w.src.manifest(ctx, w.from.WithTag(tag))
		if missing := (*NotFoundError)(nil); errors.As(err, &missing) {
			continue
		}
		if err != nil {
			return err
		}
		if err := w.manifest(ctx, got, raw, w.to.WithTag(tag), depth); err != nil {
			return err
		}
	}
	return nil
}

// CosignTag is the tag under which cosign keeps something about a manifest: its signatures ("sig"),
// attestations ("att") or bill of materials ("sbom").
func CosignTag(d digest.Digest, suffix string) string {
	return d.Algorithm().String() + "-" + d.Encoded() + "." + suffix
}

// blob copies content that is not there yet. Inside one registry it is only mounted.
func (w *copier) blob(ctx context.Context, what string, d Descriptor) error {
	if w.done[d.Digest] {
		return nil
	}
	w.done[d.Digest] = true
	if err := checkDigest(w.from, what, d.Digest); err != nil {
		return err
	}
	has, err := w.dst.hasBlob(ctx, w.to, d)
	if err != nil || has {
		return err
	}
	if w.mount(ctx, d) {
		return nil
	}
	b, err := w.src.blob(ctx, w.from, what, d)
	if err != nil {
		return err
	}
	return w.dst.pushBlob(ctx, w.to, what, d, b)
}

// mount says whether the registry took the content from its other repository.
func (w *copier) mount(ctx context.Context, d Descriptor) bool {
	src, fromRemote := w.src.(*remoteStore)
	dst, toRemote := w.dst.(*remoteStore)
	if !fromRemote || !toRemote || w.from.Registry != w.to.Registry || src == dst {
		return false
	}
	mounter, ok := dst.repo.Blobs().(registry.Mounter)
	if !ok {
		return false
	}
	// A registry that does not mount opens an upload instead, which it forgets in time.
	unmounted := func() (io.ReadCloser, error) { return nil, errors.New("not mounted") }
	return mounter.Mount(ctx, d, w.from.Repository, unmounted) == nil
}
