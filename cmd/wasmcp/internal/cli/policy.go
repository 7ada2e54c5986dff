package cli

import (
	"context"
	"sync"

	"github.com/wasmcp/wasmcp-go/oci"
	"github.com/wasmcp/wasmcp-go/oci/policy"
	"github.com/wasmcp/wasmcp-go/oci/sign"
	"github.com/wasmcp/wasmcp-go/server/config"
)

// trust decides about everything that is pulled: the keys on the command line, and the policy of the
// wasmcp.toml here. Where there are both, both must accept. They are read when the first artifact is
// asked for, so that what pulls nothing needs none of them; that they cannot be read refuses
// everything.
func (a *app) trust() func() ([]*policy.Policy, error) {
	return sync.OnceValues(func() ([]*policy.Policy, error) {
		var all []*policy.Policy
		if err := a.registry.checkIdentities(); err != nil {
			return nil, err
		}
		if len(a.registry.verifyKeys) > 0 {
			keys, err := readPublicKeys(a.registry.verifyKeys)
			if err != nil {
				return nil, err
			}
			identities, err := parseIdentities("--verify-identity", a.registry.identities)
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
func (r *registries) accept(ctx context.Context, ref oci.Reference, m oci.Manifest) error {
	all, err := r.trust()
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := p.Enforce(r.client)(ctx, ref, m); err != nil {
			return err
		}
	}
	return nil
}

// trusted are the keys whose word counts about an artifact that was accepted; none where everybody's
// does.
func (r *registries) trusted(ref oci.Reference) ([]*sign.PublicKey, error) {
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

// readPublicKeys reads files of public keys, and tells all that is wrong.
func readPublicKeys(files []string) ([]*sign.PublicKey, error) {
	var keys []*sign.PublicKey
	var errs errorList
	for _, file := range files {
		text, err := readSmall(file)
		if err != nil {
			errs.add(err)
			continue
		}
		k, err := sign.ParsePublicKey(file, text)
		errs.add(err)
		keys = append(keys, k)
	}
	return keys, errs.err()
}

// checkIdentities refuses identities where no key is to have signed them.
func (o *registryOptions) checkIdentities() error {
	if len(o.identities) > 0 && len(o.verifyKeys) == 0 {
		return usagef("--verify-identity needs --verify-key: only a signature names an identity")
	}
	return nil
}

// checkVerified refuses keys where there was nothing to verify: who gives them believes that something
// was. It is asked once everything is loaded.
func (a *app) checkVerified() error {
	if err := a.registry.checkIdentities(); err != nil {
		return err
	}
	if len(a.registry.verifyKeys) > 0 && a.registries == nil {
		return usagef("--verify-key has nothing to verify: only files are given, and files are not signed")
	}
	return nil
}
