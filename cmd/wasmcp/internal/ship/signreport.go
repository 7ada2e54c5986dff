package ship

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/cmd/wasmcp/internal/cli"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// ExplainTrust explains what goes wrong with keys, signatures and policies.
func ExplainTrust(_ *cli.App, err error) (x cli.Explanation, ok bool) {
	x = cli.Plain(err)
	if e := (*loginError)(nil); errors.As(err, &e) {
		x.Hint = "many registries want an access token in place of the password"
		return x, true
	}
	if e := (*policy.RefusedError)(nil); errors.As(err, &e) {
		switch {
		case errors.As(e.Err, new(*oci.OfflineError)):
			x.Hint = "leave out --offline once, and they are kept"
		case len(e.Patterns) > 0 || e.Err == nil && !e.Denied:
			x.Hint = "if it is to be trusted, add a rule for it to the policy in wasmcp.toml"
		}
		return x, true
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
		x.Hint = "look at the new one with --dry-run, and replace the old one with --force"
		return x, true
	}
	if errors.As(err, new(*noPasswordError)) {
		x.Hint = "set " + passwordVariable + ", to nothing where the key has no password"
		return x, true
	}
	if e := (*keyExistsError)(nil); errors.As(err, &e) {
		x.Hint = "choose another prefix, or move it away: what it has signed needs its other half"
		return x, true
	}
	return x, false
}
