package ship

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// Explain explains what goes wrong with keys, signatures and policies, and with logging in and publishing.
func Explain(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*loginError)(nil); errors.As(err, &e) {
		x.Hint = "many registries need an access token instead of the password"
		return x, true
	}
	e := (*policy.RefusedError)(nil)
	refused := errors.As(err, &e)
	if refused {
		switch {
		case errors.As(e.Err, new(*oci.OfflineError)):
			x.Hint = "run it once without --offline: then they are cached"
		case len(e.Patterns) > 0 || e.Err == nil && !e.Denied:
			x.Hint = "to accept it, add a rule to the policy in wasmcp.toml"
		}
		if x.Hint != "" {
			return x, true
		}
	}
	if e := (*sign.UnsignedError)(nil); errors.As(err, &e) {
		x.Hint = "ask its publisher for a signed version; if that is you, sign it: wasmcp sign " + e.Reference.String() + " --key FILE"
		return x, true
	}
	if errors.As(err, new(*sign.WrongSignatureError)) {
		x.Hint = "check that the key is the publisher's, and that the reference is the one that was signed"
		return x, true
	}
	if e := (*identityError)(nil); errors.As(err, &e) {
		x.Hint = "if you are its publisher, sign it under that name too: wasmcp sign " + e.Reference.String() + " --key FILE"
		return x, true
	}
	if e := (*labelError)(nil); errors.As(err, &e) {
		name := e.want
		cli.SetDefault(&name, "NAME")
		x.Hint = "push it with its name, which changes its digest: wasmcp push FILE " + e.reference.WithTag(e.reference.Tag).String() + " --name " + name
		return x, true
	}
	if errors.As(err, new(*fileDiffersError)) {
		x.Hint = "see the new one with --dry-run, or replace the old one with --force"
		return x, true
	}
	if errors.As(err, new(*noPasswordError)) {
		x.Hint = "set " + passwordVariable + "; leave it empty if the key has no password"
		return x, true
	}
	if e := (*keyExistsError)(nil); errors.As(err, &e) {
		x.Hint = "choose another prefix, or move the old pair away: its public key still verifies what it signed"
		return x, true
	}
	return x, refused
}
