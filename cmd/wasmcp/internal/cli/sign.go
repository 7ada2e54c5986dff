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
	var key, scheme string
	c := &cobra.Command{
		Use:   "sign REFERENCE --key FILE",
		Short: "Sign an artifact",
		Long: `Signs the manifest that a reference stands for, stores the signature beside it, and prints the digest
that was signed. Keys are those of cosign, and so are signatures: cosign verifies them. A reference with
a digest signs that, whatever a tag stands for by now.

The password of the key is taken from COSIGN_PASSWORD, or asked for on a terminal.`,
		Example: `  wasmcp keygen
  wasmcp sign ghcr.io/acme/server@$(wasmcp push server.wasm ghcr.io/acme/server:1.2.0) --key cosign.key`,
		Args: oneReference,
		RunE: func(cmd *cobra.Command, args []string) error {
			if key == "" {
				return usagef("--key is missing: which key should sign?")
			}
			form, ok := schemes[scheme]
			if !ok {
				return usagef("--scheme %q is not known: both, tag, referrer", scheme)
			}
			return a.sign(cmd.Context(), args[0], key, form)
		},
	}
	c.Flags().StringVar(&key, "key", "", "the private key in `FILE` signs")
	c.Flags().StringVar(&scheme, "scheme", "both", "`WHERE` the signature goes: tag (all versions of cosign find it), referrer (cosign 3), both")
	return c
}

// sign runs the command.
func (a *app) sign(ctx context.Context, reference, keyFile string, form sign.Form) error {
	ref, err := parseReference(reference)
	if err != nil {
		return err
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
	d, err := sign.Sign(ctx, r.client, ref, key, form)
	end()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.Stdout, d); err != nil || a.quiet {
		return err
	}
	a.err.Line("signed " + ref.WithDigest(d).String())
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
