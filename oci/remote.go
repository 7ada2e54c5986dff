package oci

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"oras.land/oras-go/v2/errdef"
	"oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/errcode"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// remoteStore is a repository of a registry.
type remoteStore struct {
	c       *Client
	reg     *registryClient
	account *account
	repo    *remote.Repository
}

func (c *Client) remote(ctx context.Context, r Reference) (*remoteStore, error) {
	reg := c.registryClient(ctx, r.Registry)
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.stores[r.Name()]; s != nil {
		return s, nil
	}
	account := c.newAccount(reg, func(ctx context.Context) (Credential, error) {
		return c.credential(ctx, r.Registry, r.Repository)
	})
	s := &remoteStore{c: c, reg: reg, account: account, repo: &remote.Repository{
		Client:               account.read,
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
	return s.account.read.Do(req)
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

func (s *remoteStore) hasBlob(ctx context.Context, r Reference, d Descriptor) (bool, error) {
	ok, err := s.repo.Blobs().Exists(ctx, d)
	return ok, s.c.explain(ctx, r, "push the layer", err)
}

func (s *remoteStore) pushBlob(ctx context.Context, r Reference, what string, d Descriptor, b []byte) error {
	p := Progress{Reference: r, Digest: d.Digest, Push: true, Total: d.Size}
	ctx = withUpload(ctx, func(n int64) { p.Done = n; s.c.report(p) })
	err := s.repo.Blobs().Push(ctx, d, bytes.NewReader(b))
	if e := (*errcode.ErrorResponse)(nil); errors.As(err, &e) && e.StatusCode == http.StatusUnauthorized {
		// An upload is two requests, with the token of the first one. It may have expired between them.
		err = s.repo.Blobs().Push(ctx, d, bytes.NewReader(b))
	}
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
			return nil, &OfflineError{Reference: r, What: "list of tags"}
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
			return nil, &OfflineError{Reference: r, What: "list of referrers"}
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
	if err := s.c.Cache.Keep("referrers", question, jsontext.Encode(found)); err != nil {
		return nil, err
	}
	return ofType(found, artifactType), nil
}

func ofType(found []Descriptor, artifactType string) []Descriptor {
	return slices.DeleteFunc(slices.Clone(found), func(d Descriptor) bool {
		return artifactType != "" && d.ArtifactType != artifactType
	})
}
