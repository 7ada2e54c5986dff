package ship

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/composing"
	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/ui"
	"github.com/wasmcp/wasmcp-go/framework"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/load"
	"github.com/wasmcp/wasmcp-go/oci/parts"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

func FrameworkCommand(a *cli.App) *cobra.Command {
	return cli.Parent("framework", "List, push and pull the framework's components",
		frameworkListCommand(a), frameworkPullCommand(a), frameworkPushCommand(a))
}

func frameworkListCommand(a *cli.App) *cobra.Command {
	var o composing.FrameworkOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the framework's components",
		Args:  cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := composing.ParseFramework(o.From)
			if err != nil {
				return err
			}
			x, err := composing.FrameworkIndex(cmd.Context(), a, from)
			if err != nil {
				return err
			}
			if asJSON {
				return a.PrintJSON(x)
			}
			var rows [][]string
			for _, p := range x.Parts {
				rows = append(rows, []string{p.Name, p.Version, ui.Size(p.Size), p.Layer.String()})
			}
			a.Out.Table([]string{"part", "version", "size", "digest"}, rows)
			return nil
		},
	}
	o.FromFlag(c.Flags())
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// frameworkPushed is what framework push prints as JSON.
type frameworkPushed struct {
	// References are those of the parts, the contract and, last, the index, each with its digest.
	References []string `json:"references"`
}

func frameworkPushCommand(a *cli.App) *cobra.Command {
	var o composing.FrameworkOptions
	var signKey string
	var asJSON bool
	c := &cobra.Command{
		Use:   "push PREFIX",
		Short: "Upload the framework to a registry",
		Long: `Uploads the framework under a PREFIX in a registry or an OCI layout: each component in its own repository,
the contract as a WIT package (PREFIX/mcp), and an index (PREFIX/framework). It prints the digests. The
same framework always has the same digests. To use it, compose with --framework PREFIX.

Indexes are tagged with the contract's version. If PREFIX has a tag, only that tag is used.`,
		Example: `  wasmcp framework push ghcr.io/acme/wasmcp
  wasmcp framework push ghcr.io/acme/wasmcp:next --framework my-framework`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return cli.Usagef("framework push takes one prefix, found %d arguments", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return frameworkPush(cmd.Context(), a, args[0], o.From, signKey, asJSON)
		},
	}
	o.FromFlag(c.Flags())
	c.Flags().StringVar(&signKey, "sign-key", "", "sign everything with the private key in `FILE`")
	c.Flags().BoolVar(&asJSON, "json", false, "print what was uploaded as JSON")
	return c
}

// frameworkPush runs the command.
func frameworkPush(ctx context.Context, a *cli.App, text, source, signKey string, asJSON bool) error {
	prefix, err := cli.ParseReference(text)
	if err != nil {
		return err
	}
	if prefix.Digest != "" {
		return cli.Usagef("%q has a digest: give a prefix without one", text)
	}
	content, err := frameworkContent(ctx, a, source)
	if err != nil {
		return err
	}
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	var key *sign.PrivateKey
	if signKey != "" {
		if key, err = privateKey(ctx, a, signKey); err != nil {
			return err
		}
	}
	end := a.Transfer(r, "pushing the framework")
	pushed, err := parts.Push(ctx, r.Client, prefix, *content, signing(r.Client, key))
	end()
	if err != nil {
		return err
	}
	if asJSON {
		stored := frameworkPushed{References: []string{}}
		for _, ref := range pushed {
			stored.References = append(stored.References, ref.String())
		}
		return a.PrintJSON(stored)
	}
	for _, ref := range pushed {
		if _, err := fmt.Fprintln(a.Stdout, ref); err != nil {
			return err
		}
	}
	return nil
}

// signing signs what is pushed, as each of the references it will have, before there is a tag that stands
// for it. Without a key, nothing is signed.
func signing(c *oci.Client, key *sign.PrivateKey) func(context.Context, oci.Reference, []oci.Reference) error {
	if key == nil {
		return nil
	}
	return func(ctx context.Context, r oci.Reference, tagged []oci.Reference) error {
		var identities []string
		for _, t := range tagged {
			identities = append(identities, sign.Identity(t))
		}
		_, err := sign.Sign(ctx, c, r, key, sign.Both, identities...)
		return err
	}
}

// frameworkContent reads a whole framework.
func frameworkContent(ctx context.Context, a *cli.App, source string) (*parts.Content, error) {
	from, err := composing.ParseFramework(source)
	if err != nil {
		return nil, err
	}
	x, err := composing.FrameworkIndex(ctx, a, from)
	if err != nil {
		return nil, err
	}
	var requests []load.Request
	for _, p := range x.Parts {
		requests = append(requests, load.Request{Part: p.Name, Spec: from.Spec})
	}
	loaded, err := composing.LoadAll(ctx, a, from, requests, composing.Options{})
	if err != nil {
		return nil, err
	}
	content := &parts.Content{Index: *x, Components: map[string][]byte{}}
	if from.Embedded() {
		content.Annotations = map[string]string{oci.AnnotationLicenses: "Apache-2.0"}
	}
	for i, c := range loaded {
		if found, expected := c.Digest, x.Parts[i].Layer; found != expected {
			return nil, &partDigestError{from.Spec, x.Parts[i].Name, found.String(), expected.String()}
		}
		content.Components[x.Parts[i].Name] = c.Bytes
	}
	content.WIT, err = framework.Contract()
	return content, err
}

// partDigestError is a component that is not the one in the manifest beside it.
type partDigestError struct{ from, name, found, expected string }

func (e *partDigestError) Error() string {
	return fmt.Sprintf("%s: %s is not the one in the manifest\n  found:    %s\n  expected: %s", e.from, e.name, e.found, e.expected)
}

func frameworkPullCommand(a *cli.App) *cobra.Command {
	var o composing.FrameworkOptions
	var output string
	c := &cobra.Command{
		Use:   "pull -o DIRECTORY",
		Short: "Download the framework's components into a directory",
		Long: `Writes the framework's components and their manifest into a directory. You can change them there. To use
them, compose with --framework DIRECTORY.`,
		Args: cli.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output == "" {
				return cli.Usagef("-o is missing: which directory should the framework go to?")
			}
			return frameworkPull(cmd.Context(), a, output, o.From)
		},
	}
	o.FromFlag(c.Flags())
	c.Flags().StringVarP(&output, "output", "o", "", "write to `DIRECTORY`, created if missing")
	return c
}

// frameworkPull runs the command. The manifest is written last: without it, a directory is no
// framework.
func frameworkPull(ctx context.Context, a *cli.App, output, source string) error {
	content, err := frameworkContent(ctx, a, source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(output, 0o755); err != nil {
		return cli.FileError(output, err)
	}
	m := framework.Manifest{Contract: content.Index.Contract, Toolchain: content.Index.Toolchain}
	for _, p := range content.Index.Parts {
		name := filepath.Join(output, p.Name+".wasm")
		if _, err := a.WriteComponent(name, bytes.NewReader(content.Components[p.Name])); err != nil {
			return err
		}
		m.Parts = append(m.Parts, framework.Part{Name: p.Name, Version: p.Version, Size: int(p.Size), SHA256: p.Layer.Encoded(), Sources: p.Sources})
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if _, err := a.WriteComponent(filepath.Join(output, composing.ManifestName), bytes.NewReader(append(text, '\n'))); err != nil {
		return err
	}
	if !a.Quiet {
		a.Err.Line(fmt.Sprintf("%s  %d components, for wasmcp:mcp@%s", output, len(m.Parts), content.Index.Contract))
	}
	return nil
}
