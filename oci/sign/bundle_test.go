package sign_test

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"testing"

	bundlepb "github.com/sigstore/protobuf-specs/gen/pb-go/bundle/v1"
	commonpb "github.com/sigstore/protobuf-specs/gen/pb-go/common/v1"
	dssepb "github.com/sigstore/protobuf-specs/gen/pb-go/dsse"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	"github.com/sigstore/sigstore/pkg/signature/dsse"
	"google.golang.org/protobuf/encoding/protojson"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/ocitest"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

const (
	bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json"
	inTotoType = "application/vnd.in-toto+json"
)

// TestSign_bundleAsSigstoreVerifies reads the bundle that we make with sigstore's own definition of
// bundles, which knows no other members than its own, and verifies it with sigstore's library.
func TestSign_bundleAsSigstoreVerifies(t *testing.T) {
	ada, bob := keys(t)
	_, c, r, d := pushed(t, ocitest.Options{})
	if _, err := sign.Sign(t.Context(), c, r, ada.private, sign.Referrer); err != nil {
		t.Fatal(err)
	}
	found, err := c.Referrers(t.Context(), r, bundleType)
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v, want one bundle", found, err)
	}
	a, err := c.PullAs(t.Context(), r.ByDigest(found[0].Digest), bundleType)
	if err != nil {
		t.Fatal(err)
	}
	var b bundlepb.Bundle
	if err := protojson.Unmarshal(a.Bytes, &b); err != nil {
		t.Fatalf("sigstore does not read the bundle: %v", err)
	}
	block, _ := pem.Decode(ada.pub)
	sum := sha256.Sum256(block.Bytes)
	want := base64.StdEncoding.EncodeToString(sum[:]) // how cosign names a key
	if hint := b.GetVerificationMaterial().GetPublicKey().GetHint(); b.GetMediaType() != bundleType || hint != want {
		t.Errorf("media type %q, hint %q, want %q and %q", b.GetMediaType(), hint, bundleType, want)
	}
	e := b.GetDsseEnvelope()
	envelope, err := json.Marshal(map[string]any{"payloadType": e.GetPayloadType(), "payload": e.GetPayload(),
		"signatures": []map[string]any{{"sig": e.GetSignatures()[0].GetSig(), "keyid": e.GetSignatures()[0].GetKeyid()}}})
	if err != nil {
		t.Fatal(err)
	}
	for of, accepts := range map[*pair]bool{&ada: true, &bob: false} {
		if err := dsse.WrapVerifier(verifier(t, of.pub)).VerifySignature(bytes.NewReader(envelope), nil); (err == nil) != accepts {
			t.Errorf("sigstore says of the bundle, by the key of %s: %v", of.public.Name, err)
		}
	}
	var st struct {
		Type    string `json:"_type"`
		Subject []struct {
			Digest map[string]string
		}
		PredicateType string
	}
	if err := json.Unmarshal(e.GetPayload(), &st); err != nil || st.Type != "https://in-toto.io/Statement/v1" || len(st.Subject) != 1 ||
		st.Subject[0].Digest["sha256"] != d.Encoded() || st.PredicateType != "https://sigstore.dev/cosign/sign/v1" {
		t.Errorf("the statement is %s, %v", e.GetPayload(), err)
	}
}

func verifier(t *testing.T, pub []byte) signature.Verifier {
	t.Helper()
	key, err := cryptoutils.UnmarshalPEMToPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	v, err := signature.LoadVerifier(key, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestVerify_bundleAsSigstoreSigns verifies a bundle that sigstore's library signs and writes.
func TestVerify_bundleAsSigstoreSigns(t *testing.T) {
	ada, bob := keys(t)
	_, c, r, d := pushed(t, ocitest.Options{})
	key, err := cryptoutils.UnmarshalPEMToPrivateKey(ada.key, func(bool) ([]byte, error) { return password() })
	if err != nil {
		t.Fatal(err)
	}
	signer, err := signature.LoadSigner(key, crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	statement := `{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"` + d.Encoded() +
		`"}}],"predicateType":"https://sigstore.dev/cosign/sign/v1","predicate":{}}`
	text, err := dsse.WrapSigner(signer, inTotoType).SignMessage(bytes.NewReader([]byte(statement)))
	if err != nil {
		t.Fatal(err)
	}
	var envelope struct {
		Payload    []byte
		Signatures []struct{ Sig []byte }
	}
	if err := json.Unmarshal(text, &envelope); err != nil {
		t.Fatal(err)
	}
	bundle, err := protojson.Marshal(&bundlepb.Bundle{
		MediaType: bundleType,
		VerificationMaterial: &bundlepb.VerificationMaterial{
			Content: &bundlepb.VerificationMaterial_PublicKey{PublicKey: &commonpb.PublicKeyIdentifier{Hint: "any"}}},
		Content: &bundlepb.Bundle_DsseEnvelope{DsseEnvelope: &dssepb.Envelope{
			Payload: envelope.Payload, PayloadType: inTotoType,
			Signatures: []*dssepb.Signature{{Sig: envelope.Signatures[0].Sig}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Attach(t.Context(), r, oci.Data{ArtifactType: bundleType, MediaType: bundleType, Bytes: bundle}); err != nil {
		t.Fatal(err)
	}
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{ada.public}, nil); err != nil {
		t.Errorf("what sigstore signed: %v", err)
	}
	if _, err := sign.Verify(t.Context(), c, r, []*sign.PublicKey{bob.public}, nil); err == nil {
		t.Error("a key that did not sign is accepted")
	}
}
