package ship

import (
	"context"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// attachOptions say what push stores beside an artifact.
type attachOptions struct {
	noSBOM, noProvenance bool
	builder, signKey     string
}

func (o *attachOptions) flags(f *pflag.FlagSet) {
	f.BoolVar(&o.noSBOM, "no-sbom", false, "do not attach a bill of materials (SBOM)")
	f.BoolVar(&o.noProvenance, "no-provenance", false, "do not attach a provenance")
	f.StringVar(&o.builder, "builder", localBuilder, "the builder's `URI`, recorded in the provenance")
	f.StringVar(&o.signKey, "sign-key", "", "sign the artifact, and what is attached to it, with the private key in `FILE`")
}

// attachments is what goes to a registry with an artifact, and is about it.
type attachments struct {
	key *sign.PrivateKey
	// sbom is a bill of materials, and provenance the predicate of one; nil for none.
	sbom, provenance []byte
}

func (b *attachments) empty() bool { return b.key == nil && b.sbom == nil && b.provenance == nil }

// attach stores it all beside an artifact that is there. With a key, what is said about the artifact
// is stored a second time as statements that the key has signed, and it is signed as each identity.
func (b *attachments) attach(ctx context.Context, c *oci.Client, r oci.Reference, identities []string) error {
	for _, d := range b.data(r.Digest) {
		if _, err := c.Attach(ctx, r, d); err != nil {
			return err
		}
	}
	if b.key == nil {
		return nil
	}
	for _, s := range []struct {
		predicateType string
		predicate     []byte
	}{{materials.CycloneDXPredicate, b.sbom}, {materials.ProvenancePredicate, b.provenance}} {
		if s.predicate == nil {
			continue
		}
		if err := sign.Attest(ctx, c, r, b.key, s.predicateType, s.predicate); err != nil {
			return err
		}
	}
	_, err := sign.Sign(ctx, c, r, b.key, sign.Both, identities...)
	return err
}

// data is what is attached unsigned, in forms that other tools look for.
func (b *attachments) data(of digest.Digest) []oci.Data {
	var all []oci.Data
	if b.sbom != nil {
		all = append(all, oci.Data{
			ArtifactType:     materials.CycloneDXType,
			MediaType:        materials.CycloneDXType,
			Bytes:            b.sbom,
			LayerAnnotations: map[string]string{oci.AnnotationTitle: "bom.cdx.json"},
		})
	}
	if b.provenance != nil {
		all = append(all, oci.Data{
			ArtifactType:     materials.StatementType,
			MediaType:        materials.StatementType,
			Bytes:            materials.Statement(materials.Item{Digest: of}, materials.ProvenancePredicate, b.provenance),
			Annotations:      map[string]string{predicateAnnotation: materials.ProvenancePredicate},
			LayerAnnotations: map[string]string{oci.AnnotationTitle: "provenance.intoto.json"},
		})
	}
	return all
}

// predicateAnnotation tells what a statement says without reading it. BuildKit has it, too.
const predicateAnnotation = "in-toto.io/predicate-type"

// pushAttached pushes an artifact with all that is about it. The tags come last: what they stand for is
// complete, and signed.
func pushAttached(ctx context.Context, c *oci.Client, a *oci.Artifact, refs []oci.Reference, b *attachments) error {
	if b.empty() {
		_, err := c.Push(ctx, a, refs...)
		return err
	}
	done := map[string]bool{}
	for _, r := range refs {
		if done[r.Name()] {
			continue
		}
		done[r.Name()] = true
		var identities []string
		for _, other := range refs {
			if other.Name() == r.Name() {
				identities = append(identities, sign.Identity(other))
			}
		}
		r.Tag = ""
		if r.Digest == "" {
			r.Digest = a.Descriptor.Digest
		}
		if _, err := c.Push(ctx, a, r); err != nil {
			return err
		}
		if err := b.attach(ctx, c, r, cli.Unique(identities)); err != nil {
			return err
		}
	}
	_, err := c.Push(ctx, a, refs...)
	return err
}
