package sign

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/opencontainers/go-digest"

	"github.com/wasmcp/wasmcp-go/oci"
)

// UnsignedError is an artifact without any signature.
type UnsignedError struct {
	Reference oci.Reference
	// Keys are those that are accepted.
	Keys []string
}

func (e *UnsignedError) Error() string {
	return e.Reference.String() + " is not signed\n  found:    no signature\n  expected: " + expectedKeys(e.Keys)
}

// expectedKeys says whose signature is wanted.
func expectedKeys(keys []string) string {
	if len(keys) == 0 {
		return "none: no key is accepted"
	}
	return "a signature by " + strings.Join(keys, " or ")
}

// WrongSignatureError is an artifact with signatures of which none is by an accepted key.
type WrongSignatureError struct {
	Reference oci.Reference
	// Signatures counts those that were looked at.
	Signatures int
	// Keys are those that are accepted.
	Keys []string
}

func (e *WrongSignatureError) Error() string {
	return fmt.Sprintf("%s is not signed by an accepted key\n  found:    %s\n  expected: %s", e.Reference, e.Found(), expectedKeys(e.Keys))
}

// Found says what there is in place of a good signature.
func (e *WrongSignatureError) Found() string {
	if e.Signatures == 1 {
		return "1 signature, by another key or for another artifact"
	}
	return fmt.Sprintf("%d signatures, by other keys or for other artifacts", e.Signatures)
}

// IdentityError is an artifact that an accepted key has signed, but as something else than is accepted.
type IdentityError struct {
	Reference oci.Reference
	// Signed is what the signatures say that it is, sorted; empty where one does not say.
	Signed []string
}

func (e *IdentityError) Error() string {
	return e.Reference.String() + " is signed as something else\n  found:    " + e.Found()
}

// Found says as what it is signed.
func (e *IdentityError) Found() string {
	const most = 5
	var said []string
	for _, s := range e.Signed {
		if s == "" {
			s = "nothing (the signature names no artifact)"
		}
		said = append(said, s)
	}
	if n := len(said) - most; n > 0 {
		said = append(said[:most], fmt.Sprintf("%d more", n))
	}
	return "signed as " + strings.Join(said, ", ")
}

// What is looked at is bounded: anybody may attach things. A signature's payload is a few hundred
// bytes, and a bundle may hold a bill of materials.
const (
	maxSignatures = 100
	maxReferrers  = 1000
	maxPayload    = 1 << 20
	maxBundle     = 64 << 20
)

// Signature is a good signature.
type Signature struct {
	Key *PublicKey
	// Form is where it was found: [Tag] or [Referrer].
	Form Form
	// Identity is what it says that the artifact is: a repository, with a tag or without. It is empty
	// where it does not say.
	Identity string
}

// Verify sees that one of the keys has signed the artifact that a reference names, as something that is
// accepted, and returns that key. accept is asked about identities; nil accepts all. That something could
// not be looked at is an error, unless a good signature was found. Where there are good signatures and
// none is accepted, the error is an [*IdentityError].
func Verify(ctx context.Context, c *oci.Client, r oci.Reference, keys []*PublicKey, accept func(identity string) bool) (*PublicKey, error) {
	found, err := signatures(ctx, c, r, keys, accept, true)
	if err != nil {
		return nil, err
	}
	return found[0].Key, nil
}

// Signatures returns all signatures of an artifact that one of the keys has made and accept accepts, at
// least one. It fails as [Verify] does.
func Signatures(ctx context.Context, c *oci.Client, r oci.Reference, keys []*PublicKey, accept func(identity string) bool) ([]Signature, error) {
	return signatures(ctx, c, r, keys, accept, false)
}

func signatures(ctx context.Context, c *oci.Client, r oci.Reference, keys []*PublicKey, accept func(string) bool, first bool) ([]Signature, error) {
	r, d, err := c.Resolve(ctx, r)
	if err != nil {
		return nil, err
	}
	v := &verifier{c: c, r: r, d: d.Digest, keys: keys, accept: accept, first: first}
	for _, look := range []func(context.Context) error{v.byTag, v.byReferrer, v.byBundle} {
		if err := look(ctx); err != nil {
			v.errs = append(v.errs, err)
		}
		if v.enough() {
			break
		}
	}
	if len(v.good) > 0 {
		return v.good, nil
	}
	if err := errors.Join(v.errs...); err != nil {
		return nil, err
	}
	if len(v.others) > 0 {
		slices.Sort(v.others)
		return nil, &IdentityError{r, slices.Compact(v.others)}
	}
	if v.seen == 0 {
		return nil, &UnsignedError{r, names(keys)}
	}
	return nil, &WrongSignatureError{r, v.seen, names(keys)}
}

func names(keys []*PublicKey) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.Name)
	}
	return all
}

// Statement is a signed statement about an artifact.
type Statement struct {
	// Predicate is JSON of the type that was asked for.
	Predicate []byte
	Key       *PublicKey
	// Type is that of the predicate.
	Type string
	// Payload is the whole statement, as it was signed.
	Payload []byte
}

// Statements returns the statements of a type that one of the keys has signed about an artifact. An
// empty type is all types but [SignaturePredicate].
func Statements(ctx context.Context, c *oci.Client, r oci.Reference, keys []*PublicKey, predicateType string) ([]Statement, error) {
	r, d, err := c.Resolve(ctx, r)
	if err != nil {
		return nil, err
	}
	v := &verifier{c: c, r: r, d: d.Digest, keys: keys}
	var all []Statement
	err = v.bundles(ctx, func(st *statement, k *PublicKey) bool {
		if st.PredicateType == predicateType || predicateType == "" && st.PredicateType != SignaturePredicate {
			all = append(all, Statement{st.Predicate, k, st.PredicateType, st.payload})
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
	// accept is asked about identities; nil accepts all.
	accept func(string) bool
	// first says that one good signature is enough.
	first bool
	good  []Signature
	// others are the identities that were not accepted, of signatures that are good otherwise.
	others []string
	seen   int
	errs   []error
}

func (v *verifier) enough() bool { return v.first && len(v.good) > 0 }

// found notes a signature by one of the keys, if its identity is accepted.
func (v *verifier) found(s Signature) {
	if v.accept == nil || v.accept(s.Identity) {
		v.good = append(v.good, s)
	} else {
		v.others = append(v.others, s.Identity)
	}
}

// byTag looks under the tag made of the digest.
func (v *verifier) byTag(ctx context.Context) error {
	at := v.r.WithTag(oci.CosignTag(v.d, "sig"))
	_, m, err := v.c.Manifest(ctx, at)
	if missing := (*oci.NotFoundError)(nil); errors.As(err, &missing) {
		return nil
	}
	if err != nil {
		return err
	}
	v.layers(ctx, at, m, Tag)
	return nil
}

// byReferrer looks at referrers in cosign's older form: the same manifest, with a subject.
func (v *verifier) byReferrer(ctx context.Context) error {
	found, err := v.c.Referrers(ctx, v.r.ByDigest(v.d), olderReferrer)
	if err != nil {
		return err
	}
	for _, d := range found[:min(len(found), maxReferrers)] {
		at := v.r.ByDigest(d.Digest)
		_, m, err := v.c.Manifest(ctx, at)
		if err != nil {
			v.errs = append(v.errs, err)
			continue
		}
		v.layers(ctx, at, m, Referrer)
		if v.enough() {
			return nil
		}
	}
	return nil
}

// layers looks at the signatures in a manifest.
func (v *verifier) layers(ctx context.Context, at oci.Reference, m oci.Manifest, form Form) {
	for _, l := range m.Layers {
		if l.MediaType != SimpleType || v.seen >= maxSignatures {
			continue
		}
		v.seen++
		if l.Size > maxPayload {
			continue
		}
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
			if !k.verify(payload, sig) {
				continue
			}
			if identity, ok := checkSimple(payload, v.d); ok {
				v.found(Signature{k, form, identity})
				break
			}
		}
		if v.enough() {
			return
		}
	}
}

// byBundle looks at referrers that are bundles.
func (v *verifier) byBundle(ctx context.Context) error {
	return v.bundles(ctx, func(st *statement, k *PublicKey) bool {
		if st.PredicateType == SignaturePredicate {
			for _, name := range st.names {
				v.found(Signature{k, Referrer, name})
			}
		}
		return v.enough()
	})
}

// bundles calls f with the statements that one of the keys has signed, until it returns true.
func (v *verifier) bundles(ctx context.Context, f func(*statement, *PublicKey) bool) error {
	found, err := v.c.Referrers(ctx, v.r.ByDigest(v.d), BundleType)
	if err != nil {
		return err
	}
	var errs []error
	for _, d := range found[:min(len(found), maxReferrers)] {
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
			if l.MediaType != BundleType || l.Size > maxBundle {
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
