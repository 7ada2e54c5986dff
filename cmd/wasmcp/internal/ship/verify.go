package ship

import (
	"context"
	"errors"
	"fmt"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/policy"
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
	// Identity is what the artifact is signed as; empty where the signature does not say.
	Identity string `json:"identity"`
}

// statementAbout is something that one of the keys has signed about the artifact.
type statementAbout struct {
	PredicateType string `json:"predicateType"`
	Key           string `json:"key"`
}

func VerifyCommand(a *cli.App) *cobra.Command {
	var keys, identities []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify REFERENCE --key FILE...",
		Short: "Verify the signature of an artifact",
		Long: `Checks that an artifact is signed with one of the keys, and prints its digest. Signatures have cosign's
format, stored under cosign's tag or as referrers.

A signature does not say which artifact a name stands for. --identity requires a signed repository and,
if the PATTERN has a tag, that the tag in REFERENCE was signed.

To verify everything that a command downloads, use --verify-key or a policy in wasmcp.toml.`,
		Example: `  wasmcp verify ghcr.io/acme/server:1.2.0 --key cosign.pub
  wasmcp verify ghcr.io/acme/server:1.2.0 --key cosign.pub --identity "ghcr.io/acme/server:1.*"`,
		Args: cli.OneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(keys) == 0 {
				return cli.Usagef("--key is missing: whose signature is wanted?")
			}
			return runVerify(cmd.Context(), a, args[0], keys, identities, asJSON)
		},
	}
	c.Flags().StringArrayVar(&keys, "key", nil, "accept signatures made with the public key in `FILE`. Repeatable; any one match suffices")
	c.Flags().StringArrayVar(&identities, "identity", nil, "only accept artifacts signed as `PATTERN`, such as ghcr.io/acme/*:1.*. Repeatable; any one match suffices")
	c.Flags().BoolVar(&asJSON, "json", false, "print what was verified as JSON")
	return c
}

// runVerify runs the command.
func runVerify(ctx context.Context, a *cli.App, spec string, keyFiles, patterns []string, asJSON bool) error {
	identities, err := cli.ParseIdentities("--identity", patterns)
	if err != nil {
		return err
	}
	keys, err := cli.ReadPublicKeys(keyFiles)
	if err != nil {
		return err
	}
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	end := a.Transfer(r, "verifying "+spec)
	v, err := verify(ctx, r, spec, keys, identities)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		return a.PrintJSON(v)
	}
	if _, err := fmt.Fprintln(a.Stdout, v.Digest); err != nil || a.Quiet {
		return err
	}
	a.Err.Line("verified " + v.Reference)
	for _, s := range v.Signatures {
		line := fmt.Sprintf("  signed by %s (%s)", s.Key, s.Scheme)
		if s.Identity != "" {
			line += " as " + s.Identity
		}
		a.Err.Line(line)
	}
	for _, s := range v.Statements {
		a.Err.Line(fmt.Sprintf("  %s says %s", s.Key, s.PredicateType))
	}
	return nil
}

// verify looks for all that the keys have signed about what a reference or a package names.
func verify(ctx context.Context, r *cli.Registries, spec string, keys []*sign.PublicKey, identities policy.Identities) (*verified, error) {
	ref, err := r.Reference(ctx, spec)
	if err != nil {
		return nil, err
	}
	ref, d, err := r.Client.Resolve(ctx, ref.WithDefaultTag())
	if err != nil {
		return nil, err
	}
	accept := func(identity string) bool { return identities.Accept(identity, ref) }
	found, err := sign.Signatures(ctx, r.Client, ref, keys, accept)
	if other := (*sign.IdentityError)(nil); errors.As(err, &other) {
		return nil, &identityError{other, identities.Expected(ref)}
	}
	if err != nil {
		return nil, err
	}
	statements, err := sign.Statements(ctx, r.Client, ref, keys, "")
	if err != nil {
		return nil, err
	}
	v := &verified{Reference: ref.String(), Digest: d.Digest, Statements: []statementAbout{}}
	for _, s := range found {
		v.Signatures = append(v.Signatures, signedBy{s.Key.Name, "sha256:" + s.Key.ID(), schemeName(s.Form), s.Identity})
	}
	for _, s := range statements {
		v.Statements = append(v.Statements, statementAbout{s.Type, s.Key.Name})
	}
	return v, nil
}

// identityError is an artifact that is signed as something else than was demanded.
type identityError struct {
	*sign.IdentityError
	expected string
}

func (e *identityError) Error() string {
	return e.IdentityError.Error() + "\n  expected: signed as " + e.expected
}

func schemeName(form sign.Form) string {
	if form == sign.Tag {
		return "tag"
	}
	return "referrer"
}
