package cli

import (
	"context"
	"fmt"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// verified is what verify prints as JSON.
type verified struct {
	Reference  string           `json:"reference"`
	Digest     digest.Digest    `json:"digest"`
	Signatures []signedBy       `json:"signatures"`
	Statements []statementAbout `json:"statements"`
}

// signedBy is a signature by one of the keys.
type signedBy struct {
	Key string `json:"key"`
	// KeyDigest is that of the key itself, whatever file it is in.
	KeyDigest string `json:"keyDigest"`
	Scheme    string `json:"scheme"`
}

// statementAbout is something that one of the keys has signed about the artifact.
type statementAbout struct {
	PredicateType string `json:"predicateType"`
	Key           string `json:"key"`
}

func (a *app) verifyCommand() *cobra.Command {
	var keys []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify REFERENCE --key FILE...",
		Short: "Verify the signature of an artifact",
		Long: `Sees that one of the keys has signed the manifest that a reference stands for, and prints its digest.
Signatures are those of cosign, made with a pair of keys, under its tag or as referrers.

To have everything verified that a command takes from registries, give it --verify-key, or write a
policy into wasmcp.toml.`,
		Example: `  wasmcp verify ghcr.io/acme/server:1.2.0 --key cosign.pub`,
		Args:    oneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(keys) == 0 {
				return usagef("--key is missing: whose signature is wanted?")
			}
			return a.verify(cmd.Context(), args[0], keys, asJSON)
		},
	}
	c.Flags().StringArrayVar(&keys, "key", nil, "accept signatures by the public key in `FILE`; of several, one is enough")
	c.Flags().BoolVar(&asJSON, "json", false, "print what was verified as JSON")
	return c
}

// verify runs the command.
func (a *app) verify(ctx context.Context, spec string, keyFiles []string, asJSON bool) error {
	keys, err := readPublicKeys(keyFiles)
	if err != nil {
		return err
	}
	r, err := a.registryAccess()
	if err != nil {
		return err
	}
	end := a.transfer(r, "verifying "+spec)
	v, err := r.verify(ctx, spec, keys)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(v)
	}
	if _, err := fmt.Fprintln(a.Stdout, v.Digest); err != nil || a.quiet {
		return err
	}
	a.err.Line("verified " + v.Reference)
	for _, s := range v.Signatures {
		a.err.Line(fmt.Sprintf("  signed by %s (%s)", s.Key, s.Scheme))
	}
	for _, s := range v.Statements {
		a.err.Line(fmt.Sprintf("  %s says %s", s.Key, s.PredicateType))
	}
	return nil
}

// verify looks for all that the keys have signed about what a reference or a package names.
func (r *registries) verify(ctx context.Context, spec string, keys []*sign.PublicKey) (*verified, error) {
	ref, d, err := r.resolve(ctx, spec)
	if err != nil {
		return nil, err
	}
	found, err := sign.Signatures(ctx, r.client, ref, keys)
	if err != nil {
		return nil, err
	}
	statements, err := sign.Statements(ctx, r.client, ref, keys, "")
	if err != nil {
		return nil, err
	}
	v := &verified{Reference: ref.String(), Digest: d.Digest, Statements: []statementAbout{}}
	for _, s := range found {
		v.Signatures = append(v.Signatures, signedBy{s.Key.Name, "sha256:" + s.Key.ID(), schemeName(s.Form)})
	}
	for _, s := range statements {
		v.Statements = append(v.Statements, statementAbout{s.Type, s.Key.Name})
	}
	return v, nil
}

func schemeName(form sign.Form) string {
	if form == sign.Tag {
		return "tag"
	}
	return "referrer"
}
