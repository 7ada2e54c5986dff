package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit"
)

func (a *app) tagsCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "tags REFERENCE",
		Short: "List the tags of a repository",
		Long: `Lists the tags of a repository, one per line: versions in order, then other tags by name. A tag in the
REFERENCE is ignored. Packages such as acme:weather are found where wkg finds them.`,
		Args: oneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.tags(cmd.Context(), args[0], asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	return c
}

// tags runs the command.
func (a *app) tags(ctx context.Context, spec string, asJSON bool) error {
	r, err := a.registryAccess()
	if err != nil {
		return err
	}
	end := a.transfer(r, "asking for "+spec)
	tags, err := r.tags(ctx, spec)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		if tags == nil {
			tags = []string{}
		}
		return a.printJSON(tags)
	}
	for _, t := range tags {
		a.out.Line(t)
	}
	return nil
}

// tags lists the tags of the repository that a reference or a package is in.
func (r *registries) tags(ctx context.Context, spec string) ([]string, error) {
	s, err := oci.ParseSpec(spec, noFiles)
	if err != nil {
		return nil, err
	}
	var repository oci.Reference
	if s.Package != nil {
		repository, err = r.packages.Repository(ctx, wit.PackageName{Namespace: s.Package.Name.Namespace, Name: s.Package.Name.Name})
	} else {
		repository, err = parseReference(spec)
	}
	if err != nil {
		return nil, err
	}
	return r.client.Tags(ctx, repository)
}
