// Package ship has the commands about registries: what is pushed, pulled, signed, verified and locked.
package ship

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wasmcp/wasmcp-go/server"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/wit/component/validate"
)

// pushOptions are what push is told.
type pushOptions struct {
	annotations []string
	name        string
	configType  string
	noGit       bool
	json        bool
	attach      attachOptions
}

// pushed is what push prints as JSON.
type pushed struct {
	File string `json:"file"`
	// References are those it was stored under, each with the digest of the manifest.
	References []string      `json:"references"`
	Manifest   digest.Digest `json:"manifest"`
	Layer      digest.Digest `json:"layer"`
	Size       int64         `json:"size"`
	Version    string        `json:"version,omitempty"`
	// Signed says that it was signed.
	Signed bool `json:"signed"`
	// Annotations are the manifest's.
	Annotations map[string]string `json:"annotations,omitempty"`
}

func PushCommand(a *cli.App) *cobra.Command {
	var o pushOptions
	c := &cobra.Command{
		Use:   "push FILE REFERENCE...",
		Short: "Upload a component to a registry",
		Long: `Uploads a component, a WIT package or a core module to a registry or an OCI layout directory, under
every REFERENCE given, and prints the digest of its manifest.

Other WebAssembly tools such as wkg can read the artifact. Annotations are taken from the component's
metadata and from the git checkout (source and commit). The same file at the same commit always has
the same digest, unless you set SOURCE_DATE_EPOCH.

A composed server gets a bill of materials (CycloneDX) and a provenance (SLSA) attached; registries list
them as referrers. With --sign-key, the artifact is signed before its tags are set.`,
		Example: `  wasmcp push server.wasm ghcr.io/acme/server:1.2.0 ghcr.io/acme/server:latest
  wasmcp push server.wasm ghcr.io/acme/server:1.2.0 --sign-key cosign.key
  wasmcp push server.wasm oci-layout://build:1.2.0`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) < 2 {
				return cli.Usagef("push takes a file and at least one reference, found %d arguments", len(args))
			}
			return runPush(cmd.Context(), a, args[0], args[1:], &o)
		},
	}
	f := c.Flags()
	f.StringArrayVar(&o.annotations, "annotation", nil, "set an annotation of the manifest, as `KEY=VALUE`; KEY= removes one. Repeatable")
	f.StringVar(&o.name, "name", "", "the server's `NAME` in the MCP registry, such as io.github.acme/weather")
	f.BoolVar(&o.noGit, "no-git", false, "do not record the git checkout's source and commit")
	o.attach.flags(f)
	f.StringVar(&o.configType, "config-media-type", "", "use this media `TYPE` for the configuration, if the registry refuses "+oci.MediaTypeConfig)
	f.BoolVar(&o.json, "json", false, "print what was uploaded as JSON")
	return c
}

// runPush runs the command.
func runPush(ctx context.Context, a *cli.App, file string, references []string, o *pushOptions) error {
	build, err := buildOptions(a, file, o)
	if err != nil {
		return err
	}
	refs, err := parseReferences(references)
	if err != nil {
		return err
	}
	b, err := cli.ReadComponent(file)
	if err != nil {
		return err
	}
	if err := cli.Valid(filepath.Base(file), b, validate.Open); err != nil {
		return err
	}
	if !o.noGit {
		build.Checkout = checkout(ctx, a, file)
	}
	artifact, err := oci.Build(filepath.Base(file), b, build)
	if err != nil {
		return err
	}
	docs, err := composedDocuments(file, b, &o.attach, build)
	if err != nil {
		return err
	}
	if server.HoldsSecret(b) {
		a.Warn(filepath.Base(file) + " contains the secret of --state-key-file: everyone who can pull it can read the secret. Use --state-key-env to keep the secret out")
	}
	if o.attach.signKey != "" {
		if docs.key, err = privateKey(ctx, a, o.attach.signKey); err != nil {
			return err
		}
	}
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	end := a.Transfer(r, "pushing "+filepath.Base(file))
	err = pushAttached(ctx, r.Client, artifact, refs, docs)
	end()
	if err != nil {
		return err
	}
	for i, ref := range refs {
		if ref.Tag == "" && ref.Digest == "" {
			refs[i].Tag = oci.DefaultTag
		}
	}
	if o.json {
		p := pushed{file, nil, artifact.Descriptor.Digest, artifact.Layer().Digest, artifact.Layer().Size,
			artifact.Version(), docs.key != nil, artifact.Manifest.Annotations}
		for _, ref := range refs {
			p.References = append(p.References, ref.WithDigest(p.Manifest).String())
		}
		return a.PrintJSON(p)
	}
	if _, err := fmt.Fprintln(a.Stdout, artifact.Descriptor.Digest); err != nil || a.Quiet {
		return err
	}
	a.Err.Line(fmt.Sprintf("%s  %s, pushed as", filepath.Base(file), ui.Size(int64(len(b)))))
	for _, ref := range refs {
		a.Err.Line("  " + ref.String())
	}
	return nil
}

// buildOptions says how the artifact is made.
func buildOptions(a *cli.App, file string, o *pushOptions) (oci.BuildOptions, error) {
	build := oci.BuildOptions{
		Title:           filepath.Base(file),
		Annotations:     map[string]string{},
		ConfigMediaType: o.configType,
	}
	for _, annotation := range o.annotations {
		key, value, ok := strings.Cut(annotation, "=")
		if !ok || key == "" {
			return build, cli.Usagef("--annotation %q is not of the form KEY=VALUE", annotation)
		}
		build.Annotations[key] = value
	}
	if o.name != "" {
		space, name, _ := strings.Cut(o.name, "/")
		if space == "" || name == "" || strings.Contains(name, "/") {
			return build, cli.Usagef("--name %q is not a name in the MCP registry, such as io.github.acme/weather", o.name)
		}
		build.Labels = map[string]string{oci.ServerNameLabel: o.name}
	}
	if epoch := a.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil || seconds < 0 {
			return build, cli.Usagef("SOURCE_DATE_EPOCH is %q, expected seconds since the beginning of 1970", epoch)
		}
		build.Created = time.Unix(seconds, 0)
	}
	return build, nil
}

// parseReferences reads several, and tells all that is wrong.
func parseReferences(texts []string) ([]oci.Reference, error) {
	var refs []oci.Reference
	var errs errlist.List
	for _, text := range texts {
		r, err := cli.ParseReference(text)
		errs.Add(err)
		refs = append(refs, r)
	}
	return refs, errs.Err()
}
