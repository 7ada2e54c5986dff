package sign

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
)

// UnsignedError is an artifact without any signature.
type UnsignedError struct{ Reference oci.Reference }

func (e *UnsignedError) Error() string { return e.Reference.String() + " is not signed" }

// WrongSignatureError is an artifact with signatures of which none is by an accepted key.
type WrongSignatureError struct {
	Reference oci.Reference
	// Signatures counts those that were looked at.
	Signatures int
	// Keys are those that are accepted.
	Keys []string
}

func (e *WrongSignatureError) Error() string {
	return fmt.Sprintf("%s is not signed by an accepted key\n  found:    %d signatures by others, or of something else\n  expected: one by %s",
		e.Reference, e.Signatures, list(e.Keys))
}

func list(names []string) string {
	if len(names) == 0 {
		return "no key: none is accepted"
	}
	s := names[0]
	for _, n := range names[1:] {
		s += " or " + n
	}
	return s
}

// maxSignatures bounds how many signatures are looked at.
const maxSignatures = 100

// Verify sees that one of the keys has signed the artifact that a reference names, and returns that
// key. That something could not be looked at is an error, unless a good signature was found.
func Verify(ctx context.Context, c *oci.Client, r oci.Reference, keys []*PublicKey) (*PublicKey, error) {
	r, d, err := c.Resolve(ctx, r)
	if err != nil {
		return nil, err
	}
	v := &verifier{c: c, r: r, d: d.Digest, keys: keys}
	for _, look := range []func(context.Context) (*PublicKey, error){v.byTag, v.byReferrer, v.byBundle} {
		k, err := look(ctx)
		if k != nil {
			return k, nil
		}
		v.errs = append(v.errs, err)
	}
	if err := errors.Join(v.errs...); err != nil {
		return nil, err
	}
	if v.seen == 0 {
		return nil, &UnsignedError{r}
	}
	var names []string
	for _, k := range keys {
		names = append(names, k.Name)
	}
	return nil, &WrongSignatureError{r, v.seen, names}
}

// Statement is a signed statement about an artifact.
type Statement struct {
	// Predicate is JSON of the type that was asked for.
	Predicate []byte
	Key       *PublicKey
}

// Statements returns the statements of a type that one of the keys has signed about an artifact.
func Statements(ctx context.Context, c *oci.Client, r oci.Reference, keys []*PublicKey, predicateType string) ([]Statement, error) {
	r, d, err := c.Resolve(ctx, r)
	if err != nil {
		return nil, err
	}
	v := &verifier{c: c, r: r, d: d.Digest, keys: keys}
	var all []Statement
	err = v.bundles(ctx, func(st *statement, k *PublicKey) bool {
		if st.PredicateType == predicateType {
			all = append(all, Statement{st.Predicate, k})
		}
		return false
	})
	return all, err
}

type verifier struct {
	c    *oci.Client
	r    oci.Reference
	d    digest.Digest
	keys []*PublicKey
	seen int
	errs []error
}

// byTag looks under the tag made of the digest.
func (v *verifier) byTag(ctx context.Context) (*PublicKey, error) {
	at := v.r.WithTag(oci.CosignTag(v.d, "sig"))
	_, m, err := v.c.Manifest(ctx, at)
	if missing := (*oci.NotFoundError)(nil); errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return v.layers(ctx, at, m)
}

// byReferrer looks at referrers in cosign's older form: the same manifest, with a subject.
func (v *verifier) byReferrer(ctx context.Context) (*PublicKey, error) {
	found, err := v.c.Referrers(ctx, v.r.ByDigest(v.d), olderReferrer)
	if err != nil {
		return nil, err
	}
	for _, d := range found {
		at := v.r.ByDigest(d.Digest)
		_, m, err := v.c.Manifest(ctx, at)
		if err != nil {
			v.errs = append(v.errs, err)
			continue
		}
		if k, err := v.layers(ctx, at, m); k != nil || err != nil {
			return k, err
		}
	}
	return nil, nil
}

// layers looks at the signatures in a manifest.
func (v *verifier) layers(ctx context.Context, at oci.Reference, m oci.Manifest) (*PublicKey, error) {
	for _, l := range m.Layers {
		if l.MediaType != simpleType || v.seen >= maxSignatures {
			continue
		}
		v.seen++
		sig, err := base64.StdEncoding.DecodeString(l.Annotations[signatureAnnotation])
		if err != nil {
			continue
		}
		payload, err := v.c.Blob(ctx, at, "signature", l)
		if err != nil {
			v.errs = append(v.errs, err)
			continue
		}
		for _, k := range v.keys {
			if k.verify(payload, sig) && checkSimple(payload, v.d) {
				return k, nil
			}
		}
	}
	return nil, nil
}

// byBundle looks at referrers that are bundles.
func (v *verifier) byBundle(ctx context.Context) (*PublicKey, error) {
	var by *PublicKey
	err := v.bundles(ctx, func(st *statement, k *PublicKey) bool {
		if st != nil && st.PredicateType == SignaturePredicate {
			by = k
		}
		return by != nil
	})
	return by, err
}

// bundles calls f with the statements that one of the keys has signed, until it returns true.
func (v *verifier) bundles(ctx context.Context, f func(*statement, *PublicKey) bool) error {
	found, err := v.c.Referrers(ctx, v.r.ByDigest(v.d), bundleType)
	if err != nil {
		return err
	}
	var errs []error
	for _, d := range found {
		if v.seen >= maxSignatures {
			break
		}
		at := v.r.ByDigest(d.Digest)
		_, m, err := v.c.Manifest(ctx, at)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, l := range m.Layers {
			if l.MediaType != bundleType {
				continue
			}
			text, err := v.c.Blob(ctx, at, "signature", l)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			if isSignature(text) {
				v.seen++
			}
			if st, k := checkBundle(text, v.d, v.keys); st != nil && f(st, k) {
				return nil
			}
		}
	}
	return errors.Join(errs...)
}

// isSignature says whether a bundle means to be a signature, not another statement.
func isSignature(text []byte) bool {
	var b bundle
	if json.Unmarshal(text, &b) != nil || b.Envelope == nil {
		return false
	}
	var st statement
	return json.Unmarshal(b.Envelope.Payload, &st) == nil && st.PredicateType == SignaturePredicate
}
