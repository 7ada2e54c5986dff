package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// schemes are what --scheme takes.
var schemes = map[string]sign.Form{"both": sign.Both, "tag": sign.Tag, "referrer": sign.Referrer}

func (a *app) signCommand() *cobra.Command {
	var key, scheme, identity string
	c := &cobra.Command{
		Use:   "sign REFERENCE --key FILE",
		Short: "Sign an artifact",
		Long: `Signs the manifest that a reference stands for, stores the signature beside it, and prints the digest
that was signed. Keys are those of cosign, and so are signatures: cosign verifies them. A reference with
a digest signs that, whatever a tag stands for by now.

The signature says as what the artifact is signed: its repository, and the tag if the reference has
one. A verifier can demand that. With --identity it is signed as something else, such as what it will be
called where it is copied to.

The password of the key is taken from COSIGN_PASSWORD, or asked for on a terminal.`,
		Example: `  wasmcp keygen
  wasmcp sign ghcr.io/acme/server:1.2.0@$(wasmcp push server.wasm ghcr.io/acme/server:1.2.0) --key cosign.key`,
		Args: oneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return usagef("--key is missing: which key should sign?")
			}
			form, ok := schemes[scheme]
			if !ok {
				return usagef("--scheme %q is not known: both, tag, referrer", scheme)
			}
			return a.sign(cmd.Context(), args[0], key, form, identity)
		},
	}
	c.Flags().StringVar(&key, "key", "", "the private key in `FILE` signs")
	c.Flags().StringVar(&identity, "identity", "", "sign it as this `REFERENCE` (default: the one given)")
	c.Flags().StringVar(&scheme, "scheme", "both", "`WHERE` the signature goes: tag (all versions of cosign find it), referrer (cosign 3), both")
	return c
}

// sign runs the command.
func (a *app) sign(ctx context.Context, reference, keyFile string, form sign.Form, identity string) error {
	ref, err := parseReference(reference)
	if err != nil {
		return err
	}
	as := sign.Identity(ref)
	if identity != "" {
		other, err := parseReference(identity)
		if err != nil {
			return err
		}
		if other.Digest != "" {
			return usagef("--identity %q has a digest: it is a repository, and a tag or none", identity)
		}
		as = other.String()
	}
	key, err := a.privateKey(ctx, keyFile)
	if err != nil {
		return err
	}
	r, err := a.registryAccess()
	if err != nil {
		return err
	}
	end := a.transfer(r, "signing "+reference)
	d, err := sign.Sign(ctx, r.client, ref, key, form, as)
	end()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.Stdout, d); err != nil || a.quiet {
		return err
	}
	a.err.Line("signed " + ref.WithDigest(d).String() + " as " + as)
	return nil
}

// privateKey reads a private key, whose password it may have to ask for.
func (a *app) privateKey(ctx context.Context, file string) (*sign.PrivateKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fileError(file, err)
	}
	return sign.ParsePrivateKey(file, text, func() ([]byte, error) { return a.keyPassword(ctx, "password of "+file) })
}
