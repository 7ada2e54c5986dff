package oci

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/opencontainers/go-digest"
)

func (s *remoteStore) resolve(ctx context.Context, r Reference) (Descriptor, error) {
	if s.c.Offline {
		d, _, err := s.offline(r)
		return d, err
	}
	if r.Digest != "" {
		if err := checkDigest(r, "manifest", r.Digest); err != nil {
			return Descriptor{}, err
		}
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
			return Descriptor{}, &DigestError{r, "manifest", d.Digest, r.Digest, false}
		}
		return d, nil
	}
	resp.Body.Close()
	// An answer to HEAD has no body to tell what is wrong, and not every registry gives digests.
	d, _, err = s.fetchManifest(ctx, r)
	return d, err
}

func (s *remoteStore) manifest(ctx context.Context, r Reference) (Descriptor, []byte, error) {
	if r.Digest != "" {
		if err := checkDigest(r, "manifest", r.Digest); err != nil {
			return Descriptor{}, nil, err
		}
	}
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
			return Descriptor{}, nil, &OfflineError{Reference: r, What: "tag"}
		}
		d = known.Digest
	}
	b, ok := s.c.Cache.Read(d)
	if !ok {
		return Descriptor{}, nil, &OfflineError{Reference: r, What: "manifest"}
	}
	return describe(d, b), b, nil
}

func (s *remoteStore) fetchManifest(ctx context.Context, r Reference) (Descriptor, []byte, error) {
	const action = "fetch the manifest"
	b, header, err := s.getManifest(ctx, r)
	if err != nil {
		err = s.c.explain(ctx, r, action, err)
		// Whoever looks for a signature wants no list of what there is instead.
		if missing := (*NotFoundError)(nil); errors.As(err, &missing) && missing.What == "tag" && !isReferrersTag(r.Tag) {
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
		return Descriptor{}, nil, &DigestError{r, "manifest", d.Digest, expected, false}
	}
	if err := s.c.Cache.Write(d.Digest, b); err != nil {
		return Descriptor{}, nil, err
	}
	return d, b, s.c.Cache.rememberTag(r, d)
}

// getManifest reads a manifest, again where the connection broke while it came.
func (s *remoteStore) getManifest(ctx context.Context, r Reference) ([]byte, http.Header, error) {
	var last error
	silent := 0
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
		case errors.As(err, new(*StallError)):
			if silent++; silent == maxSilences {
				return nil, nil, err
			}
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
