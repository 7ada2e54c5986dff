package sign

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"

	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// Form is where a signature is put.
type Form uint8

// Forms. Both is what every cosign can find.
const (
	Both Form = iota
	Tag
	Referrer
)

// Identity is what an artifact is signed as if a reference to it is signed: its repository, and its
// tag. A reference by digest alone has no tag, and what is signed then is good for any.
func Identity(r oci.Reference) string {
	r = r.WithDefaultTag()
	r.Digest = ""
	return r.String()
}

// Sign signs the artifact that a reference names, and stores the signature beside it. It returns
// the digest that was signed. Signing again with the same key changes nothing.
//
// The signature says what the artifact is signed as: with each of the identities, which have the form
// that [Identity] gives them, or, where there are none, with that of the reference.
func Sign(ctx context.Context, c *oci.Client, r oci.Reference, key *PrivateKey, form Form, identities ...string) (digest.Digest, error) {
	if len(identities) == 0 {
		identities = []string{Identity(r)}
	}
	r, d, err := c.Resolve(ctx, r)
	if err != nil {
		return "", err
	}
	for _, identity := range identities {
		if form != Referrer {
			if err := signByTag(ctx, c, r, d.Digest, key, identity); err != nil {
				return "", err
			}
		}
		if form != Tag {
			if err := attest(ctx, c, r, d.Digest, key, identity, SignaturePredicate, []byte("{}")); err != nil {
				return "", err
			}
		}
	}
	return d.Digest, nil
}

// Attest signs a statement about an artifact, of a type such as https://slsa.dev/provenance/v1, and
// stores it as a referrer.
func Attest(ctx context.Context, c *oci.Client, r oci.Reference, key *PrivateKey, predicateType string, predicate []byte) error {
	if !json.Valid(predicate) {
		return &KeyError{Name: r.String(), Problem: "the predicate is not JSON"}
	}
	r, d, err := c.Resolve(ctx, r)
	if err != nil {
		return err
	}
	return attest(ctx, c, r, d.Digest, key, r.Name(), predicateType, predicate)
}

func attest(ctx context.Context, c *oci.Client, r oci.Reference, d digest.Digest, key *PrivateKey, name, predicateType string, predicate []byte) error {
	text, err := signBundle(key, d, name, predicateType, predicate)
	if err != nil {
		return err
	}
	_, err = c.Attach(ctx, r.ByDigest(d), oci.Data{
		ArtifactType: BundleType,
		MediaType:    BundleType,
		Bytes:        text,
		Annotations: map[string]string{
			"dev.sigstore.bundle.content": "dsse-envelope",
			PredicateAnnotation:           predicateType,
		},
	})
	return err
}

// signByTag adds a signature to those under the tag that cosign looks at.
func signByTag(ctx context.Context, c *oci.Client, r oci.Reference, d digest.Digest, key *PrivateKey, identity string) error {
	payload := simplePayload(identity, d)
	sig, err := key.sign(payload)
	if err != nil {
		return err
	}
	layer := oci.Descriptor{MediaType: SimpleType, Digest: digest.FromBytes(payload), Size: int64(len(payload)),
		Annotations: map[string]string{signatureAnnotation: base64.StdEncoding.EncodeToString(sig)}}
	at := r.WithTag(oci.CosignTag(d, "sig"))
	_, m, err := c.Manifest(ctx, at)
	missing := (*oci.NotFoundError)(nil)
	switch {
	case errors.As(err, &missing):
		m = oci.Manifest{Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: oci.MediaTypeManifest}
	case err != nil:
		return err
	case slices.ContainsFunc(m.Layers, func(l oci.Descriptor) bool {
		return l.Digest == layer.Digest && l.Annotations[signatureAnnotation] == layer.Annotations[signatureAnnotation]
	}):
		return nil
	}
	m.Layers = append(m.Layers, layer)
	// cosign reads it as an image, of which the configuration lists the layers.
	config := imageConfig(m.Layers)
	m.Config = oci.Descriptor{MediaType: "application/vnd.oci.image.config.v1+json", Digest: digest.FromBytes(config), Size: int64(len(config))}
	return c.PushManifest(ctx, at, m, map[digest.Digest][]byte{layer.Digest: payload, m.Config.Digest: config})
}

func imageConfig(layers []oci.Descriptor) []byte {
	var config struct {
		Architecture string   `json:"architecture"`
		Created      string   `json:"created"`
		Config       struct{} `json:"config"`
		OS           string   `json:"os"`
		RootFS       struct {
			Type    string          `json:"type"`
			DiffIDs []digest.Digest `json:"diff_ids"`
		} `json:"rootfs"`
	}
	config.Created = "0001-01-01T00:00:00Z"
	config.RootFS.Type = "layers"
	for _, l := range layers {
		config.RootFS.DiffIDs = append(config.RootFS.DiffIDs, l.Digest)
	}
	return jsontext.Encode(config)
}
