package ship

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/internal/filemap"
	"github.com/wasmcp/wasmcp-go/oci"
)

// pulled is what pull prints as JSON.
type pulled struct {
	Output string `json:"output"`
	// Reference has the digest that a tag stood for.
	Reference string        `json:"reference"`
	Manifest  digest.Digest `json:"manifest"`
	Layer     digest.Digest `json:"layer"`
	Size      int64         `json:"size"`
	Version   string        `json:"version,omitempty"`
	// Annotations are the manifest's.
	Annotations map[string]string `json:"annotations,omitempty"`
}

func PullCommand(a *cli.App) *cobra.Command {
	var output string
	var asJSON bool
	var docs pullDocuments
	c := &cobra.Command{
		Use:   "pull REFERENCE -o FILE",
		Short: "Download a component from a registry",
		Long: `Downloads a component, a WIT package or a core module from a registry or an OCI layout directory.
Packages such as acme:weather@^1.2 are found where wkg finds them. The file appears only after its
digest was checked.

--sbom and --provenance also download what is attached; without -o they download only that. With
--verify-key or a policy, only documents signed by a trusted key are accepted.`,
		Example: `  wasmcp pull ghcr.io/acme/weather:1.2.0 -o weather.wasm
  wasmcp pull acme:weather@1.2 -o weather.wasm`,
		Args: cli.OneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case output == "" && (asJSON || !docs.wanted()):
				return cli.Usagef("-o is missing: where should the component go?")
			case asJSON && output == "-":
				return cli.Usagef("--json and -o - would both write to standard output")
			}
			return runPull(cmd.Context(), a, args[0], output, &docs, asJSON)
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "write the component to `FILE`; - is standard output")
	docs.flags(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print what was fetched as JSON")
	return c
}

// runPull runs the command.
func runPull(ctx context.Context, a *cli.App, spec, output string, o *pullDocuments, asJSON bool) error {
	if err := o.check(output); err != nil {
		return err
	}
	if o.wanted() {
		ref, found, err := documents(ctx, a, spec, o)
		if err != nil {
			return err
		}
		spec = ref.String()
		for _, p := range found {
			if err := writeDocument(a, p); err != nil {
				return err
			}
		}
	}
	if output == "" {
		return nil
	}
	artifact, err := fetch(ctx, a, spec, output)
	if err != nil {
		return err
	}
	if asJSON {
		return a.PrintJSON(pulled{output, artifact.Reference.String(), artifact.Descriptor.Digest,
			artifact.Layer().Digest, artifact.Layer().Size, artifact.Version(), artifact.Manifest.Annotations})
	}
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("%s  %s, pulled from", output, ui.Size(artifact.Layer().Size)))
		a.Err.Line("  " + artifact.Reference.String())
	}
	return nil
}

// fetch pulls what a reference or a package names, and writes it.
func fetch(ctx context.Context, a *cli.App, spec, output string) (artifact *oci.Artifact, err error) {
	r, err := a.RegistryAccess()
	if err != nil {
		return nil, err
	}
	defer a.Transfer(r, "fetching "+spec)()
	ref, err := r.Reference(ctx, spec)
	if err != nil {
		return nil, err
	}
	if output == "-" { // what has gone there cannot be taken back
		if artifact, err = r.Client.Pull(ctx, ref); err == nil {
			_, err = a.WriteComponent(output, bytes.NewReader(artifact.Bytes))
		}
		return artifact, err
	}
	var fetchErr error
	err = cli.ReplaceFile(output, cli.Readable, func(f *os.File) error {
		if artifact, fetchErr = r.Client.PullTo(ctx, ref, f); fetchErr != nil {
			return fetchErr
		}
		return keepSecret(f)
	})
	if e := (*oci.OutputError)(nil); errors.As(err, &e) {
		err, fetchErr = e.Err, nil
	}
	if err == nil || fetchErr != nil {
		return artifact, err
	}
	return nil, cli.FileError(output, err)
}

// keepSecret takes the rights of others from a file that is a server with a secret in it: before it is
// here nobody knows that it is one.
func keepSecret(f *os.File) error {
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	var files filemap.Files
	b, err := files.Read(f.Name())
	if err == nil && server.HoldsSecret(b) {
		err = f.Chmod(info.Mode().Perm() & cli.Secret)
	}
	return errors.Join(err, files.Close())
}
