package oci

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/opencontainers/go-digest"
	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"
)

// remoteStore is a repository of a registry.
type remoteStore struct {
	c    *Client
	reg  *registryClient
	repo *remote.Repository
}

func (c *Client) remote(ctx context.Context, r Reference) (*remoteStore, error) {
	reg := c.registryClient(ctx, r.Registry)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.stores[r.Name()]; s != nil {
		return s, nil
	}
	s := &remoteStore{c: c, reg: reg, repo: &remote.Repository{
		Client:               reg.read,
		Reference:            registry.Reference{Registry: r.Registry, Repository: r.Repository},
		PlainHTTP:            reg.plain,
		MaxMetadataBytes:     maxManifest,
		TagListMaxPages:      1000,
		ReferrerListMaxPages: 100,
		SkipReferrersGC:      true, // many registries delete nothing
	}}
	if c.stores == nil {
		c.stores = map[string]*remoteStore{}
	}
	c.stores[r.Name()] = s
	return s, nil
}

// manifestTypes are asked for, those too that can only be explained to the user.
var manifestTypes = strings.Join([]string{MediaTypeManifest, MediaTypeIndex, dockerManifest, dockerList}, ", ")

// do sends a request for something in the repository.
func (s *remoteStore) do(ctx context.Context, method, path string, header map[string]string) (*http.Response, error) {
	ref := s.repo.Reference
	ctx = auth.AppendRepositoryScope(ctx, ref, auth.ActionPull)
	scheme := "https://"
	if s.reg.plain {
		scheme = "http://"
	}
	req, err := http.NewRequestWithContext(ctx, method, scheme+ref.Host()+"/v2/"+ref.Repository+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	return s.reg.read.Do(req)
}

// refused makes an error of an answer that is not the one asked for, and closes it.
func refused(resp *http.Response) error {
	defer resp.Body.Close()
	const most = 8 << 10
	e := &errcode.ErrorResponse{Method: resp.Request.Method, URL: resp.Request.URL, StatusCode: resp.StatusCode}
	var body struct {
		Errors errcode.Errors `json:"errors"`
	}
	text, _ := io.ReadAll(io.LimitReader(resp.Body, most))
	if json.Unmarshal(text, &body) == nil && len(body.Errors) > 0 {
		e.Errors = body.Errors
	}
	return e
}

func (s *remoteStore) resolve(ctx context.Context, r Reference) (Descriptor, error) {
	if s.c.Offline {
		d, _, err := s.offline(r)
		return d, err
	}
	if r.Digest != "" {
		if b, ok := s.c.Cache.Read(r.Digest); ok {
			return describe(r.Digest, b), nil
		}
	}
	resp, err := s.do(ctx, http.MethodHead, "manifests/"+r.target(), map[string]string{"Accept": manifestTypes})
	if err != nil {
		return Descriptor{}, s.c.explain(ctx, r, "ask for the manifest", err)
	}
	d := Descriptor{MediaType: mediaType(resp), Size: resp.ContentLength,
		Digest: digest.Digest(resp.Header.Get("Docker-Content-Digest"))}
	if resp.StatusCode == http.StatusOK && d.Size >= 0 && d.Digest.Validate() == nil {
		resp.Body.Close()
		if r.Digest != "" && d.Digest != r.Digest {
			return Descriptor{}, &DigestError{r, "manifest", d.Digest, r.Digest}
		}
		return d, nil
	}
	resp.Body.Close()
	// An answer to HEAD has no body to tell what is wrong, and not every registry gives digests.
	d, _, err = s.fetchManifest(ctx, r)
	return d, err
}

func (s *remoteStore) manifest(ctx context.Context, r Reference) (Descriptor, []byte, error) {
	if s.c.Offline {
		return s.offline(r)
	}
	if r.Digest != "" {
		if b, ok := s.c.Cache.Read(r.Digest); ok {
			return describe(r.Digest, b), b, nil
		}
		return s.fetchManifest(ctx, r)
	}
	if r.Tag == "" {
		r.Tag = DefaultTag
	}
	// What a tag stood for last time is most often what it stands for now: to ask is cheaper than
	// to fetch.
	if known, ok := s.c.Cache.recallTag(r); ok {
		if b, ok := s.c.Cache.Read(known.Digest); ok {
			d, err := s.resolve(ctx, r)
			if err != nil {
				return Descriptor{}, nil, err
			}
			if d.Digest == known.Digest {
				return describe(d.Digest, b), b, nil
			}
		}
	}
	return s.fetchManifest(ctx, r)
}

func (s *remoteStore) offline(r Reference) (Descriptor, []byte, error) {
	d := r.Digest
	if d == "" {
		if r.Tag == "" {
			r.Tag = DefaultTag
		}
		known, ok := s.c.Cache.recallTag(r)
		if !ok {
			return Descriptor{}, nil, &OfflineError{r, "tag"}
		}
		d = known.Digest
	}
	b, ok := s.c.Cache.Read(d)
	if !ok {
		return Descriptor{}, nil, &OfflineError{r, "manifest"}
	}
	return describe(d, b), b, nil
}

func (s *remoteStore) fetchManifest(ctx context.Context, r Reference) (Descriptor, []byte, error) {
	const action = "fetch the manifest"
	b, header, err := s.getManifest(ctx, r)
	if err != nil {
		err = s.c.explain(ctx, r, action, err)
		if missing := (*NotFoundError)(nil); errors.As(err, &missing) && missing.What == "tag" {
			if tags, err := s.tags(ctx, r); err == nil {
				missing.Tags = NewestFirst(tags)
			} else if none := (*NotFoundError)(nil); errors.As(err, &none) {
				missing.What = none.What
			}
		}
		return Descriptor{}, nil, err
	}
	d := describe(digest.FromBytes(b), b)
	expected := r.Digest
	if expected == "" {
		if claimed := digest.Digest(header.Get("Docker-Content-Digest")); claimed.Validate() == nil {
			expected = claimed
		}
	}
	if expected != "" && expected.Algorithm() != d.Digest.Algorithm() {
		d.Digest = expected.Algorithm().FromBytes(b)
	}
	if expected != "" && d.Digest != expected {
		return Descriptor{}, nil, &DigestError{r, "manifest", d.Digest, expected}
	}
	if err := s.c.Cache.Write(d.Digest, b); err != nil {
		return Descriptor{}, nil, err
	}
	return d, b, s.c.Cache.rememberTag(r, d)
}

// getManifest reads a manifest, again where the connection broke while it came.
func (s *remoteStore) getManifest(ctx context.Context, r Reference) ([]byte, http.Header, error) {
	var last error
	for range s.c.attempts() {
		resp, err := s.do(ctx, http.MethodGet, "manifests/"+r.target(), map[string]string{"Accept": manifestTypes})
		if err != nil {
			return nil, nil, err
		}
		if resp.StatusCode != http.StatusOK {
			return nil, nil, refused(resp)
		}
		b, err := io.ReadAll(io.LimitReader(resp.Body, maxManifest+1))
		resp.Body.Close()
		switch {
		case err == nil && len(b) > maxManifest:
			return nil, nil, &SizeError{r, "manifest", int64(len(b)), maxManifest, true}
		case err == nil:
			return b, resp.Header, nil
		case ctx.Err() != nil:
			return nil, nil, ctx.Err()
		}
		last = err
	}
	return nil, nil, last
}

// describe returns the descriptor of a manifest, of the type that it says it has itself: headers
// are not covered by the digest.
func describe(d digest.Digest, b []byte) Descriptor {
	var m struct {
		MediaType    string `json:"mediaType"`
		ArtifactType string `json:"artifactType"`
	}
	_ = json.Unmarshal(b, &m) // what is no manifest is found out by who reads it as one
	return Descriptor{MediaType: m.MediaType, Digest: d, Size: int64(len(b)), ArtifactType: m.ArtifactType}
}

func mediaType(resp *http.Response) string {
	t, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return t
}

func (s *remoteStore) hasBlob(ctx context.Context, r Reference, d Descriptor) (bool, error) {
	ok, err := s.repo.Blobs().Exists(ctx, d)
	return ok, s.c.explain(ctx, r, "push the layer", err)
}

func (s *remoteStore) pushBlob(ctx context.Context, r Reference, what string, d Descriptor, b []byte) error {
	p := Progress{Reference: r, Digest: d.Digest, Push: true, Total: d.Size}
	ctx = withUpload(ctx, func(n int64) { p.Done = n; s.c.report(p) })
	err := s.repo.Blobs().Push(ctx, d, bytes.NewReader(b))
	if errors.Is(err, errdef.ErrAlreadyExists) {
		err = nil
	}
	return s.c.explain(ctx, r, "push the "+what, err)
}

func (s *remoteStore) pushManifest(ctx context.Context, r Reference, d Descriptor, b []byte) error {
	target := r.Tag
	if target == "" {
		target = d.Digest.String()
	}
	err := s.repo.Manifests().PushReference(ctx, d, bytes.NewReader(b), target)
	return s.c.explain(ctx, r, "push the manifest", err)
}

func (s *remoteStore) tags(ctx context.Context, r Reference) ([]string, error) {
	if s.c.Offline {
		tags := s.c.Cache.recallTags(r)
		if tags == nil {
			return nil, &OfflineError{r, "list of tags"}
		}
		return sortTags(tags), nil
	}
	var tags []string
	err := s.repo.Tags(ctx, "", func(page []string) error { tags = append(tags, page...); return nil })
	return sortTags(tags), s.c.explain(ctx, r, "list the tags", err)
}

func (s *remoteStore) referrers(ctx context.Context, r Reference, d Descriptor, artifactType string) ([]Descriptor, error) {
	question := r.Name() + "@" + d.Digest.String()
	found := []Descriptor{}
	if s.c.Offline {
		kept, ok := s.c.Cache.Note("referrers", question)
		if !ok || json.Unmarshal(kept, &found) != nil {
			return nil, &OfflineError{r, "list of referrers"}
		}
		return ofType(found, artifactType), nil
	}
	// Not every registry filters, or decodes the + in a type that it is asked for.
	err := s.repo.Referrers(ctx, d, "", func(page []Descriptor) error { found = append(found, page...); return nil })
	if err != nil {
		return nil, s.c.explain(ctx, r, "list the referrers", err)
	}
	for i, f := range found {
		// Before OCI 1.1 was settled, registries listed the type of the configuration.
		if f.ArtifactType == "" || f.ArtifactType == MediaTypeEmpty {
			_, raw, err := s.manifest(ctx, r.ByDigest(f.Digest))
			if err != nil {
				return nil, err
			}
			var m Manifest
			_ = json.Unmarshal(raw, &m) // what is no manifest has no type
			found[i].ArtifactType = referrerType(m)
		}
	}
	slices.SortFunc(found, func(a, b Descriptor) int { return strings.Compare(a.Digest.String(), b.Digest.String()) })
	if err := s.c.Cache.Keep("referrers", question, encodeJSON(found)); err != nil {
		return nil, err
	}
	return ofType(found, artifactType), nil
}

func ofType(found []Descriptor, artifactType string) []Descriptor {
	return slices.DeleteFunc(slices.Clone(found), func(d Descriptor) bool {
		return artifactType != "" && d.ArtifactType != artifactType
	})
}
