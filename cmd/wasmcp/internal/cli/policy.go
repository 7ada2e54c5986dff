package cli

import (
	"context"
	"errors"
	"sync"

	"github.com/wasmcp/wasmcp-go/internal/errlist"
	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// trust decides about everything that is pulled: the keys on the command line, and the policy of the
// wasmcp.toml here. Where there are both, both must accept. They are read when the first artifact is
// asked for, so that what pulls nothing needs none of them; that they cannot be read refuses
// everything.
func (a *App) trust() func() ([]*policy.Policy, error) {
	return sync.OnceValues(func() ([]*policy.Policy, error) {
		var all []*policy.Policy
		if err := a.Registry.checkIdentities(); err != nil {
			return nil, err
		}
		if len(a.Registry.verifyKeys) > 0 {
			keys, err := ReadPublicKeys(a.Registry.verifyKeys)
			if err != nil {
				return nil, err
			}
			identities, err := ParseIdentities("--verify-identity", a.Registry.identities)
			if err != nil {
				return nil, err
			}
			all = append(all, policy.Signed(keys, identities))
		}
		p, err := config.LoadPolicy(".")
		if err != nil {
			return nil, err
		}
		if p != nil {
			all = append(all, p)
		}
		return all, nil
	})
}

// accept is what the client asks before it pulls.
func (r *Registries) accept(ctx context.Context, ref oci.Reference, m oci.Manifest) error {
	all, err := r.trust()
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := p.Enforce(r.Client)(ctx, ref, m); err != nil {
			return err
		}
	}
	return nil
}

// Trusted are the keys whose word counts about an artifact that was accepted; none where everybody's
// does.
func (r *Registries) Trusted(ref oci.Reference) ([]*sign.PublicKey, error) {
	all, err := r.trust()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if keys := p.Keys(ref); keys != nil {
			return keys, nil
		}
	}
	return nil, nil
}

// ReadPublicKeys reads files of public keys, and tells all that is wrong.
func ReadPublicKeys(files []string) ([]*sign.PublicKey, error) {
	var keys []*sign.PublicKey
	var errs errlist.List
	for _, file := range files {
		text, err := ReadSmall(file)
		if err != nil {
			errs.Add(err)
			continue
		}
		k, err := sign.ParsePublicKey(file, text)
		errs.Add(err)
		keys = append(keys, k)
	}
	return keys, errs.Err()
}

// checkIdentities refuses identities where no key is to have signed them.
func (o *registryOptions) checkIdentities() error {
	if len(o.identities) > 0 && len(o.verifyKeys) == 0 {
		return Usagef("--verify-identity needs --verify-key: only a signature names an identity")
	}
	return nil
}

// CheckVerified refuses keys where there was nothing to verify: who gives them believes that something
// was. It is asked once everything is loaded.
func (a *App) CheckVerified() error {
	if err := a.Registry.checkIdentities(); err != nil {
		return err
	}
	if len(a.Registry.verifyKeys) > 0 && a.Registries == nil {
		return Usagef("--verify-key has nothing to verify: only files are given, and files are not signed")
	}
	return nil
}

// ParseIdentities reads the values of a flag.
func ParseIdentities(flag string, patterns []string) (policy.Identities, error) {
	var all policy.Identities
	for _, p := range patterns {
		i, err := policy.ParseIdentity(p)
		if wrong := (*policy.IdentityError)(nil); errors.As(err, &wrong) {
			return nil, Usagef("%s %q is not valid: %v", flag, p, wrong.Err)
		}
		all = append(all, i)
	}
	return all, nil
}
