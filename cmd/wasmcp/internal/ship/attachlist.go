package ship

import (
	"context"
	"errors"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/materials"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// referrer is something that is about an artifact, in the form in which it is printed as JSON.
type referrer struct {
	Digest       digest.Digest `json:"digest"`
	ArtifactType string        `json:"artifactType"`
	// PredicateType is that of a statement.
	PredicateType string `json:"predicateType,omitempty"`
	// Tag is set where it is found by that tag, and not in the list of referrers.
	Tag string `json:"tag,omitempty"`
	// Size is that of its content.
	Size int64 `json:"size"`
}

func ReferrersCommand(a *cli.App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "referrers REFERENCE",
		Short: "List signatures and documents attached to an artifact",
		Long: `Lists what is attached to an artifact: signatures, bills of materials, provenances and other referrers.
A listing does not prove who attached something. To check that, use wasmcp verify.`,
		Args: cli.OneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runReferrers(cmd.Context(), a, args[0], asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

// runReferrers runs the command.
func runReferrers(ctx context.Context, a *cli.App, spec string, asJSON bool) error {
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	end := a.Transfer(r, "asking for "+spec)
	found, err := referrers(ctx, r, spec)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		return a.PrintJSON(found)
	}
	var rows [][]string
	for _, f := range found {
		rows = append(rows, []string{f.what(), ui.Size(f.Size), f.Digest.String()})
	}
	a.Out.Table(nil, rows)
	return nil
}

// referrers lists what is about an artifact, by the list of referrers and by cosign's tags.
func referrers(ctx context.Context, r *cli.Registries, spec string) ([]referrer, error) {
	ref, d, err := r.Resolve(ctx, spec)
	if err != nil {
		return nil, err
	}
	listed, err := r.Client.Referrers(ctx, ref, "")
	if err != nil {
		return nil, err
	}
	all := []referrer{}
	for _, l := range listed {
		all = append(all, referrer{Digest: l.Digest, ArtifactType: l.ArtifactType})
	}
	for _, suffix := range []string{"sig", "att", "sbom"} {
		tag := oci.CosignTag(d.Digest, suffix)
		of, m, err := r.Client.Manifest(ctx, ref.WithTag(tag))
		if missing := (*oci.NotFoundError)(nil); errors.As(err, &missing) {
			continue
		}
		if err != nil {
			return nil, err
		}
		artifactType := m.ArtifactType
		for _, l := range m.Layers {
			cli.SetDefault(&artifactType, l.MediaType)
		}
		all = append(all, referrer{Digest: of.Digest, ArtifactType: artifactType, Tag: tag})
	}
	for i, f := range all {
		_, m, err := r.Client.Manifest(ctx, ref.ByDigest(f.Digest))
		if err != nil {
			return nil, err
		}
		for _, l := range m.Layers {
			all[i].Size += l.Size
		}
		all[i].PredicateType = m.Annotations[predicateAnnotation]
		cli.SetDefault(&all[i].PredicateType, m.Annotations[sign.PredicateAnnotation])
	}
	return all, nil
}

// what says what it is to people.
func (f referrer) what() string {
	switch {
	case f.ArtifactType == materials.CycloneDXType:
		return "bill of materials"
	case f.PredicateType == sign.SignaturePredicate, f.ArtifactType == sign.SimpleType:
		return "signature"
	}
	what := f.ArtifactType
	switch f.PredicateType {
	case "":
		return what
	case materials.CycloneDXPredicate:
		what = "bill of materials"
	case materials.ProvenancePredicate:
		what = "provenance"
	default:
		what = f.PredicateType
	}
	if f.ArtifactType == sign.BundleType {
		what += ", signed"
	}
	return what
}
