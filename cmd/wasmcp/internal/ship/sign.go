package ship

import (
	"context"
	"fmt"

	"github.com/opencontainers/go-digest"
	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// schemes are what --scheme takes.
var schemes = map[string]sign.Form{"both": sign.Both, "tag": sign.Tag, "referrer": sign.Referrer}

// signed is what sign prints as JSON.
type signed struct {
	// Reference has the digest that was signed.
	Reference string        `json:"reference"`
	Manifest  digest.Digest `json:"manifest"`
	Identity  string        `json:"identity"`
}

func SignCommand(a *cli.App) *cobra.Command {
	var key, scheme, identity string
	var asJSON bool
	c := &cobra.Command{
		Use:   "sign REFERENCE --key FILE",
		Short: "Sign an artifact",
		Long: `Signs an artifact, stores the signature in the same repository, and prints the signed digest. Keys and
signatures have cosign's format, so cosign can verify them. To sign exactly what you pushed, give a
REFERENCE with its digest: a tag may have moved.

The signature contains the artifact's identity: its repository, and its tag if REFERENCE has one. A
verifier can require an identity. Use --identity if you will copy the artifact to another place.

The key's password comes from COSIGN_PASSWORD, or from a prompt on a terminal.`,
		Example: `  wasmcp keygen
  digest=$(wasmcp push server.wasm ghcr.io/acme/server:1.2.0)
  wasmcp sign ghcr.io/acme/server:1.2.0@$digest --key cosign.key`,
		Args: cli.OneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return cli.Usagef("--key is missing: which key should sign?")
			}
			form, ok := schemes[scheme]
			if !ok {
				return cli.Usagef("--scheme %q is not one of: both, tag, referrer", scheme)
			}
			return runSign(cmd.Context(), a, args[0], key, form, identity, asJSON)
		},
	}
	c.Flags().StringVar(&key, "key", "", "sign with the private key in `FILE`")
	c.Flags().StringVar(&identity, "identity", "", "sign under this name, as `REFERENCE` (default: the one given)")
	c.Flags().StringVar(&scheme, "scheme", "both", "`WHERE` to store the signature: tag (for all versions of cosign), referrer (for cosign 3), both")
	c.Flags().BoolVar(&asJSON, "json", false, "print what was signed as JSON")
	return c
}

// runSign runs the command.
func runSign(ctx context.Context, a *cli.App, reference, keyFile string, form sign.Form, identity string, asJSON bool) error {
	ref, err := cli.ParseReference(reference)
	if err != nil {
		return err
	}
	as := sign.Identity(ref)
	if identity != "" {
		other, err := cli.ParseReference(identity)
		if err != nil {
			return err
		}
		if other.Digest != "" {
			return cli.Usagef("--identity %q has a digest: give a repository, with or without a tag", identity)
		}
		as = other.String()
	}
	key, err := privateKey(ctx, a, keyFile)
	if err != nil {
		return err
	}
	r, err := a.RegistryAccess()
	if err != nil {
		return err
	}
	end := a.Transfer(r, "signing "+reference)
	d, err := sign.Sign(ctx, r.Client, ref, key, form, as)
	end()
	if err != nil {
		return err
	}
	if asJSON {
		return a.PrintJSON(signed{ref.WithDigest(d).String(), d, as})
	}
	if _, err := fmt.Fprintln(a.Stdout, d); err != nil || a.Quiet {
		return err
	}
	a.Err.Line("signed " + ref.WithDigest(d).String() + " as " + as)
	return nil
}

// privateKey reads a private key, whose password it may have to ask for.
func privateKey(ctx context.Context, a *cli.App, file string) (*sign.PrivateKey, error) {
	text, err := cli.ReadSmall(file)
	if err != nil {
		return nil, err
	}
	return sign.ParsePrivateKey(file, text, func() ([]byte, error) { return keyPassword(ctx, a, "password of "+file) })
}
