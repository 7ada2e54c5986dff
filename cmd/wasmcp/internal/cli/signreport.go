package cli

import (
	"errors"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
)

// explainTrust explains what goes wrong with keys, signatures and policies.
func explainTrust(err error) (x explanation, ok bool) {
	x = plain(err)
	if e := (*policy.RefusedError)(nil); errors.As(err, &e) {
		switch {
		case errors.As(e.Err, new(*oci.OfflineError)):
			x.hint = "leave out --offline once, and they are kept"
		case len(e.Patterns) > 0 || e.Err == nil && !e.Denied:
			x.hint = "if it is to be trusted, add a rule for it to the policy in wasmcp.toml"
		}
		return x, true
	}
	if e := (*sign.UnsignedError)(nil); errors.As(err, &e) {
		x.hint = "ask its publisher for a signed version; if that is you, sign it: wasmcp sign " + e.Reference.String() + " --key FILE"
		return x, true
	}
	if errors.As(err, new(*sign.WrongSignatureError)) {
		x.hint = "check that the key is the publisher's, and that the reference is the one that was signed"
		return x, true
	}
	if e := (*identityError)(nil); errors.As(err, &e) {
		x.hint = "if you are its publisher, sign it under that name too: wasmcp sign " + e.Reference.String() + " --key FILE"
		return x, true
	}
	if e := (*labelError)(nil); errors.As(err, &e) {
		name := e.want
		def(&name, "NAME")
		x.hint = "push it with its name, which changes its digest: wasmcp push FILE " + e.reference.WithTag(e.reference.Tag).String() + " --name " + name
		return x, true
	}
	if errors.As(err, new(*fileDiffersError)) {
		x.hint = "look at the new one with --dry-run, and replace the old one with --force"
		return x, true
	}
	if errors.As(err, new(*noPasswordError)) {
		x.hint = "set " + passwordVariable + ", to nothing where the key has no password"
		return x, true
	}
	if e := (*keyExistsError)(nil); errors.As(err, &e) {
		x.hint = "choose another prefix, or move it away: what it has signed needs its other half"
		return x, true
	}
	return x, false
}
