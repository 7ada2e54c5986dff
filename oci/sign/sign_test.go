package sign_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

type pair struct {
	private *sign.PrivateKey
	public  *sign.PublicKey
	// key and pub are the files that hold them: cosign.key, of Ada alone, and cosign.pub.
	key, pub []byte
}

func password() ([]byte, error) { return []byte("open sesame"), nil }

// Ada's keys are written and read once: with a password that is meant to take long. Bob's are in memory
// alone.
var makeAda, makeBob = sync.OnceValues(writtenPair), sync.OnceValues(memoryPair)

func writtenPair() (p pair, err error) {
	secret, _ := password()
	if p.key, p.pub, err = sign.Generate(secret); err != nil {
		return p, err
	}
	if p.private, err = sign.ParsePrivateKey("ada.pub", p.key, password); err != nil {
		return p, err
	}
	p.public, err = sign.ParsePublicKey("ada.pub", p.pub)
	return p, err
}

func memoryPair() (p pair, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return p, err
	}
	if p.private, err = sign.NewPrivateKey("bob.pub", key); err != nil {
		return p, err
	}
	if p.public, err = p.private.Public(); err != nil {
		return p, err
	}
	p.pub = p.public.PEM()
	return p, nil
}

func keys(t testing.TB) (ada, bob pair) {
	t.Helper()
	ada, err := makeAda()
	if err != nil {
		t.Fatal(err)
	}
	if bob, err = makeBob(); err != nil {
		t.Fatal(err)
	}
	return ada, bob
}

func pushed(t testing.TB, o ocitest.Options) (*ocitest.Registry, *oci.Client, oci.Reference, digest.Digest) {
	t.Helper()
	reg, _ := ocitest.Start(t, o)
	r, err := oci.ParseReference(reg.Host + "/acme/weather:1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	a, err := oci.Build("m", []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := &oci.Client{}
	if _, err := c.Push(t.Context(), a, r); err != nil {
		t.Fatal(err)
	}
	return reg, c, r, a.Descriptor.Digest
}

func TestSign_andVerify(t *testing.T) {
	ada, bob := keys(t)
	for _, registry := range []ocitest.Options{{}, {NoReferrers: true}} {
		for form, name := range map[sign.Form]string{sign.Both: "both", sign.Tag: "tag", sign.Referrer: "referrer"} {
			_, c, r, d := pushed(t, registry)
			_, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil)
			if want := r.WithDigest(d).String() + " is not signed\n  found:    no signature\n  expected: a signature by ada.pub"; err == nil || err.Error() != want || !errors.As(err, new(*sign.UnsignedError)) {
				t.Errorf("%s, unsigned: %v, want %s", name, err, want)
			}
			for range 2 {
				if got, err := sign.Sign(t.Context(), c, r, ada.private, form); err != nil || got != d {
					t.Fatalf("%s: Sign = %s, %v, want %s", name, got, err, d)
				}
			}
			if k, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{bob.public, ada.public}, nil); err != nil || k.Name != "ada.pub" {
				t.Errorf("%s: Verify = %v, %v, want ada.pub", name, k, err)
			}
			_, err = sign.Verify(t.Context(), c, r, []*sign.PublicKey{bob.public}, nil)
			if w := (*sign.WrongSignatureError)(nil); !errors.As(err, &w) || w.Signatures == 0 {
				t.Errorf("%s, signed by another: %v", name, err)
			}
			if _, err := sign.Verify(t.Context(), c, r, nil, nil); !errors.As(err, new(*sign.WrongSignatureError)) {
				t.Errorf("%s, no key accepted: %v", name, err)
			}
			// A second signature stands beside the first.
			if _, err := sign.Sign(t.Context(), c, r, bob.private, form); err != nil {
				t.Fatal(err)
			}
			for _, k := range []pair{ada, bob} {
				if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{k.public}, nil); err != nil {
					t.Errorf("%s, signed by two: %v", name, err)
				}
			}
			layout, _ := oci.ParseReference("oci-layout://" + filepath.Join(t.TempDir(), "l") + ":1")
			if _, err := c.Copy(t.Context(), r, layout, oci.CopyOptions{}); err != nil {
				t.Fatal(err)
			}
			if _, err := sign.Verify(t.Context(), c, layout, []*sign.PublicKey{bob.public}, nil); err != nil {
				t.Errorf("%s, copied: %v", name, err)
			}
		}
	}
}

// TestSign_isTheSameEachTime sees that a signature takes no random numbers: signing again adds
// nothing.
func TestSign_isTheSameEachTime(t *testing.T) {
	ada, _ := keys(t)
	reg, c, r, d := pushed(t, ocitest.Options{})
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Both); err != nil {
		t.Fatal(err)
	}
	before := reg.Requests("PUT", oci.CosignTag(d, "sig"))
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Both); err != nil {
		t.Fatal(err)
	}
	if n := reg.Requests("PUT", oci.CosignTag(d, "sig")) - before; n != 0 {
		t.Errorf("the signatures were written %d times again", n)
	}
	found, err := c.Referrers(t.Context(), r, "")
	if err != nil || len(found) != 1 {
		t.Errorf("%d referrers, %v, want 1", len(found), err)
	}
}

func TestVerify_refuses(t *testing.T) {
	ada, _ := keys(t)
	reg, c, r, d := pushed(t, ocitest.Options{})
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Both); err != nil {
		t.Fatal(err)
	}
	other, err := oci.Build("m", []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{Title: "other.wasm"})
	if err != nil {
		t.Fatal(err)
	}
	at := r.WithTag("other")
	if _, err := c.Push(t.Context(), other, at); err != nil {
		t.Fatal(err)
	}
	// The signatures of one artifact, put where those of another are looked for.
	if _, err := c.Copy(t.Context(), r.WithTag(oci.CosignTag(d, "sig")), r.WithTag(oci.CosignTag(other.Descriptor.Digest, "sig")), oci.CopyOptions{}); err != nil {
		t.Fatal(err)
	}
	found, err := c.Referrers(t.Context(), r, "")
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	bundle, err := c.PullAs(t.Context(), r.ByDigest(found[0].Digest), found[0].ArtifactType)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Attach(t.Context(), at, oci.Data{ArtifactType: found[0].ArtifactType, MediaType: found[0].ArtifactType, Bytes: bundle.Bytes}); err != nil {
		t.Fatal(err)
	}
	_, err = sign.Verify(t.Context(), c, at, []*sign.PublicKey{ada.public}, nil)
	if w := (*sign.WrongSignatureError)(nil); !errors.As(err, &w) || w.Signatures != 2 {
		t.Errorf("signatures of something else: %v", err)
	}
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); err != nil {
		t.Errorf("the right one: %v", err)
	}
	// A registry that does not tell is no proof of anything.
	reg.Inject(ocitest.Status(func(q *http.Request) bool {
		return strings.Contains(q.URL.Path, "/sha256-") || strings.Contains(q.URL.Path, "/referrers/")
	}, 403, "no"))
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); !errors.As(err, new(*oci.AuthError)) {
		t.Errorf("a registry that hides signatures: %v", err)
	}
}

// TestVerify_asksLittle sees that to look for a signature costs no list of all tags.
func TestVerify_asksLittle(t *testing.T) {
	ada, _ := keys(t)
	reg, c, r, _ := pushed(t, ocitest.Options{})
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Referrer); err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); err != nil {
		t.Fatal(err)
	}
	if n := reg.Requests("/tags/list"); n != 0 {
		t.Errorf("the tags were listed %d times", n)
	}
}

func TestVerify_damagedSignatures(t *testing.T) {
	ada, _ := keys(t)
	reg, c, r, _ := pushed(t, ocitest.Options{})
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Both); err != nil {
		t.Fatal(err)
	}
	reg.Inject(ocitest.Replace(ocitest.Blob, func(_ http.Header, b []byte) []byte {
		b = bytes.Clone(b)
		b[len(b)/2] ^= 1
		return b
	}))
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); !errors.As(err, new(*oci.DigestError)) {
		t.Errorf("%v, want wrong digests", err)
	}
}

// TestVerify_fetchesNothingLarge is content as large as a component, attached as a signature by whoever
// may write to the repository.
func TestVerify_fetchesNothingLarge(t *testing.T) {
	ada, _ := keys(t)
	layout := oci.Reference{Layout: t.TempDir(), Tag: "1"}
	c := &oci.Client{}
	a, err := oci.Build("m", []byte("\x00asm\x01\x00\x00\x00"), oci.BuildOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Push(t.Context(), a, layout)
	if err != nil {
		t.Fatal(err)
	}
	absent := oci.Descriptor{Digest: digest.FromString("absent"), Size: 1 << 30}
	attached := func(mediaType string) oci.Manifest {
		absent.MediaType = mediaType
		return oci.Manifest{MediaType: oci.MediaTypeManifest, ArtifactType: mediaType, Layers: []oci.Descriptor{absent}, Subject: &d}
	}
	for r, m := range map[oci.Reference]oci.Manifest{
		layout.WithTag(oci.CosignTag(d.Digest, "sig")): attached(sign.SimpleType),
		layout.WithTag("bundle"):                       attached(sign.BundleType),
	} {
		if err := c.PushManifest(t.Context(), r, m, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err = sign.Verify(t.Context(), c, layout, []*sign.PublicKey{ada.public}, nil)
	if !errors.As(err, new(*sign.WrongSignatureError)) {
		t.Errorf("something was fetched: %v", err)
	}
}

func TestStatements(t *testing.T) {
	ada, bob := keys(t)
	_, c, r, _ := pushed(t, ocitest.Options{})
	const built = "https://slsa.dev/provenance/v1"
	if err := sign.Attest(t.Context(), c, r, ada.private, built, []byte(`{"by":"ada"}`)); err != nil {
		t.Fatal(err)
	}
	if err := sign.Attest(t.Context(), c, r, bob.private, built, []byte(`{"by":"bob"}`)); err != nil {
		t.Fatal(err)
	}
	got, err := sign.Statements(t.Context(), c, r, []*sign.PublicKey{ada.public}, built)
	if err != nil || len(got) != 1 || string(got[0].Predicate) != `{"by":"ada"}` {
		t.Errorf("%v, %v, want ada's alone", got, err)
	}
	// To say how something was built is not to sign it.
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); !errors.As(err, new(*sign.UnsignedError)) {
		t.Errorf("%v, want that it is not signed", err)
	}
}

func TestKeys_invalid(t *testing.T) {
	ada, _ := keys(t)
	for name, text := range map[string][]byte{
		"empty":   nil,
		"private": ada.key,
		"two":     append(bytes.Clone(ada.pub), ada.pub...),
		"broken":  pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: []byte("x")}),
	} {
		if k, err := sign.ParsePublicKey("x.pub", text); k != nil || !errors.As(err, new(*sign.KeyError)) {
			t.Errorf("%s: %v, %v", name, k, err)
		}
	}
	if _, err := sign.ParsePrivateKey("x.key", ada.key, func() ([]byte, error) { return []byte("wrong"), nil }); err == nil ||
		err.Error() != "x.key: the password is not right" {
		t.Errorf("a wrong password: %v", err)
	}
	if _, err := sign.ParsePrivateKey("x.key", ada.pub, password); !errors.As(err, new(*sign.KeyError)) {
		t.Errorf("a public key for a private one: %v", err)
	}
}
