package sign_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/opencontainers/go-digest"
	"github.com/opencontainers/image-spec/specs-go"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/payload"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// TestSign_asSigstoreVerifies verifies with sigstore's library, as cosign does, what we sign.
func TestSign_asSigstoreVerifies(t *testing.T) {
	ada, _ := keys(t)
	_, c, r, d := pushed(t, ocitest.Options{})
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Both); err != nil {
		t.Fatal(err)
	}
	key, err := cryptoutils.UnmarshalPEMToPublicKey(ada.pub)
	if err != nil {
		t.Fatal(err)
	}
	v, err := signature.LoadVerifier(key, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	at := r.WithTag(oci.CosignTag(d, "sig"))
	_, m, err := c.Manifest(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Blob(t.Context(), at, "signature", m.Layers[0])
	if err != nil {
		t.Fatal(err)
	}
	sig, err := base64.StdEncoding.DecodeString(m.Layers[0].Annotations["dev.cosignproject.cosign/signature"])
	if err != nil {
		t.Fatal(err)
	}
	if err := v.VerifySignature(bytes.NewReader(sig), bytes.NewReader(b)); err != nil {
		t.Errorf("sigstore refuses the signature under the tag: %v", err)
	}
	var p payload.Cosign
	if err := json.Unmarshal(b, &p); err != nil || p.Image.DigestStr() != d.String() {
		t.Errorf("sigstore reads the payload as %v, %v", p, err)
	}
}

// TestVerify_asSigstoreSigns verifies what sigstore's library signs, stored as cosign stores it.
func TestVerify_asSigstoreSigns(t *testing.T) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]crypto.Signer{"Ed25519": ed}
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		if keys[curve.Params().Name], err = ecdsa.GenerateKey(curve, rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	if keys["RSA"], err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	for kind, key := range keys {
		for hash, load := range map[string]func() (signature.Signer, error){
			"SHA-256":     func() (signature.Signer, error) { return signature.LoadSigner(key, crypto.SHA256) },
			"its default": func() (signature.Signer, error) { return signature.LoadDefaultSigner(key) },
		} {
			for _, older := range []bool{false, true} {
				_, c, r, d := pushed(t, ocitest.Options{})
				image, err := name.NewDigest(r.Name() + "@" + d.String())
				if err != nil {
					t.Fatal(err)
				}
				text, err := payload.Cosign{Image: image}.MarshalJSON()
				if err != nil {
					t.Fatal(err)
				}
				signer, err := load()
				if err != nil {
					t.Fatal(err)
				}
				sig, err := signer.SignMessage(bytes.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				storeAsCosign(t, c, r, d, text, sig, older)
				pub, err := cryptoutils.MarshalPublicKeyToPEM(key.Public())
				if err != nil {
					t.Fatal(err)
				}
				k, err := sign.ParsePublicKey(kind, pub)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{k}, nil); err != nil {
					t.Errorf("%s with %s, as a referrer %v: %v", kind, hash, older, err)
				}
			}
		}
	}
}

// storeAsCosign stores a signature under the tag, or as a referrer in the older form.
func storeAsCosign(t *testing.T, c *oci.Client, r oci.Reference, d digest.Digest, text, sig []byte, referrer bool) {
	t.Helper()
	empty := []byte("{}")
	m := oci.Manifest{Versioned: specs.Versioned{SchemaVersion: 2}, MediaType: oci.MediaTypeManifest,
		Config: oci.Descriptor{MediaType: "application/vnd.oci.image.config.v1+json", Digest: digest.FromBytes(empty), Size: 2},
		Layers: []oci.Descriptor{{MediaType: "application/vnd.dev.cosign.simplesigning.v1+json", Digest: digest.FromBytes(text), Size: int64(len(text)),
			Annotations: map[string]string{"dev.cosignproject.cosign/signature": base64.StdEncoding.EncodeToString(sig)}}}}
	at := r.WithTag(oci.CosignTag(d, "sig"))
	if referrer {
		_, subject, err := c.Resolve(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		m.Subject = &subject
		m.Config.MediaType = "application/vnd.dev.cosign.artifact.sig.v1+json"
		at.Tag = ""
	}
	if err := c.PushManifest(t.Context(), at, m, map[digest.Digest][]byte{m.Config.Digest: empty, m.Layers[0].Digest: text}); err != nil {
		t.Fatal(err)
	}
}

// TestParsePrivateKey_asSigstoreWrites reads the key files that sigstore's library makes.
func TestParsePrivateKey_asSigstoreWrites(t *testing.T) {
	key, pub, err := cryptoutils.GeneratePEMEncodedECDSAKeyPair(elliptic.P256(), func(bool) ([]byte, error) { return password() })
	if err != nil {
		t.Fatal(err)
	}
	private, err := sign.ParsePrivateKey("cosign.key", key, password)
	if err != nil {
		t.Fatal(err)
	}
	public, err := private.Public()
	if err != nil {
		t.Fatal(err)
	}
	other, err := sign.ParsePublicKey("cosign.pub", pub)
	if err != nil || other.ID() != public.ID() {
		t.Errorf("%v, %v, want %s", other, err, public.ID())
	}
	ada, _ := keys(t)
	if _, err := cryptoutils.UnmarshalPEMToPrivateKey(ada.key, func(bool) ([]byte, error) { return password() }); err != nil {
		t.Errorf("sigstore refuses our key: %v", err)
	}
}
