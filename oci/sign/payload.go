package sign

import (
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci/internal/jsontext"
)

// What signatures are listed by.
const (
	// SimpleType is the media type of what is signed of a signature under a tag.
	SimpleType = "application/vnd.dev.cosign.simplesigning.v1+json"
	// BundleType is that of a statement with its signature.
	BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json"
	// PredicateAnnotation tells the type of a bundle's statement.
	PredicateAnnotation = "dev.sigstore.bundle.predicateType"
)

// Other types of content, and what marks it.
const (
	olderReferrer = "application/vnd.dev.cosign.artifact.sig.v1+json"
	inTotoType    = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"

	signatureAnnotation = "dev.cosignproject.cosign/signature"
	simpleSigned        = "cosign container image signature"
)

// SignaturePredicate is the type of a statement that says that something is signed, and no more.
const SignaturePredicate = "https://sigstore.dev/cosign/sign/v1"

// simple is the payload of a signature under a tag.
type simple struct {
	Critical struct {
		Identity struct {
			Reference string `json:"docker-reference"`
		} `json:"identity"`
		Image struct {
			Digest digest.Digest `json:"docker-manifest-digest"`
		} `json:"image"`
		Type string `json:"type"`
	} `json:"critical"`
	Optional map[string]any `json:"optional"`
}

func simplePayload(identity string, d digest.Digest) []byte {
	var p simple
	p.Critical.Identity.Reference = identity
	p.Critical.Image.Digest = d
	p.Critical.Type = simpleSigned
	return jsontext.Encode(p)
}

// checkSimple says whether a payload, which the key has signed, is about the digest, and as what.
func checkSimple(payload []byte, d digest.Digest) (identity string, ok bool) {
	var p simple
	ok = json.Unmarshal(payload, &p) == nil && p.Critical.Type == simpleSigned && p.Critical.Image.Digest == d
	return p.Critical.Identity.Reference, ok
}

// statement is what is signed in a bundle.
type statement struct {
	Type          string          `json:"_type"`
	Subject       []subject       `json:"subject"`
	PredicateType string          `json:"predicateType"`
	Predicate     json.RawMessage `json:"predicate"`

	// payload is the statement as it was signed.
	payload []byte
	// names are those of the subjects that it was looked at for.
	names []string
}

type subject struct {
	Name   string            `json:"name,omitempty"`
	Digest map[string]string `json:"digest"`
}

// bundle is a sigstore bundle, as far as key pairs need it.
type bundle struct {
	MediaType string `json:"mediaType"`
	Material  struct {
		PublicKey *struct {
			Hint string `json:"hint,omitempty"`
		} `json:"publicKey,omitempty"`
	} `json:"verificationMaterial"`
	Envelope *envelope `json:"dsseEnvelope,omitempty"`
}

type envelope struct {
	Payload     []byte      `json:"payload"`
	PayloadType string      `json:"payloadType"`
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	Sig   []byte `json:"sig"`
	KeyID string `json:"keyid,omitempty"`
}

// preAuthenticated is what is signed of an envelope: its type and its payload, with their lengths.
// See [DSSE].
//
// [DSSE]: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
func preAuthenticated(payloadType string, payload []byte) []byte {
	return fmt.Appendf(nil, "DSSEv1 %d %s %d %s", len(payloadType), payloadType, len(payload), payload)
}

// signBundle signs a statement about a digest.
func signBundle(key *PrivateKey, d digest.Digest, name, predicateType string, predicate []byte) ([]byte, error) {
	payload := jsontext.Encode(statement{
		Type:          statementType,
		Subject:       []subject{{Name: name, Digest: map[string]string{d.Algorithm().String(): d.Encoded()}}},
		PredicateType: predicateType,
		Predicate:     predicate,
	})
	sig, err := key.sign(preAuthenticated(inTotoType, payload))
	if err != nil {
		return nil, err
	}
	public, err := key.Public()
	if err != nil {
		return nil, err
	}
	b := bundle{MediaType: BundleType}
	b.Material.PublicKey = &struct {
		Hint string `json:"hint,omitempty"`
	}{hint(public)}
	b.Envelope = &envelope{Payload: payload, PayloadType: inTotoType, Signatures: []signature{{Sig: sig}}}
	return jsontext.Encode(b), nil
}

// hint names a key as sigstore does: by its digest.
func hint(k *PublicKey) string {
	return base64.StdEncoding.EncodeToString(hashed(crypto.SHA256, k.der))
}

// checkBundle returns the statement of a bundle that one of the keys signed about the digest, and
// the key.
func checkBundle(text []byte, d digest.Digest, keys []*PublicKey) (*statement, *PublicKey) {
	var b bundle
	if json.Unmarshal(text, &b) != nil || b.Envelope == nil || b.Envelope.PayloadType != inTotoType {
		return nil, nil
	}
	message := preAuthenticated(b.Envelope.PayloadType, b.Envelope.Payload)
	for _, s := range b.Envelope.Signatures {
		for _, k := range keys {
			if !k.verify(message, s.Sig) {
				continue
			}
			var st statement
			if json.Unmarshal(b.Envelope.Payload, &st) != nil || st.Type != statementType {
				continue
			}
			st.payload = b.Envelope.Payload
			for _, about := range st.Subject {
				if about.Digest[d.Algorithm().String()] == d.Encoded() {
					st.names = append(st.names, about.Name)
				}
			}
			if len(st.names) > 0 {
				return &st, k
			}
		}
	}
	return nil, nil
}
