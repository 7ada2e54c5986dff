package oci

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// parallel is how many artifacts are fetched at a time.
const parallel = 4

// Resolve returns the reference with the digest that it stands for now.
func (c *Client) Resolve(ctx context.Context, r Reference) (Reference, Descriptor, error) {
	s, err := c.store(ctx, r)
	if err != nil {
		return r, Descriptor{}, err
	}
	d, err := s.resolve(ctx, r)
	if err != nil {
		return r, Descriptor{}, err
	}
	return r.WithDigest(d.Digest), d, nil
}

// Pull fetches a Wasm artifact: a component, a WIT package or a core module.
func (c *Client) Pull(ctx context.Context, r Reference) (*Artifact, error) {
	return c.PullAs(ctx, r, MediaTypeLayer)
}

// PullTo fetches a Wasm artifact as Pull does, but writes its layer into a file, which is empty, in
// place of memory: the artifact has no Bytes.
func (c *Client) PullTo(ctx context.Context, r Reference, out Output) (*Artifact, error) {
	s, a, err := c.accepted(ctx, r, MediaTypeLayer)
	if err != nil {
		return nil, err
	}
	if err := s.writeBlob(ctx, r, "layer", a.Layer(), out); err != nil {
		return nil, err
	}
	return a, nil
}

// PullAs fetches an artifact of one layer, which must have the media type.
func (c *Client) PullAs(ctx context.Context, r Reference, layerType string) (*Artifact, error) {
	s, a, err := c.accepted(ctx, r, layerType)
	if err != nil {
		return nil, err
	}
	a.Bytes, err = s.blob(ctx, r, "layer", a.Layer())
	if err != nil {
		return nil, err
	}
	return a, nil
}

// accepted fetches all of an artifact but its layer, which may be fetched.
func (c *Client) accepted(ctx context.Context, r Reference, layerType string) (store, *Artifact, error) {
	s, err := c.store(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	d, raw, err := s.manifest(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	m, err := parseManifest(r, d, raw)
	if err != nil {
		return nil, nil, err
	}
	if err := checkLayer(r, m, layerType); err != nil {
		return nil, nil, err
	}
	a := &Artifact{Reference: r.WithDigest(d.Digest), Descriptor: d, Manifest: m, manifest: raw}
	if c.Verify != nil {
		if err := c.Verify(ctx, asked(r, d), m); err != nil {
			return nil, nil, err
		}
	}
	return s, a, nil
}

// asked is a reference as a policy judges it: with the tag that it has by default, and with the digest.
func asked(r Reference, d Descriptor) Reference { return r.WithDefaultTag().WithDigest(d.Digest) }

// PullAll fetches several artifacts, some at a time. All errors are returned, joined in the order of
// the references; the result has nil where there was one.
func (c *Client) PullAll(ctx context.Context, refs []Reference) ([]*Artifact, error) {
	artifacts, errs := make([]*Artifact, len(refs)), make([]error, len(refs))
	free := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	for i, r := range refs {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			artifacts[i], errs[i] = c.Pull(ctx, r)
		})
	}
	wg.Wait()
	return artifacts, errors.Join(errs...)
}

// Manifest fetches the manifest that a reference names, of whatever artifact.
func (c *Client) Manifest(ctx context.Context, r Reference) (Descriptor, Manifest, error) {
	s, err := c.store(ctx, r)
	if err != nil {
		return Descriptor{}, Manifest{}, err
	}
	d, raw, err := s.manifest(ctx, r)
	if err != nil {
		return Descriptor{}, Manifest{}, err
	}
	m, err := parseManifest(r, d, raw)
	return d, m, err
}

// Blob fetches content that a manifest of the repository names. what is what errors call it.
func (c *Client) Blob(ctx context.Context, r Reference, what string, d Descriptor) ([]byte, error) {
	s, err := c.store(ctx, r)
	if err != nil {
		return nil, err
	}
	return s.blob(ctx, r, what, d)
}

// Config fetches the configuration of a Wasm artifact that was pulled.
func (c *Client) Config(ctx context.Context, a *Artifact) (Config, error) {
	var config Config
	if t := a.Manifest.Config.MediaType; t != MediaTypeConfig {
		return config, &ManifestError{a.Reference, "the artifact has no configuration of a Wasm artifact", quote(t), MediaTypeConfig}
	}
	b, err := c.Blob(ctx, a.Reference, "config", a.Manifest.Config)
	if err != nil {
		return config, err
	}
	if err := json.Unmarshal(b, &config); err != nil {
		return config, &ManifestError{a.Reference, "the config cannot be read", quote(string(b)), "that of a Wasm artifact"}
	}
	if len(config.LayerDigests) != 1 || config.LayerDigests[0] != a.Layer().Digest {
		return config, &ManifestError{a.Reference, "the config is about other layers", fmt.Sprint(config.LayerDigests),
			fmt.Sprint([]string{a.Layer().Digest.String()})}
	}
	return config, nil
}

// parseManifest reads an image manifest.
func parseManifest(r Reference, d Descriptor, raw []byte) (Manifest, error) {
	var m Manifest
	switch d.MediaType {
	case MediaTypeManifest:
	case MediaTypeIndex, dockerList:
		var index struct {
			Manifests []json.RawMessage `json:"manifests"`
		}
		_ = json.Unmarshal(raw, &index)
		return m, &ManifestError{r, "the reference names a list of manifests",
			fmt.Sprintf("%s of %d manifests", d.MediaType, len(index.Manifests)), MediaTypeManifest}
	case "":
		return m, &ManifestError{r, "the manifest does not say what it is", quote(string(raw)),
			`"mediaType": "` + MediaTypeManifest + `"`}
	default:
		return m, &ManifestError{r, "the manifest is of another kind", d.MediaType, MediaTypeManifest}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return m, &ManifestError{r, "the manifest cannot be read", quote(string(raw)), "an image manifest"}
	}
	return m, nil
}

// checkLayer sees that a manifest has one layer, of the right type.
func checkLayer(r Reference, m Manifest, layerType string) error {
	switch {
	case len(m.Layers) != 1:
		var types []string
		for _, l := range m.Layers {
			types = append(types, l.MediaType)
		}
		found := fmt.Sprintf("%d layers: %s", len(m.Layers), some(types))
		if len(m.Layers) == 0 {
			found = "no layers"
		}
		return &ManifestError{r, "the artifact does not have exactly one layer", found, "1 layer: " + layerType}
	case m.Layers[0].MediaType != layerType:
		found := m.Layers[0].MediaType
		if strings.TrimSpace(found) == "" {
			found = "no media type"
		}
		return &ManifestError{r, "the layer is of another kind", found, layerType}
	}
	return nil
}
