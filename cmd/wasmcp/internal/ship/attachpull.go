package ship

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/internal/atomicfile"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// document is a kind of text that is about an artifact.
type document struct {
	name string
	// artifactType is that of the unsigned form, predicateType that of the signed one.
	artifactType, predicateType string
	// whole says that the whole statement is of interest, not its predicate alone.
	whole bool
}

var (
	billOfMaterials = document{"bill of materials", materials.CycloneDXType, materials.CycloneDXPredicate, false}
	provenance      = document{"provenance", materials.StatementType, materials.ProvenancePredicate, true}
)

// pullDocuments are the files that pull writes besides the component.
type pullDocuments struct{ sbom, provenance string }

func (o *pullDocuments) flags(f *pflag.FlagSet) {
	f.StringVar(&o.sbom, "sbom", "", "write the bill of materials (SBOM) to `FILE`")
	f.StringVar(&o.provenance, "provenance", "", "write the provenance to `FILE`")
}

func (o *pullDocuments) wanted() bool { return o.sbom != "" || o.provenance != "" }

// noDocumentError is an artifact of which nobody has said what is asked for.
type noDocumentError struct {
	reference oci.Reference
	name      string
	// keys are those of which one must have signed it; nil where nobody must.
	keys []*sign.PublicKey
}

func (e *noDocumentError) Error() string {
	s := e.reference.String() + " has no " + e.name
	for i, k := range e.keys {
		if s += " or "; i == 0 {
			s = e.reference.String() + " has no " + e.name + " signed by "
		}
		s += k.Name
	}
	return s
}

// pulledDocument is a document that is still to be written.
type pulledDocument struct {
	document
	file string
	text []byte
}

// documents fetches what is said about an artifact, which must be acceptable itself. It returns the
// artifact's reference with its digest.
func documents(ctx context.Context, a *cli.App, spec string, o *pullDocuments) (oci.Reference, []pulledDocument, error) {
	r, err := a.RegistryAccess()
	if err != nil {
		return oci.Reference{}, nil, err
	}
	defer a.Transfer(r, "fetching "+spec)()
	ref, err := r.Reference(ctx, spec)
	if err != nil {
		return ref, nil, err
	}
	d, m, err := r.Client.Manifest(ctx, ref)
	if err != nil {
		return ref, nil, err
	}
	ref = ref.WithDigest(d.Digest)
	if err := r.Client.Verify(ctx, ref, m); err != nil {
		return ref, nil, err
	}
	keys, err := r.Trusted(ref)
	if err != nil {
		return ref, nil, err
	}
	var found []pulledDocument
	var errs errlist.List
	for _, p := range []pulledDocument{{document: billOfMaterials, file: o.sbom}, {document: provenance, file: o.provenance}} {
		if p.file == "" {
			continue
		}
		all, err := about(ctx, r, ref, p.document, keys)
		if err == nil && len(all) == 0 {
			err = &noDocumentError{ref, p.name, keys}
		}
		if err != nil {
			errs.Add(err)
			continue
		}
		if len(all) > 1 {
			a.Warn(fmt.Sprintf("found %d of the type %s, using the first: wasmcp referrers lists them", len(all), p.name))
		}
		p.text = all[0]
		found = append(found, p)
	}
	return ref, found, errs.Err()
}

// about returns what is said about an artifact. Where keys are to be trusted it is what they have
// signed, and otherwise what anybody has attached.
func about(ctx context.Context, r *cli.Registries, ref oci.Reference, of document, keys []*sign.PublicKey) ([][]byte, error) {
	var all [][]byte
	add := func(text []byte) {
		var pretty bytes.Buffer
		if json.Indent(&pretty, text, "", "  ") != nil {
			return
		}
		text = append(bytes.TrimSpace(pretty.Bytes()), '\n')
		for _, known := range all {
			if bytes.Equal(known, text) {
				return
			}
		}
		all = append(all, text)
	}
	if len(keys) > 0 {
		statements, err := sign.Statements(ctx, r.Client, ref, keys, of.predicateType)
		for _, s := range statements {
			if of.whole {
				add(s.Payload)
			} else {
				add(s.Predicate)
			}
		}
		return all, err
	}
	found, err := r.Client.Referrers(ctx, ref, of.artifactType)
	if err != nil {
		return nil, err
	}
	for _, d := range found {
		at := ref.ByDigest(d.Digest)
		_, m, err := r.Client.Manifest(ctx, at)
		if err != nil {
			return nil, err
		}
		if of.whole && m.Annotations[predicateAnnotation] != of.predicateType {
			continue
		}
		for _, l := range m.Layers {
			text, err := r.Client.Blob(ctx, at, of.name, l)
			if err != nil {
				return nil, err
			}
			add(text)
		}
	}
	return all, nil
}

// writeDocument writes a file, which appears under its name when it is whole.
func writeDocument(a *cli.App, p pulledDocument) error {
	if p.file == "-" {
		_, err := a.Stdout.Write(p.text)
		return err
	}
	err := cli.ReplaceFile(p.file, cli.Readable, atomicfile.Bytes(p.text))
	if err != nil {
		return cli.FileError(p.file, err)
	}
	if !a.Quiet {
		a.Err.Line(p.file + "  " + p.name)
	}
	return nil
}

// check refuses files that cannot be written, before anything is fetched.
func (o *pullDocuments) check(output string) error {
	files := []string{output, o.sbom, o.provenance}
	var errs []error
	for i, file := range files {
		if file == "" {
			continue
		}
		errs = append(errs, cli.CheckOutput(file, nil, nil))
		for _, other := range files[:i] {
			if other == file {
				return cli.Usagef("%s would be written twice", file)
			}
		}
	}
	return errors.Join(errs...)
}
