package ship

import (
	"context"
	"fmt"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
)

// copied is what copy prints as JSON.
type copied struct {
	// Source and Reference have the digest of the manifest.
	Source    string        `json:"source"`
	Reference string        `json:"reference"`
	Manifest  digest.Digest `json:"manifest"`
}

func CopyCommand(a *cli.App) *cobra.Command {
	var o oci.CopyOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "copy SOURCE DESTINATION",
		Short: "Copy an artifact between registries and layouts",
		Long: `Copies an artifact unchanged and prints its digest, which stays the same. Signatures, bills of materials
and other referrers are copied too. A DESTINATION without a tag gets the source's tag.`,
		Example: `  wasmcp copy ghcr.io/acme/weather:1.2.0 registry.example.com/mirror/weather
  wasmcp copy ghcr.io/acme/weather:1.2.0 oci-layout://weather`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return cli.Usagef("copy takes a source and a destination, found %d arguments", len(args))
			}
			return runCopy(cmd.Context(), a, args[0], args[1], o, asJSON)
		},
	}
	c.Flags().BoolVar(&o.NoReferrers, "no-referrers", false, "do not copy signatures and other referrers")
	c.Flags().BoolVar(&asJSON, "json", false, "print what was copied as JSON")
	return c
}

// runCopy runs the command.
func runCopy(ctx context.Context, a *cli.App, source, destination string, o oci.CopyOptions, asJSON bool) error {
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	to, err := cli.ParseReference(destination)
	if err != nil {
		return err
	}
	end := a.Transfer(r, "copying "+source)
	from, d, err := copyArtifact(ctx, r, source, &to, o)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		return a.PrintJSON(copied{from.WithDigest(d.Digest).String(), to.WithDigest(d.Digest).String(), d.Digest})
	}
	if _, err := fmt.Fprintln(a.Stdout, d.Digest); err != nil || a.Quiet {
		return err
	}
	a.Err.Line("copied to " + to.WithDigest(d.Digest).String())
	return nil
}

// copyArtifact copies what a reference or a package names, and gives the destination its tag.
func copyArtifact(ctx context.Context, r *cli.Registries, source string, to *oci.Reference, o oci.CopyOptions) (from oci.Reference, d oci.Descriptor, err error) {
	if from, err = r.Reference(ctx, source); err != nil {
		return from, d, err
	}
	if from.Tag == "" && from.Digest == "" {
		from.Tag = oci.DefaultTag
	}
	if to.Tag == "" && to.Digest == "" {
		to.Tag = from.Tag
	}
	d, err = r.Client.Copy(ctx, from, *to, o)
	return from, d, err
}
