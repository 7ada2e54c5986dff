package ship

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit"
)

func TagsCommand(a *cli.App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "tags REFERENCE",
		Short: "List the tags of a repository",
		Long: `Lists the tags of a repository, one per line: versions in order, then other tags by name. A tag in the
REFERENCE is ignored. Packages such as acme:weather are found where wkg finds them.`,
		Args: cli.OneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTags(cmd.Context(), a, args[0], asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

// runTags runs the command.
func runTags(ctx context.Context, a *cli.App, spec string, asJSON bool) error {
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	end := a.Transfer(r, "asking for "+spec)
	tags, err := tags(ctx, r, spec)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		if tags == nil {
			tags = []string{}
		}
		return a.PrintJSON(tags)
	}
	for _, t := range tags {
		a.Out.Line(t)
	}
	return nil
}

// tags lists the tags of the repository that a reference or a package is in.
func tags(ctx context.Context, r *cli.Registries, spec string) ([]string, error) {
	s, err := oci.ParseSpec(spec, cli.NoFiles)
	if err != nil {
		return nil, err
	}
	var repository oci.Reference
	if s.Package != nil {
		repository, err = r.Packages.Repository(ctx, wit.PackageName{Namespace: s.Package.Name.Namespace, Name: s.Package.Name.Name})
	} else {
		repository, err = cli.ParseReference(spec)
	}
	if err != nil {
		return nil, err
	}
	return r.Client.Tags(ctx, repository)
}
